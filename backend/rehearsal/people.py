"""People who act over HTTP with their own logins, and the record of everything they asked."""

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

PASSWORD = "Chaoyang-2026-demo"


class Unexpected(Exception):
    """The API answered otherwise than the regulation says."""


@dataclass
class Refusal:
    """One request that was refused, as it should be."""

    stage: str
    what: str
    status: int
    type: str
    articles: list[str]


@dataclass
class Ledger:
    """Latencies by stage, and refusals."""

    stage: str = ""
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refusals: list[Refusal] = field(default_factory=list)

    def percentile(self, stage: str, share: float) -> float:
        """A latency in milliseconds."""
        values = sorted(self.seconds[stage])
        return values[min(len(values) - 1, int(share * len(values)))] * 1000 if values else 0.0


Json = Any


@dataclass
class Person:
    """One login in one role."""

    http: httpx.AsyncClient
    ledger: Ledger
    login: str
    role: str
    password: str = PASSWORD
    token: str | None = None

    async def sign_in(self) -> None:
        """Sign in, and pick the role where there are several."""
        body = await self._answer("POST", "/auth/login", {"login": self.login, "password": self.password}, None, signed=False)
        if body["membership"] is None or body["membership"]["role"] != self.role:
            wanted = next(one["id"] for one in body["memberships"] if one["role"] == self.role)
            self.token = body["access_token"]
            body = await self._answer("POST", "/auth/act-as", {"membership_id": wanted}, None)
        self.token = body["access_token"]

    async def _send(self, method: str, path: str, body: Json, version: int | None, signed: bool) -> httpx.Response:
        headers = {}
        if signed:
            if self.token is None:
                await self.sign_in()
            headers["Authorization"] = f"Bearer {self.token}"
        if version is not None:
            headers["If-Match"] = f'"v{version}"'
        started = time.perf_counter()
        response = await self.http.request(method, f"/api/v1{path}", json=body, headers=headers)
        self.ledger.seconds[self.ledger.stage].append(time.perf_counter() - started)
        return response

    async def _ask(self, method: str, path: str, body: Json, version: int | None, signed: bool = True) -> httpx.Response:
        response = await self._send(method, path, body, version, signed)
        if response.status_code == 401 and signed:
            # The clock was moved past the token's life.
            self.token = None
            response = await self._send(method, path, body, version, signed)
        return response

    async def _answer(self, method: str, path: str, body: Json, version: int | None, signed: bool = True) -> Json:
        response = await self._ask(method, path, body, version, signed)
        if response.status_code >= 400:
            raise Unexpected(f"{self.login} {method} {path}: {response.status_code} {response.text[:1500]}")
        return response.json() if response.content else None

    async def get(self, path: str) -> Json:
        """Read."""
        return await self._answer("GET", path, None, None)

    async def pages(self, path: str) -> list[Json]:
        """Every row of a paged list."""
        rows: list[Json] = []
        cursor = ""
        while True:
            joint = "&" if "?" in path else "?"
            page = await self.get(f"{path}{joint}limit=200{cursor}")
            rows += page["items"]
            if page["next_cursor"] is None:
                return rows
            cursor = f"&cursor={page['next_cursor']}"

    async def post(self, path: str, body: Json = None, version: int | None = None) -> Json:
        """Create or act."""
        return await self._answer("POST", path, {} if body is None else body, version)

    async def patch(self, path: str, body: Json, version: int) -> Json:
        """Change."""
        return await self._answer("PATCH", path, body, version)

    async def put(self, path: str, body: Json, version: int | None = None) -> Json:
        """Replace."""
        return await self._answer("PUT", path, body, version)

    async def refused(
        self,
        what: str,
        method: str,
        path: str,
        body: Json = None,
        *,
        version: int | None = None,
        status: int,
        kind: str | None = None,
    ) -> Json:
        """A request that must be refused; the refusal goes on record with its articles."""
        response = await self._ask(method, path, {} if body is None and method != "GET" else body, version)
        if response.status_code != status:
            raise Unexpected(f"{what}: wanted {status}, got {response.status_code} {response.text[:800]}")
        problem = response.json()
        if response.headers["content-type"] != "application/problem+json" or (kind and not problem["type"].endswith(kind)):
            raise Unexpected(f"{what}: no problem document of type {kind}: {response.text[:800]}")
        articles = [finding["article"] for finding in problem.get("findings", [])] or [problem.get("article", "")]
        self.ledger.refusals.append(Refusal(self.ledger.stage, what, status, problem["type"], sorted({a for a in articles if a})))
        return problem


async def together(jobs: list[Any], at_once: int = 8) -> list[Any]:
    """Run coroutines, some at a time, in order of their results."""
    gate = asyncio.Semaphore(at_once)

    async def run(job: Any) -> Any:
        async with gate:
            return await job

    return list(await asyncio.gather(*(run(job) for job in jobs)))


@dataclass
class Cast:
    """Everyone who takes part, by login."""

    http: httpx.AsyncClient
    store: httpx.AsyncClient
    ledger: Ledger
    people: dict[tuple[str, str], Person] = field(default_factory=dict)
    serial: Callable[[], int] = field(default_factory=lambda: itertools.count(1).__next__)

    def person(self, login: str, role: str) -> Person:
        """The person of a login in one role."""
        return self.people.setdefault((login, role), Person(self.http, self.ledger, login, role))


@asynccontextmanager
async def cast(base_url: str, transport: httpx.AsyncBaseTransport | None = None) -> AsyncIterator[Cast]:
    """A cast against an address, or against an application in this process."""
    limits = httpx.Limits(max_connections=20)
    async with (
        httpx.AsyncClient(base_url=base_url, transport=transport, timeout=60, limits=limits) as http,
        httpx.AsyncClient(timeout=60, limits=limits) as store,
    ):
        yield Cast(http, store, Ledger())
