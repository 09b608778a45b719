"""Evidence from a ticket of the API straight into the store, beside a bare client at the same store; and the API's own CPU."""

import asyncio
import datetime as dt
import http.client
import os
import statistics
import time
from urllib.parse import urlsplit

from quality_award.platform.objectstore import ObjectStore
from quality_award.platform.settings import Settings

from .figures import Figure, Options, below
from .services import APPLICANT, Services

ROUNDS = 5
MIB = 1 << 20
_HOUR = dt.timedelta(hours=1)
SLOT = "licence"
TYPE = "application/pdf"


def _put(url: str, content: bytes, headers: dict[str, str]) -> None:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=300, blocksize=MIB)
    try:
        connection.request("PUT", f"{parts.path}?{parts.query}", content, headers)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"PUT: {answer.status} {said[:300].decode(errors='replace')}")
    finally:
        connection.close()


async def _draft(services: Services) -> str:
    connection = await services.connect()
    try:
        return str(await connection.fetchval("select id from applications where state = 'draft'"))
    finally:
        await connection.close()


def measure(options: Options, services: Services) -> list[Figure]:
    """Medians of some rounds, ours and the bare client's in turns."""
    size = (200 if options.full else 50) * MIB
    content = b"%PDF-1.7\n" + os.urandom(size - 9)
    application = asyncio.run(_draft(services))
    # The bare client's links, made in this process by the same library: neither a ticket nor a confirmation.
    store = ObjectStore(
        Settings(
            s3_endpoint=services.environment["S3_ENDPOINT"],
            s3_access_key=services.environment["S3_ACCESS_KEY"],
            s3_secret_key=services.environment["S3_SECRET_KEY"],
        )
    )
    bare: list[float] = []
    sent: list[float] = []
    confirmed: list[float] = []
    cpu_sent: list[float] = []
    cpu_all: list[float] = []
    services.token(APPLICANT)  # the login's password hash is not the upload's
    for turn in range(ROUNDS + 1):
        key = f"bench/{turn}"
        url = asyncio.run(store.presign_put(key, expires=_HOUR))
        began = time.perf_counter()
        _put(url, content, {"Content-Type": TYPE})
        alone = time.perf_counter() - began
        asyncio.run(store.remove(key))

        cpu = services.api.cpu_seconds()
        began = time.perf_counter()
        announced = {"slot": SLOT, "filename": f"{turn}.pdf", "content_type": TYPE, "size": size}
        ticket = services.request(APPLICANT, "POST", f"/applications/{application}/evidence", announced)
        _put(str(ticket["url"]), content, dict(ticket["headers"]))  # type: ignore[call-overload]
        ours, cpu_then = time.perf_counter() - began, services.api.cpu_seconds()
        services.request(APPLICANT, "POST", f"/evidence/{ticket['evidence_id']}/confirm")
        if turn:  # the first round opens connections and volumes
            bare.append(alone)
            sent.append(ours)
            confirmed.append(time.perf_counter() - began - ours)
            cpu_sent.append((cpu_then - cpu) * 1000)
            cpu_all.append((services.api.cpu_seconds() - cpu) * 1000)
    name = f"evidence {size // MIB} MiB"
    alone, ours = statistics.median(bare), statistics.median(sent)
    return [
        Figure(f"{name}: bare client", f"{alone:.2f} s"),
        Figure(f"{name}: ticket and PUT", f"{ours:.2f} s"),
        below(f"{name}: ours ÷ bare", ours / alone, 1.10, "×", 3),
        below(f"{name}: API CPU, ticket and PUT", statistics.median(cpu_sent), 50, "ms", 0),
        Figure(f"{name}: confirmation (copy, SHA-256)", f"{statistics.median(confirmed):.2f} s"),
        below(f"{name}: API CPU with the confirmation", statistics.median(cpu_all), 50, "ms", 0),
    ]
