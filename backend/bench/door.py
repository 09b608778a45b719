"""A transition through the one door: a unit recommends (Art. 17(3)), one application after the other."""

import asyncio
import http.client
import json
import statistics
import time

from .figures import Figure, Options
from .services import RECOMMENDER, Services

BODY = json.dumps({"eligible": True, "truthful": True, "opinion": "情况属实，符合条件，同意推荐。"}).encode()


async def _submitted(services: Services) -> list[str]:
    connection = await services.connect()
    try:
        rows = await connection.fetch("select id from applications where state = 'submitted' order by id")
        return [str(row["id"]) for row in rows]
    finally:
        await connection.close()


def measure(_: Options, services: Services) -> list[Figure]:
    """Latency of every POST of an action: rules, state, audit record and event included."""
    headers = {"Authorization": f"Bearer {services.token(RECOMMENDER)}", "Content-Type": "application/json", "If-Match": '"v1"'}
    connection = http.client.HTTPConnection("127.0.0.1", services.api.port, timeout=60)
    took: list[float] = []
    waiting = asyncio.run(_submitted(services))
    for application in waiting:
        began = time.perf_counter()
        connection.request("POST", f"/api/v1/applications/{application}/actions/recommend", BODY, headers)
        answer = connection.getresponse()
        said = answer.read()
        took.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"recommend: {answer.status} {said[:500].decode(errors='replace')}")
    connection.close()
    name = f"one transition, {len(took)} in turn"
    return [
        Figure(f"{name}: p50", f"{statistics.median(took):.1f} ms"),
        Figure(f"{name}: p99", f"{statistics.quantiles(took, n=100)[98]:.1f} ms"),
    ]
