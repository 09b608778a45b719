"""What others rely on: liveness, readiness, the description of the API and its refusals."""

import httpx
import pytest
from conftest import execute
from fastapi import FastAPI

from quality_award.platform.objectstore import ObjectStore

pytestmark = pytest.mark.anyio


async def test_ready_means_migrated_to_this_codes_last_migration(
    client: httpx.AsyncClient, store: ObjectStore, database_url: str
) -> None:
    assert (await client.get("/healthz")).json()["status"] == "ok"
    good = await client.get("/readyz")
    assert (good.status_code, good.json()["checks"]) == (
        200,
        {"database": True, "migrations": True, "rulesets": True, "store": True},
    )
    await execute(database_url, "update alembic_version set version_num = '0001'")
    old = await client.get("/readyz")
    assert (old.status_code, old.json()["checks"]["migrations"]) == (503, False)
    assert (await client.get("/healthz")).status_code == 200


async def test_every_operation_describes_its_refusals(app: FastAPI) -> None:
    description = app.openapi()
    assert description["openapi"].startswith("3.1")
    assert "HTTPValidationError" not in description["components"]["schemas"]
    operations = [one for path, methods in description["paths"].items() if path.startswith("/api/") for one in methods.values()]
    assert len(operations) > 100
    reference = {"$ref": "#/components/schemas/ProblemDocument"}
    for operation in operations:
        assert operation["responses"]["4XX"]["content"]["application/problem+json"]["schema"] == reference
    assert {"type", "title", "status", "detail", "instance"} <= set(
        description["components"]["schemas"]["ProblemDocument"]["required"]
    )


async def test_every_answer_tells_browsers_to_be_careful(client: httpx.AsyncClient) -> None:
    for path in ("/healthz", "/api/v1/meta", "/api/v1/nothing"):
        headers = (await client.get(path)).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "same-origin")
        assert (headers.get("cache-control") == "no-store") == path.startswith("/api/")
