"""The one adapter to the object store (S3 protocol through the `minio` SDK). What is sent never passes through the API.

The SDK begins, lists and completes an upload in parts by methods of its own (`_create_multipart_upload` and its like): they
are used here alone, the SDK is pinned below 8, and `tests/platform/test_objectstore.py` holds them. Links to PUT are made by
`presign`: they bind the number of bytes, which the SDK's do not.
"""

import asyncio
import datetime as dt
import hashlib
import io
import itertools
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import urllib3
from minio import Minio
from minio.commonconfig import COMPLIANCE, ENABLED, CopySource
from minio.datatypes import Part
from minio.deleteobjects import DeleteObject
from minio.error import S3Error
from minio.retention import Retention
from minio.time import utcnow
from minio.versioningconfig import VersioningConfig

from .presign import presign_put
from .settings import Settings

T = TypeVar("T")
CHUNK = 1 << 20
FAULTS = (S3Error, urllib3.exceptions.HTTPError, OSError)
"""What asking a store may raise: it refuses, fails, or is not there."""
UNLOCKED = frozenset({"NoSuchObjectLockConfiguration", "ObjectLockConfigurationNotFoundError"})
GONE = frozenset({"NoSuchKey", "NoSuchObject", "NoSuchBucket", "NoSuchVersion"})


class Unreadable(Exception):
    """The store has the object but does not give its bytes, or does not answer; the message is the store's own."""


@dataclass(frozen=True)
class Stat:
    """What the store says of an object: bytes, ETag, the content type it was sent with, which version it is."""

    size: int
    etag: str
    content_type: str
    version_id: str | None


@dataclass(frozen=True)
class Version:
    """One version of an object as the store lists it; a mark of deletion is one too."""

    key: str
    version_id: str | None
    size: int
    at: dt.datetime


@dataclass(frozen=True)
class BegunUpload:
    """An upload in parts that was neither completed nor dropped."""

    key: str
    upload_id: str
    begun_at: dt.datetime


@dataclass(frozen=True)
class SentPart:
    """A part that the store has: its number from 1, ETag, bytes."""

    number: int
    etag: str
    size: int


def client_of(endpoint: str, settings: Settings) -> Minio:
    """The SDK's client with the configured keys."""
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
        self._settings = settings
        self._bucket = settings.s3_bucket
        self._inside = client_of(settings.s3_endpoint, settings)
        # Links are signed for the host that the browser will ask.
        self._public = (settings.s3_public_endpoint or settings.s3_endpoint).rstrip("/")
        self._outside = client_of(self._public, settings)

    async def _run(self, call: Callable[[], T]) -> T:
        return await asyncio.to_thread(call)

    async def ensure_bucket(self) -> None:
        """Make the bucket if it is not there, with versions and locks; on one that is there versions are switched on."""

        def make() -> None:
            if not self._inside.bucket_exists(self._bucket):
                self._inside.make_bucket(self._bucket, object_lock=True)
            elif self._inside.get_bucket_versioning(self._bucket).status != ENABLED:
                self._inside.set_bucket_versioning(self._bucket, VersioningConfig(ENABLED))

        await self._run(make)

    async def presign_put(self, key: str, *, size: int, expires: dt.timedelta) -> str:
        """A link to PUT one object of that many bytes, no more and no fewer, until it expires."""
        return self._link(key, {}, size, expires)

    def _link(self, key: str, query: Mapping[str, str], size: int, expires: dt.timedelta) -> str:
        return presign_put(
            f"{self._public}/{quote(self._bucket)}/{quote(key)}",
            query=query,
            size=size,
            access_key=self._settings.s3_access_key,
            secret_key=self._settings.s3_secret_key,
            region=self._settings.s3_region,
            now=utcnow(),
            expires=expires,
        )

    async def presign_get(
        self,
        key: str,
        *,
        filename: str,
        content_type: str,
        expires: dt.timedelta,
        inline: bool = True,
        version_id: str | None = None,
    ) -> str:
        """A link to GET one object, in the version that is named, shown or saved under its own name."""
        disposition = f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(filename)}"
        headers: dict[str, Any] = {"response-content-disposition": disposition, "response-content-type": content_type}
        return await self._run(
            lambda: self._outside.presigned_get_object(
                self._bucket, key, expires=expires, response_headers=headers, version_id=version_id
            )
        )

    async def begin_parts(self, key: str, content_type: str) -> str:
        """Begin an upload in parts; gives its name."""
        return await self._run(lambda: self._inside._create_multipart_upload(self._bucket, key, {"Content-Type": content_type}))

    async def presign_parts(self, key: str, upload_id: str, sizes: Mapping[int, int], *, expires: dt.timedelta) -> dict[int, str]:
        """Links to PUT parts, each of its number of bytes, until they expire; both by number."""
        return {
            number: self._link(key, {"partNumber": str(number), "uploadId": upload_id}, size, expires)
            for number, size in sizes.items()
        }

    async def parts(self, key: str, upload_id: str) -> list[SentPart] | None:
        """The parts that the store has, or None when the upload was completed, dropped or never begun."""

        def ask() -> list[SentPart] | None:
            found: list[Part] = []
            marker: int | None = None
            while True:
                try:
                    answer = self._inside._list_parts(
                        self._bucket, key, upload_id, max_parts=1000, part_number_marker=str(marker) if marker else None
                    )
                except S3Error as error:
                    if error.code in ("NoSuchUpload", *GONE):
                        return None
                    raise
                found += answer.parts
                if not answer.is_truncated or not answer.parts:
                    break
                marker = answer.parts[-1].part_number
            # Some stores list a part that was sent again as often as it was sent, in any order: the last one counts.
            found.sort(key=lambda part: (part.part_number, part.last_modified))
            latest = {part.part_number: SentPart(part.part_number, part.etag, part.size or 0) for part in found}
            return list(latest.values())

        return await self._run(ask)

    async def complete_parts(self, key: str, upload_id: str, parts: Iterable[SentPart]) -> None:
        """Make one object of the parts. An upload that is no more was completed before: no error."""

        def ask() -> None:
            try:
                self._inside._complete_multipart_upload(
                    self._bucket, key, upload_id, [Part(part.number, part.etag) for part in parts]
                )
            except S3Error as error:
                if error.code != "NoSuchUpload":
                    raise

        await self._run(ask)

    async def drop_parts(self, key: str, upload_id: str) -> None:
        """Forget an upload in parts and what was sent of it."""

        def ask() -> None:
            try:
                self._inside._abort_multipart_upload(self._bucket, key, upload_id)
            except S3Error as error:
                if error.code not in ("NoSuchUpload", *GONE):
                    raise

        await self._run(ask)

    async def stat(self, key: str, version_id: str | None = None) -> Stat | None:
        """Size, ETag and version (the newest, unless one is named), or None when there is no such object."""

        def ask() -> Stat | None:
            try:
                found = self._inside.stat_object(self._bucket, key, version_id=version_id)
            except S3Error as error:
                if error.code in GONE:
                    return None
                raise
            return Stat(found.size or 0, (found.etag or "").strip('"'), found.content_type or "", found.version_id)

        return await self._run(ask)

    async def fetch(self, key: str, version_id: str | None, target: Path) -> str | None:
        """Write one version into a file; gives the SHA-256 of what came, in hexadecimal, or None when there is none."""

        def read() -> str | None:
            try:
                answer = self._inside.get_object(self._bucket, key, version_id=version_id)
            except S3Error as error:
                if error.code in GONE:
                    return None
                raise
            total = hashlib.sha256()
            try:
                with target.open("wb") as file:
                    for piece in answer.stream(CHUNK):
                        total.update(piece)
                        file.write(piece)
            finally:
                answer.close()
                answer.release_conn()
            return total.hexdigest()

        return await self._run(read)

    async def measure(self, key: str, version_id: str | None) -> tuple[int, str] | None:
        """(bytes, SHA-256 in hexadecimal) of one version, read through; None when there is none. Raises Unreadable."""

        def read() -> tuple[int, str] | None:
            total, size = hashlib.sha256(), 0
            try:
                answer = self._inside.get_object(self._bucket, key, version_id=version_id)
                try:
                    for piece in answer.stream(CHUNK):
                        total.update(piece)
                        size += len(piece)
                finally:
                    answer.close()
                    answer.release_conn()
            except S3Error as error:
                if error.code in GONE:
                    return None
                raise Unreadable(f"{error.code}: {error.message}") from error
            except (urllib3.exceptions.HTTPError, OSError) as error:
                raise Unreadable(f"{type(error).__name__}: {error}") from error
            return size, total.hexdigest()

        return await self._run(read)

    async def versions(self, prefix: str) -> AsyncIterator[list[Version]]:
        """Every version of every object under a prefix, in pages."""
        found = iter(self._inside.list_objects(self._bucket, prefix=prefix, recursive=True, include_version=True))

        def page() -> list[Version]:
            return [
                Version(one.object_name, one.version_id, one.size or 0, one.last_modified)
                for one in itertools.islice(found, 1000)
                if one.object_name and one.last_modified
            ]

        while listed := await self._run(page):
            yield listed

    async def uploads(self, prefix: str) -> list[BegunUpload]:
        """Uploads in parts under a prefix that were neither completed nor dropped; a thousand at most."""

        def ask() -> list[BegunUpload]:
            return [
                BegunUpload(one.object_name, one.upload_id, one.initiated_time)
                for one in self._inside._list_multipart_uploads(self._bucket, prefix=prefix).uploads
                if one.upload_id and one.initiated_time
            ]

        return await self._run(ask)

    async def drop_version(self, key: str, version_id: str | None) -> bool:
        """Remove one version for good unless it is under any lock; whether it was removed."""

        def ask() -> bool:
            try:
                if self._inside.get_object_retention(self._bucket, key, version_id=version_id) is not None:
                    return False
                if self._inside.is_object_legal_hold_enabled(self._bucket, key, version_id=version_id):
                    return False
            except S3Error as error:
                # Of a mark of deletion nothing can be asked; it holds no bytes.
                if error.code not in ("MethodNotAllowed", *UNLOCKED, *GONE):
                    raise
            try:
                self._inside.remove_object(self._bucket, key, version_id)
            except S3Error as error:
                if error.code not in ("AccessDenied", "ObjectLocked", *GONE):
                    raise
                return False
            return True

        return await self._run(ask)

    async def read(self, key: str, version_id: str | None, *, start: int, length: int) -> AsyncIterator[bytes] | None:
        """Some bytes of one version, in pieces: whoever reads slowly holds one piece in memory. None when there is none."""

        def open_it() -> Any:
            try:
                return self._inside.get_object(self._bucket, key, offset=start, length=length, version_id=version_id)
            except S3Error as error:
                if error.code in GONE:
                    return None
                raise

        answer = await self._run(open_it)
        return None if answer is None else self._pieces(answer)

    async def _pieces(self, answer: Any) -> AsyncIterator[bytes]:
        try:
            while piece := await self._run(lambda: answer.read(CHUNK)):
                yield piece
        finally:
            answer.close()
            answer.release_conn()

    async def lock(self, key: str, version_id: str | None, until: dt.datetime) -> None:
        """Lock one version in compliance mode: nobody, the root key included, removes or shortens it. Raises S3Error."""
        await self._run(
            lambda: self._inside.set_object_retention(self._bucket, key, Retention(COMPLIANCE, until), version_id=version_id)
        )

    async def locked_until(self, key: str, version_id: str | None) -> dt.datetime | None:
        """Until when a version is locked in compliance mode."""

        def ask() -> dt.datetime | None:
            try:
                found = self._inside.get_object_retention(self._bucket, key, version_id=version_id)
            except S3Error as error:
                if error.code in UNLOCKED | GONE:
                    return None
                raise
            return found.retain_until_date if found is not None and found.mode == COMPLIANCE else None

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

    async def put(self, key: str, data: bytes | Path, content_type: str) -> str | None:
        """Store bytes, or a file, that the server itself made; gives the version."""

        def send() -> str | None:
            if isinstance(data, Path):
                return self._inside.fput_object(self._bucket, key, str(data), content_type=content_type).version_id
            made = self._inside.put_object(self._bucket, key, io.BytesIO(data), len(data), content_type=content_type)
            return made.version_id

        return await self._run(send)

    async def remove(self, key: str) -> None:
        """Remove every version of one object but those under lock; removing what is not there is no error."""
        await self._remove(key, None)

    async def keep_only(self, key: str, version_id: str) -> None:
        """Remove every other version of one object but those under lock; the one that is named is never touched."""
        await self._remove(key, version_id)

    async def _remove(self, key: str, but: str | None) -> None:
        def ask() -> None:
            found = self._inside.list_objects(self._bucket, prefix=key, recursive=True, include_version=True)
            versions = [DeleteObject(key, one.version_id) for one in found if one.object_name == key and one.version_id != but]
            for error in self._inside.remove_objects(self._bucket, versions) if versions else ():
                if error.code not in ("AccessDenied", "ObjectLocked", *GONE):
                    raise OSError(f"{error.code}: {error.message}")

        await self._run(ask)

    async def reachable(self) -> bool:
        """Whether the store answers and has the bucket."""
        try:
            return await asyncio.wait_for(self._run(lambda: self._inside.bucket_exists(self._bucket)), 5)
        except Exception:  # any fault means: not reachable now
            return False
