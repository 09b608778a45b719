"""Whether the store keeps what it promises: it is asked, with the keys we have, to break its own locks.

Each attempt has a small object of its own, locked in compliance mode for a day; held is what was refused and lies there
unchanged, byte for byte, as long locked as before. What could cost evidence if the store gave in is tried on a bucket beside
it first (dropping there alone). Objects whose lock has run out are removed by the next test.
"""

import asyncio
import datetime as dt
import io
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from minio import Minio
from minio.commonconfig import COMPLIANCE, ENABLED, GOVERNANCE
from minio.deleteobjects import DeleteObject
from minio.error import MinioException, S3Error
from minio.helpers import md5sum_hash
from minio.retention import Retention
from minio.versioningconfig import SUSPENDED, VersioningConfig
from minio.xml import marshal

from . import objectstore
from .settings import Settings

PREFIX = "lock-test/"
BESIDE = "-lock-test"
LOCKED = dt.timedelta(days=1)
SIZE = 4096
# A store that does not answer, or answers what cannot be understood.
FAULTS = (*objectstore.FAULTS, MinioException, ValueError)
_NO_RETENTION = b'<Retention xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></Retention>'


@dataclass(frozen=True)
class Attempt:
    """What was tried, whether the store held, and its answer in its own words."""

    name: str
    held: bool
    answer: str


@dataclass(frozen=True)
class _Probe:
    """A locked version with the bytes that it has to keep."""

    bucket: str
    key: str
    version: str
    data: bytes
    until: dt.datetime


async def lock_test(settings: Settings, *, now: dt.datetime) -> list[Attempt]:
    """All attempts on the configured bucket, about forty requests. `now` is the machine's clock, to the store's within hours.

    A store that cannot be reached or used is an attempt `reach` that was not held; nothing is raised.
    """
    return await asyncio.to_thread(attempts, objectstore.client_of(settings.s3_endpoint, settings), settings.s3_bucket, now)


def attempts(client: Minio, bucket: str, now: dt.datetime) -> list[Attempt]:
    """The same, on the calling thread."""
    made: list[Attempt] = []
    try:
        made.extend(_attempts(client, bucket, now))
    except FAULTS as fault:
        made.append(Attempt("reach", held=False, answer=_said(fault)))
    return made


def _attempts(client: Minio, bucket: str, now: dt.datetime) -> Iterator[Attempt]:
    versions = _ask(lambda: client.get_bucket_versioning(bucket).status or "off")
    yield Attempt("versions", versions.answer == ENABLED, versions.answer)
    locks = _ask(lambda: client.get_object_lock_config(bucket) and "on")
    yield Attempt("locks", locks.answer == "on", locks.answer)
    _clear(client, bucket, now)
    yield _control(client, bucket)
    until = now.replace(microsecond=0) + LOCKED
    for name, attack in _ATTACKS.items():
        yield _attempt(client, name, attack, bucket, until)
    yield from _around_the_bucket(client, bucket, until, now, lockable=versions.answer == ENABLED and locks.answer == "on")


# ── One attempt ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Refused(Exception):
    """A refusal that the SDK hands over rather than raises."""


@dataclass(frozen=True)
class _Answer:
    refused: bool
    answer: str


def _said(fault: Exception) -> str:
    return (f"{fault.code}: {fault.message}" if isinstance(fault, S3Error) else f"{type(fault).__name__}: {fault}")[:300]


def _ask(call: Callable[[], object]) -> _Answer:
    """What the store says. An answer of its own that it will not is a refusal; a fault of the store is none."""
    try:
        answer = call()
    except _Refused as refusal:
        return _Answer(True, str(refusal))
    except S3Error as fault:
        return _Answer(400 <= fault.response.status < 500, _said(fault))
    except FAULTS as fault:
        return _Answer(False, _said(fault))
    return _Answer(False, answer if isinstance(answer, str) else "accepted")


def _place(client: Minio, bucket: str, name: str, until: dt.datetime) -> _Probe:
    """A new object under lock. Raises S3Error where the store takes no lock."""
    data = secrets.token_bytes(SIZE)
    key = f"{PREFIX}{name}-{secrets.token_hex(8)}"
    version = client.put_object(bucket, key, io.BytesIO(data), len(data)).version_id
    if version is None:
        raise ValueError("the store keeps no versions")
    client.set_object_retention(bucket, key, Retention(COMPLIANCE, until), version_id=version)
    return _Probe(bucket, key, version, data, until)


def _unchanged(client: Minio, probe: _Probe) -> str | None:
    """None when bytes and lock are as they were, else what is not."""
    answer = None
    try:
        answer = client.get_object(probe.bucket, probe.key, version_id=probe.version)
        if answer.read() != probe.data:
            return "the locked version has other bytes"
        lock = client.get_object_retention(probe.bucket, probe.key, version_id=probe.version)
    except FAULTS as fault:
        return f"the locked version is gone or unreadable ({_said(fault)})"
    finally:
        if answer is not None:
            answer.close()
            answer.release_conn()
    if lock is None or lock.mode != COMPLIANCE or lock.retain_until_date is None or lock.retain_until_date < probe.until:
        return "the lock is gone or shorter"
    return None


def _attempt(client: Minio, name: str, attack: "_Attack", bucket: str, until: dt.datetime) -> Attempt:
    try:
        probe = _place(client, bucket, name, until)
    except FAULTS as fault:
        return Attempt(name, held=False, answer=f"no lock could be set ({_said(fault)})")
    if changed := _unchanged(client, probe):
        return Attempt(name, held=False, answer=f"no lock was kept: {changed}")
    said = _ask(lambda: attack(client, probe))
    if changed := _unchanged(client, probe):
        return Attempt(name, held=False, answer=f"{said.answer}; {changed}")
    # A new version beside the locked one is what overwriting means where versions are kept.
    return Attempt(name, held=said.refused or name == "overwrite", answer=said.answer)


_Attack = Callable[[Minio, _Probe], object]


def _delete(client: Minio, probe: _Probe) -> None:
    client.remove_object(probe.bucket, probe.key, probe.version)


def _bulk_delete(client: Minio, probe: _Probe) -> None:
    wanted = [DeleteObject(probe.key, probe.version)]
    for error in client.remove_objects(probe.bucket, wanted, bypass_governance_mode=True):
        raise _Refused(f"{error.code}: {error.message}")


def _overwrite(client: Minio, probe: _Probe) -> None:
    made = client.put_object(probe.bucket, probe.key, io.BytesIO(b"x"), 1)
    client.remove_object(probe.bucket, probe.key, made.version_id)


def _retain(client: Minio, probe: _Probe, body: bytes) -> None:
    """Set a version's retention and say that governance may be bypassed, which the SDK has no words for."""
    client._execute(
        "PUT",
        probe.bucket,
        probe.key,
        body=body,
        headers={"Content-MD5": str(md5sum_hash(body)), "x-amz-bypass-governance-retention": "true"},
        query_params={"retention": "", "versionId": probe.version},
    )


def _shorten(client: Minio, probe: _Probe) -> None:
    _retain(client, probe, marshal(Retention(COMPLIANCE, probe.until - LOCKED / 2)))


def _weaken(client: Minio, probe: _Probe) -> None:
    _retain(client, probe, marshal(Retention(GOVERNANCE, probe.until)))


def _lift(client: Minio, probe: _Probe) -> None:
    _retain(client, probe, _NO_RETENTION)


_ATTACKS: dict[str, _Attack] = {
    "delete": _delete,
    "bulk_delete": _bulk_delete,
    "overwrite": _overwrite,
    "shorten": _shorten,
    "weaken": _weaken,
    "lift": _lift,
}


def _control(client: Minio, bucket: str) -> Attempt:
    """The same keys remove what is not locked: else a refusal would say nothing of the lock."""
    key = f"{PREFIX}control-{secrets.token_hex(8)}"
    made = client.put_object(bucket, key, io.BytesIO(b"x"), 1)
    said = _ask(lambda: client.remove_object(bucket, key, made.version_id))
    return Attempt("control", said.answer == "accepted", said.answer)


# ── The bucket itself ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _around_the_bucket(client: Minio, bucket: str, until: dt.datetime, now: dt.datetime, *, lockable: bool) -> Iterator[Attempt]:
    """Switching versions off, dropping a bucket: on a bucket of its own, which costs nothing if the store gives in."""
    beside = f"{bucket}{BESIDE}"
    try:
        if not client.bucket_exists(beside):
            client.make_bucket(beside, object_lock=True)
        _clear(client, beside, now)
    except FAULTS as fault:
        said = f"the bucket for this test cannot be made ({_said(fault)})"
        yield Attempt("suspend", held=False, answer=said)
        yield Attempt("drop", held=False, answer=said)
        return
    suspended = _suspend(client, beside)
    # Where the bucket of the test was given up, or locks are off, the one with evidence in it would be too.
    yield _suspend(client, bucket) if suspended.held and lockable else suspended
    yield _attempt(client, "drop", lambda client, probe: client.remove_bucket(probe.bucket), beside, until)


def _suspend(client: Minio, bucket: str) -> Attempt:
    try:
        said = _ask(lambda: client.set_bucket_versioning(bucket, VersioningConfig(SUSPENDED)))
        now = client.get_bucket_versioning(bucket).status
    finally:
        # Whatever the answer was: evidence must not be written over while we talk about it.
        client.set_bucket_versioning(bucket, VersioningConfig(ENABLED))
    if now != ENABLED:
        return Attempt("suspend", held=False, answer=f"{said.answer}; versions were off until they were put back on")
    return Attempt("suspend", said.refused, said.answer)


def _clear(client: Minio, bucket: str, now: dt.datetime) -> None:
    """Remove what earlier tests left and is locked no more; what still is, stays."""
    before = now - LOCKED - dt.timedelta(hours=1)
    found: Any = client.list_objects(bucket, prefix=PREFIX, recursive=True, include_version=True)
    over = [DeleteObject(one.object_name, one.version_id) for one in found if one.last_modified and one.last_modified < before]
    for _ in client.remove_objects(bucket, over) if over else ():
        pass  # held a little longer: the next test looks again
