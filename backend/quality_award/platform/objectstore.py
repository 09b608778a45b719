"""The one adapter to the object store (S3 protocol through the `minio` SDK). No evidence passes through the API."""

import asyncio
import datetime as dt
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import urllib3
from minio import Minio
from minio.commonconfig import CopySource
from minio.error import S3Error

from .settings import Settings

T = TypeVar("T")
CHUNK = 1 << 20


@dataclass(frozen=True)
class Stat:
    """What the store says of an object: bytes, ETag, the content type it was sent with."""

    size: int
    etag: str
    content_type: str


def _client(endpoint: str, settings: Settings) -> Minio:
    parts = urlsplit(endpoint)
    pool = urllib3.PoolManager(
        timeout=urllib3.Timeout(connect=3, read=30), retries=urllib3.Retry(total=2, backoff_factor=0.2), maxsize=16
    )
    return Minio(
        parts.netloc,
        access_key=settings.s3_access_key,
        secret_key=settings.s3_secret_key,
        secure=parts.scheme == "https",
        region=settings.s3_region,
        http_client=pool,
    )


class ObjectStore:
    """Presigned links for browsers, and the few reads that the server does itself, off the event loop."""

    def __init__(self, settings: Settings) -> None:
        self._bucket = settings.s3_bucket
        self._inside = _client(settings.s3_endpoint, settings)
        # Links are signed for the host that the browser will ask.
        self._outside = _client(settings.s3_public_endpoint or settings.s3_endpoint, settings)

    async def _run(self, call: Callable[[], T]) -> T:
        return await asyncio.to_thread(call)

    async def ensure_bucket(self) -> None:
        """Make the bucket if it is not there."""

        def make() -> None:
            if not self._inside.bucket_exists(self._bucket):
                self._inside.make_bucket(self._bucket)

        await self._run(make)

    async def presign_put(self, key: str, *, expires: dt.timedelta) -> str:
        """A link to PUT one object until it expires."""
        return await self._run(lambda: self._outside.presigned_put_object(self._bucket, key, expires=expires))

    async def presign_get(self, key: str, *, filename: str, content_type: str, expires: dt.timedelta, inline: bool = True) -> str:
        """A link to GET one object, shown or saved under its own name."""
        disposition = f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(filename)}"
        headers: dict[str, Any] = {"response-content-disposition": disposition, "response-content-type": content_type}
        return await self._run(
            lambda: self._outside.presigned_get_object(self._bucket, key, expires=expires, response_headers=headers)
        )

    async def stat(self, key: str) -> Stat | None:
        """Size and ETag, or None when there is no such object."""

        def ask() -> Stat | None:
            try:
                found = self._inside.stat_object(self._bucket, key)
            except S3Error as error:
                if error.code in ("NoSuchKey", "NoSuchObject", "NoSuchBucket"):
                    return None
                raise
            return Stat(found.size or 0, (found.etag or "").strip('"'), found.content_type or "")

        return await self._run(ask)

    async def copy(self, source: str, target: str) -> bool:
        """Copy one object inside the store, out of reach of the link it was sent by; False when there is none."""

        def ask() -> bool:
            try:
                self._inside.copy_object(self._bucket, target, CopySource(self._bucket, source))
            except S3Error as error:
                if error.code in ("NoSuchKey", "NoSuchObject", "InvalidCopySource"):
                    return False
                raise
            return True

        return await self._run(ask)

    async def digest(self, key: str, *, head: int = 512) -> tuple[str, bytes]:
        """(SHA-256 in hexadecimal, the first bytes) of an object, read in pieces."""

        def read() -> tuple[str, bytes]:
            answer = self._inside.get_object(self._bucket, key)
            try:
                total, first = hashlib.sha256(), b""
                for piece in answer.stream(CHUNK):
                    if len(first) < head:
                        first += piece[: head - len(first)]
                    total.update(piece)
                return total.hexdigest(), first
            finally:
                answer.close()
                answer.release_conn()

        return await self._run(read)

    async def put(self, key: str, data: bytes, content_type: str) -> None:
        """Store bytes that the server itself made (printed documents)."""
        await self._run(
            lambda: self._inside.put_object(self._bucket, key, io.BytesIO(data), len(data), content_type=content_type)
        )

    async def remove(self, key: str) -> None:
        """Remove one object; removing what is not there is no error."""
        await self._run(lambda: self._inside.remove_object(self._bucket, key))

    async def reachable(self) -> bool:
        """Whether the store answers and has the bucket."""
        try:
            return await asyncio.wait_for(self._run(lambda: self._inside.bucket_exists(self._bucket)), 5)
        except Exception:  # any fault means: not reachable now
            return False
