"""Evidence from a ticket of the API straight into the store, beside a bare client at the same store; and the API's own CPU."""

import asyncio
import hashlib
import http.client
import io
import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psutil
from minio import Minio

from quality_award.platform.objectstore import ObjectStore
from quality_award.platform.settings import Settings

from .figures import Figure, Options, below
from .services import APPLICANT, Services

ROUNDS = 5
KIB, MIB = 1 << 10, 1 << 20
PARALLEL, LINKS_AT_ONCE = 4, 100
SLOT, TYPE = "other", "video/mp4"
CROWD, CROWD_SIZE = 20, 50 * MIB


def _video(size: int) -> bytes:
    """An MP4 of the size whose content nobody has seen before."""
    head = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
    index = b"\x00\x00\x00\x08moov"
    data = size - len(head) - len(index)
    return head + index + data.to_bytes(4) + b"mdat" + os.urandom(data - 8)


def _put(url: str, content: bytes | memoryview, headers: dict[str, str]) -> None:
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


@dataclass
class Sent:
    """One upload: its entry, the digest that was announced, the seconds in which the bytes went."""

    evidence_id: str
    sha256: str
    seconds: float


def _send(services: Services, application: str, content: bytes, name: str, sha256: str) -> Sent:
    """As the page sends it: announce, whole or in parts of which four are on their way, confirm."""
    announced = {"slot": SLOT, "filename": f"{name}.mp4", "content_type": TYPE, "size": len(content), "sha256": sha256}
    ticket: dict[str, Any] = services.request(APPLICANT, "POST", f"/applications/{application}/evidence", announced)
    evidence = ticket["evidence_id"]
    began = time.perf_counter()
    if ticket["url"]:
        _put(ticket["url"], content, ticket["headers"])
    else:
        size, view = ticket["part_size"], memoryview(content)
        numbers = list(range(1, ticket["parts"] + 1))
        links: Any = []
        for start in range(0, len(numbers), LINKS_AT_ONCE):
            some = {"numbers": numbers[start : start + LINKS_AT_ONCE]}
            links += services.request(APPLICANT, "POST", f"/evidence/{evidence}/parts", some)
        began = time.perf_counter()
        with ThreadPoolExecutor(PARALLEL) as pool:
            list(pool.map(lambda one: _put(one["url"], view[(one["number"] - 1) * size : one["number"] * size], {}), links))
    seconds = time.perf_counter() - began
    services.request(APPLICANT, "POST", f"/evidence/{evidence}/confirm")
    return Sent(evidence, sha256, seconds)


def measure(options: Options, services: Services) -> list[Figure]:
    """Medians of some rounds, ours and the bare client's in turns, for three sizes; then many people at once."""
    settings = Settings(
        s3_endpoint=services.environment["S3_ENDPOINT"],
        s3_access_key=services.environment["S3_ACCESS_KEY"],
        s3_secret_key=services.environment["S3_SECRET_KEY"],
    )
    application = asyncio.run(_draft(services))
    services.token(APPLICANT)  # the login's password hash is not the upload's
    process = psutil.Process(services.api.process.pid)
    before = process.memory_info().rss
    figures = [
        figure
        for size, label in ((64 * KIB, "64 KiB"), (10 * MIB, "10 MiB"), (200 * MIB, "200 MiB"))
        for figure in _beside(services, settings, application, size, label)
    ]
    figures += asyncio.run(_crowd(services, settings, application))
    after = process.memory_info().rss
    return [*figures, Figure("evidence: API memory, before and after all of it", f"{before / MIB:.0f}, {after / MIB:.0f} MiB")]


def _beside(services: Services, settings: Settings, application: str, size: int, label: str) -> list[Figure]:
    at = urlsplit(settings.s3_endpoint).netloc
    bare = Minio(at, settings.s3_access_key, settings.s3_secret_key, secure=False, region=settings.s3_region)
    alone: list[float] = []
    sent: list[float] = []
    whole: list[float] = []
    cpu: list[float] = []
    memory: list[int] = []
    rounds = ROUNDS if size >= MIB else 4 * ROUNDS
    process = psutil.Process(services.api.process.pid)
    for turn in range(rounds + 1):
        content = _video(size)
        sha256 = hashlib.sha256(content).hexdigest()
        began = time.perf_counter()
        bare.put_object(settings.s3_bucket, f"bench/{turn}", io.BytesIO(content), size, TYPE)
        without = time.perf_counter() - began
        before, held, began = services.api.cpu_seconds(), process.memory_info().rss, time.perf_counter()
        one = _send(services, application, content, f"{label} {turn}", sha256)
        all_of_it = time.perf_counter() - began
        if turn:  # the first round opens connections and volumes
            alone.append(without)
            sent.append(one.seconds)
            whole.append(all_of_it)
            cpu.append((services.api.cpu_seconds() - before) * 1000)
            memory.append(process.memory_info().rss - held)
        services.request(APPLICANT, "DELETE", f"/evidence/{one.evidence_id}")
    name = f"evidence {label}"
    ours, theirs = statistics.median(sent), statistics.median(alone)
    return [
        Figure(f"{name}: bare client", f"{theirs * 1000:.0f} ms"),
        Figure(f"{name}: PUT to our links", f"{ours * 1000:.0f} ms"),
        Figure(f"{name}: with ticket and confirmation", f"{statistics.median(whole) * 1000:.0f} ms"),
        below(f"{name}: PUT to our links ÷ bare", ours / theirs, 1.10, "×", 3),
        # The kernel counts CPU in steps of 10 ms: the mean of some rounds is finer than any of them.
        below(f"{name}: API CPU", statistics.mean(cpu), 50, "ms", 0),
        below(f"{name}: API memory, growth", max(memory) / MIB, 8, "MiB", 1),
    ]


async def _crowd(services: Services, settings: Settings, application: str) -> list[Figure]:
    """Twenty uploads at once; every object's digest is then computed from what the store gives back."""
    contents = [_video(CROWD_SIZE) for _ in range(CROWD)]
    digests = [hashlib.sha256(content).hexdigest() for content in contents]
    began = time.perf_counter()
    with ThreadPoolExecutor(CROWD) as pool:
        sent = list(pool.map(lambda n: _send(services, application, contents[n], f"crowd {n}", digests[n]), range(CROWD)))
    wall = time.perf_counter() - began
    store = ObjectStore(settings)
    right = 0
    connection = await services.connect()
    try:
        for one in sent:
            key, version = await connection.fetchrow("select object_key, version_id from evidence where id = $1", one.evidence_id)
            path = services.root / "crowd"
            right += await store.fetch(key, version, path) == one.sha256
            path.unlink(missing_ok=True)
    finally:
        await connection.close()
    return [
        Figure(f"evidence, {CROWD} × {CROWD_SIZE // MIB} MiB at once", f"{wall:.1f} s", f"{CROWD} right", right == CROWD),
        Figure("evidence, digests right", f"{right} of {CROWD}"),
    ]
