"""Reads through the served API, beside the same rows by bare asyncpg in the same run; and how deep pages fare."""

import asyncio
import statistics
import time
from dataclasses import dataclass, field
from uuid import UUID

from .figures import Figure, Options, at_least, below
from .services import OFFICE, Server, Services

CONNECTIONS = 32
SECONDS = 5.0
WARM_UP = 1.0
PAGES = 60


@dataclass
class Load:
    """What came back under load."""

    requests: int = 0
    seconds: float = 0.0
    took: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds

    def centile(self, part: int) -> float:
        """Milliseconds within which so many of a hundred were answered."""
        return statistics.quantiles(self.took, n=100)[part - 1] * 1000


class _Connection:
    """One kept-alive connection; a client library would cost more than what is measured."""

    def __init__(self, port: int, token: str | None) -> None:
        self._port = port
        self._head = f"Host: 127.0.0.1:{port}\r\n" + (f"Authorization: Bearer {token}\r\n" if token else "") + "\r\n"

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 22)

    async def get(self, path: str) -> bytes:
        """The body of a good answer."""
        self._writer.write(f"GET {path} HTTP/1.1\r\n{self._head}".encode())
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        start = head.index(b"content-length:") + 15
        body = await self._reader.readexactly(int(head[start : head.index(b"\r\n", start)]))
        if not head.startswith(b"http/1.1 200"):
            raise RuntimeError(f"GET {path}: {head.splitlines()[0].decode()} {body[:300].decode(errors='replace')}")
        return body

    def close(self) -> None:
        self._writer.close()


async def _under_load(port: int, token: str | None, paths: list[str]) -> Load:
    load = Load()
    connections = [_Connection(port, token) for _ in range(CONNECTIONS)]
    for connection in connections:
        await connection.open()
    begin = time.perf_counter() + WARM_UP
    end = begin + SECONDS

    async def ask(number: int, connection: _Connection) -> None:
        turn = number * len(paths) // CONNECTIONS
        while (sent := time.perf_counter()) < end:
            await connection.get(paths[turn % len(paths)])
            turn += 1
            if begin <= sent and (now := time.perf_counter()) <= end:
                load.took.append(now - sent)

    await asyncio.gather(*(ask(number, connection) for number, connection in enumerate(connections)))
    for connection in connections:
        connection.close()
    load.requests, load.seconds = len(load.took), SECONDS
    return load


async def _page_times(port: int, token: str, paths: list[str]) -> list[float]:
    """The median milliseconds of each path, asked in turns by one client."""
    connection = _Connection(port, token)
    await connection.open()
    took: dict[str, list[float]] = {path: [] for path in paths}
    for turn in range(PAGES + 5):
        for path in paths:
            sent = time.perf_counter()
            await connection.get(path)
            if turn >= 5:
                took[path].append((time.perf_counter() - sent) * 1000)
    connection.close()
    return [statistics.median(took[path]) for path in paths]


async def _some(services: Services, rows: int) -> tuple[list[UUID], UUID]:
    """A thousand keys spread over the table (so: hot), and the cursor of the deepest page that is still full."""
    connection = await services.connect()
    try:
        every = max(1, rows // 1000)
        keys = await connection.fetch(
            "select id from (select id, row_number() over (order by id) n from applications where state = 'filed') s"
            " where n % $1 = 0 limit 1000",
            every,
        )
        deep = await connection.fetchval("select id from applications where state <> 'draft' order by id offset 60 limit 1")
    finally:
        await connection.close()
    return [row["id"] for row in keys], deep


def measure(options: Options, services: Services) -> list[Figure]:
    """Both reads, each beside the bare one, and the deep page."""
    keys, deep = asyncio.run(_some(services, options.rows))
    token = services.token(OFFICE)
    figures: list[Figure] = []
    with services.served("bench.bare:app") as bare:
        for what, path in (
            ("one application by key", [f"/applications/{key}" for key in keys]),
            ("list of 50", ["/applications?limit=50"]),
        ):
            figures += _beside(what, services.api, bare, token, path)
    first, last = asyncio.run(
        _page_times(services.api.port, token, ["/api/v1/applications?limit=50", f"/api/v1/applications?limit=50&cursor={deep}"])
    )
    number = options.rows // 50
    figures.append(Figure("list: page 1", f"{first:.1f} ms"))
    figures.append(Figure(f"list: page {number:,}".replace(",", " "), f"{last:.1f} ms"))
    figures.append(below("list: deep page ÷ page 1", last / first, 1.5, "×"))
    return figures


def _beside(what: str, api: Server, bare: Server, token: str, paths: list[str]) -> list[Figure]:
    theirs = asyncio.run(_under_load(bare.port, None, paths))
    ours = asyncio.run(_under_load(api.port, token, [f"/api/v1{path}" for path in paths]))
    return [
        Figure(f"{what}: bare asyncpg", f"{theirs.rate:.0f} req/s, p99 {theirs.centile(99):.0f} ms"),
        Figure(f"{what}: the API", f"{ours.rate:.0f} req/s, p99 {ours.centile(99):.0f} ms"),
        at_least(f"{what}: API ÷ bare", ours.rate / theirs.rate, 0.5, "×"),
    ]
