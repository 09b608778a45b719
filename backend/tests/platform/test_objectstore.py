"""The one adapter to the store: links that bind bytes and time, parts taken up again, versions, locks; on a real store."""

import asyncio
import datetime as dt
import hashlib
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from conftest import settings_on
from minio.error import S3Error

from quality_award.platform.ids import new_id
from quality_award.platform.objectstore import ObjectStore
from quality_award.platform.presign import presign_put

pytestmark = pytest.mark.anyio

HOUR = dt.timedelta(hours=1)
PART = 5 << 20


@pytest.fixture
async def bucket(services: dict[str, str]) -> ObjectStore:
    made = ObjectStore(settings_on(services, "postgresql://nowhere/none"))
    await made.ensure_bucket()
    return made


@pytest.fixture
def key() -> str:
    return f"tests/{new_id()}/证 明&+1.pdf"


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as made:
        yield made


def test_a_link_is_signed_as_amazon_documents() -> None:
    """The published example of a presigned link, but for the method and the header that we sign as well."""
    link = presign_put(
        "https://examplebucket.s3.amazonaws.com/test.txt",
        query={},
        size=7,
        access_key="AKIAIOSFODNN7EXAMPLE",
        secret_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        region="us-east-1",
        now=dt.datetime(2013, 5, 24, tzinfo=dt.UTC),
        expires=dt.timedelta(days=1),
    )
    start = "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=content-length%3Bhost&X-Amz-Signature="
    assert link.startswith(start)
    assert re.fullmatch("[0-9a-f]{64}", link.removeprefix(start))


async def test_a_link_takes_so_many_bytes_and_no_others(bucket: ObjectStore, key: str, browser: httpx.AsyncClient) -> None:
    link = await bucket.presign_put(key, size=5, expires=HOUR)
    for wrong in (b"123456", b"1234", b"", b"x" * 100_000):
        assert (await browser.put(link, content=wrong)).status_code == 403

    async def endless() -> AsyncIterator[bytes]:
        yield b"12345"
        yield b"67"

    assert (await browser.put(link, content=endless())).status_code == 403
    assert await bucket.stat(key) is None
    assert (await browser.put(link, content=b"12345", headers={"Content-Type": "application/pdf"})).status_code == 200
    found = await bucket.stat(key)
    assert found is not None
    assert (found.size, found.content_type) == (5, "application/pdf")


async def test_a_link_says_how_much_whatever_more_is_sent(bucket: ObjectStore, key: str) -> None:
    """A client that announces five bytes and goes on: what comes after the fifth is no part of the object."""
    link = await bucket.presign_put(key, size=5, expires=HOUR)
    at = httpx.URL(link)
    reader, writer = await asyncio.open_connection(at.host, at.port)
    writer.write(f"PUT {at.raw_path.decode()} HTTP/1.1\r\nHost: {at.netloc.decode()}\r\nContent-Length: 5\r\n\r\n".encode())
    writer.write(b"x" * 5000)
    assert b" 200 " in await reader.readline()
    writer.close()
    found = await bucket.stat(key)
    assert found is not None
    assert found.size == 5


async def test_a_link_ends_and_does_one_thing(bucket: ObjectStore, key: str, browser: httpx.AsyncClient) -> None:
    link = await bucket.presign_put(key, size=5, expires=dt.timedelta(seconds=1))
    assert (await browser.get(link)).status_code == 403
    assert (await browser.delete(link)).status_code == 403
    assert (await browser.put(link.replace(quote("证"), quote("假")), content=b"12345")).status_code == 403
    assert (await browser.put(link.replace("X-Amz-Expires=1&", "X-Amz-Expires=9999&"), content=b"12345")).status_code == 403
    await asyncio.sleep(2.1)
    assert (await browser.put(link, content=b"12345")).status_code == 403


async def test_parts_are_listed_taken_up_and_put_together(
    bucket: ObjectStore, key: str, browser: httpx.AsyncClient, tmp_path: Path
) -> None:
    data = os.urandom(2 * PART + 7)
    pieces = {1: data[:PART], 2: data[PART : 2 * PART], 3: data[2 * PART :]}
    upload = await bucket.begin_parts(key, "video/mp4")
    links = await bucket.presign_parts(key, upload, {number: len(piece) for number, piece in pieces.items()}, expires=HOUR)
    assert (await browser.put(links[3], content=pieces[3])).status_code == 200
    assert (await browser.put(links[1], content=pieces[2][:-1])).status_code == 403
    assert (await browser.put(links[1].replace("partNumber=1", "partNumber=9"), content=pieces[1])).status_code == 403
    assert [(part.number, part.size) for part in await bucket.parts(key, upload) or ()] == [(3, 7)]
    # Sent twice, the later one counts; the store tells them apart by the second.
    assert (await browser.put(links[1], content=pieces[2])).status_code == 200
    await asyncio.sleep(1.1)
    assert (await browser.put(links[1], content=pieces[1])).status_code == 200
    assert (await browser.put(links[2], content=pieces[2])).status_code == 200
    sent = await bucket.parts(key, upload)
    assert [part.number for part in sent or ()] == [1, 2, 3]
    assert await bucket.stat(key) is None
    await bucket.complete_parts(key, upload, sent or ())
    await bucket.complete_parts(key, upload, sent or ())
    assert await bucket.parts(key, upload) is None
    found = await bucket.stat(key)
    assert found is not None
    assert (found.size, found.content_type) == (len(data), "video/mp4")
    assert await bucket.fetch(key, found.version_id, tmp_path / "all") == hashlib.sha256(data).hexdigest()
    # A link of an upload that was completed brings nothing back.
    assert (await browser.put(links[2], content=pieces[2])).status_code in (403, 404)


async def test_more_than_a_thousand_parts_are_listed(bucket: ObjectStore, key: str, browser: httpx.AsyncClient) -> None:
    upload = await bucket.begin_parts(key, "video/mp4")
    links = await bucket.presign_parts(key, upload, dict.fromkeys(range(1, 1031), 1), expires=HOUR)

    async def some(numbers: range) -> None:
        for number in numbers:
            assert (await browser.put(links[number], content=b"x")).status_code == 200

    await asyncio.gather(*[some(range(first, 1031, 8)) for first in range(1, 9)])
    assert [part.number for part in await bucket.parts(key, upload) or ()] == list(range(1, 1031))
    await bucket.drop_parts(key, upload)
    await bucket.drop_parts(key, upload)
    assert await bucket.parts(key, upload) is None


async def test_versions_stay_apart_and_all_but_one_can_go(bucket: ObjectStore, key: str, tmp_path: Path) -> None:
    first = await bucket.put(key, b"one", "application/pdf")
    second = await bucket.put(key, b"two", "application/pdf")
    beside = await bucket.put(f"{key}.more", b"beside", "application/pdf")
    assert first != second
    assert await bucket.fetch(key, first, tmp_path / "one") == hashlib.sha256(b"one").hexdigest()
    assert first is not None
    await bucket.keep_only(key, first)
    assert await bucket.fetch(key, second, tmp_path / "two") is None
    found = await bucket.stat(key)
    assert found is not None
    assert (found.size, found.version_id) == (3, first)
    await bucket.remove(key)
    assert await bucket.stat(key) is None
    assert await bucket.stat(f"{key}.more", beside)


async def test_a_locked_version_outlives_everything(bucket: ObjectStore, key: str) -> None:
    version = await bucket.put(key, b"kept", "application/pdf")
    assert version is not None
    assert await bucket.locked_until(key, version) is None
    # The store holds it to the second: what the test leaves behind is free again soon.
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    await bucket.lock(key, version, now + HOUR)
    other = await bucket.put(key, b"over", "application/pdf")
    assert other is not None
    await bucket.remove(key)
    assert await bucket.stat(key, other) is None
    await bucket.keep_only(key, "none")
    assert await bucket.stat(key, version)
    with pytest.raises(S3Error):
        await bucket.lock(key, version, now + HOUR / 2)
    await bucket.lock(key, version, now + 2 * HOUR)
    assert await bucket.locked_until(key, version) == now + 2 * HOUR


async def test_what_is_not_there_is_said(bucket: ObjectStore, key: str, tmp_path: Path) -> None:
    assert await bucket.stat(key) is None
    assert await bucket.fetch(key, None, tmp_path / "none") is None
    assert await bucket.read(key, None, start=0, length=5) is None
    assert await bucket.parts(key, "no-such-upload") is None
    assert not await bucket.copy(key, f"{key}.copy")
    await bucket.remove(key)


async def test_a_store_that_is_away_is_said(services: dict[str, str]) -> None:
    settings = settings_on(services, "postgresql://nowhere/none").model_copy(update={"s3_endpoint": "http://127.0.0.1:9"})
    away = ObjectStore(settings)
    assert not await away.reachable()
    # Links need no store.
    assert (await away.presign_put("a", size=1, expires=HOUR)).startswith("http://127.0.0.1:9/")
