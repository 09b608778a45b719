"""A store that holds its locks passes; one that only says so is found out, attempt by attempt. All on a real store."""

import asyncio
import datetime as dt
import io

import pytest

from quality_award.platform import locktest
from quality_award.platform.clock import SystemClock
from quality_award.platform.locktest import BESIDE, PREFIX, lock_test
from quality_award.platform.objectstore import ObjectStore, client_of
from quality_award.platform.settings import Settings

pytestmark = pytest.mark.anyio

ATTEMPTS = [
    "versions", "locks", "control", "delete", "bulk_delete", "overwrite", "shorten", "weaken", "lift", "suspend", "drop",
]  # fmt: skip


def on(services: dict[str, str], bucket: str, **over: str) -> Settings:
    """Settings on a bucket of this test's own."""
    return Settings(
        s3_endpoint=services["store"],
        s3_access_key=services["access_key"],
        s3_secret_key=services["secret_key"],
        s3_bucket=bucket,
    ).model_copy(update=over)


async def held(settings: Settings) -> dict[str, bool]:
    return {one.name: one.held for one in await lock_test(settings, now=SystemClock().now())}


def probes(settings: Settings, bucket: str) -> list[str]:
    client = client_of(settings.s3_endpoint, settings)
    found = client.list_objects(bucket, prefix=PREFIX, recursive=True, include_version=True)
    return [str(one.object_name) for one in found]


@pytest.mark.article("26")
async def test_a_store_that_holds_its_locks_passes_again_and_again(services: dict[str, str]) -> None:
    settings = on(services, "locks-good")
    await ObjectStore(settings).ensure_bucket()
    for _ in range(2):
        tried = await lock_test(settings, now=SystemClock().now())
        assert [one.name for one in tried] == ATTEMPTS
        assert not [one for one in tried if not one.held]
        assert all(one.answer for one in tried)
    client = client_of(settings.s3_endpoint, settings)
    for bucket in (settings.s3_bucket, settings.s3_bucket + BESIDE):
        assert client.get_bucket_versioning(bucket).status == "Enabled"
    # Nothing but the locked objects is left, one for each attack.
    assert len(probes(settings, settings.s3_bucket)) == 12
    assert len(probes(settings, settings.s3_bucket + BESIDE)) == 2


@pytest.mark.article("26")
async def test_a_bucket_that_takes_locks_and_does_not_hold_them_is_found_out(services: dict[str, str]) -> None:
    settings = on(services, "locks-hollow")
    client = client_of(settings.s3_endpoint, settings)
    client.make_bucket(settings.s3_bucket)
    await ObjectStore(settings).ensure_bucket()
    # It takes a lock and shows it, and removes the version all the same.
    tried = {one.name: one for one in await lock_test(settings, now=SystemClock().now())}
    assert {name for name, one in tried.items() if not one.held} == {"locks", "delete", "bulk_delete"}
    assert "accepted" in tried["delete"].answer
    assert "gone" in tried["bulk_delete"].answer


async def test_a_bucket_without_versions_fails_and_gets_none_of_its_files_touched(services: dict[str, str]) -> None:
    settings = on(services, "locks-none")
    client = client_of(settings.s3_endpoint, settings)
    client.make_bucket(settings.s3_bucket)
    client.put_object(settings.s3_bucket, "evidence/one", io.BytesIO(b"one"), 3)
    found = await held(settings)
    assert not any(found[name] for name in ("versions", "locks", "delete", "bulk_delete", "shorten", "weaken", "lift"))
    assert client.get_object(settings.s3_bucket, "evidence/one").read() == b"one"


async def test_keys_that_may_not_remove_anything_show_nothing(services: dict[str, str]) -> None:
    settings = on(services, "locks-keys", s3_secret_key="another")
    tried = await lock_test(settings, now=SystemClock().now())
    assert not any(one.held for one in tried)
    assert tried[-1].name == "reach"


async def test_a_store_that_is_not_there_is_said_to_be_so() -> None:
    settings = Settings(s3_endpoint="http://127.0.0.1:9", s3_access_key="a", s3_secret_key="b", s3_bucket="nowhere")
    tried = await lock_test(settings, now=SystemClock().now())
    assert (tried[-1].name, tried[-1].held) == ("reach", False)
    assert not any(one.held for one in tried)


async def test_what_earlier_tests_left_goes_when_its_lock_has_run_out(
    services: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = on(services, "locks-clear")
    await ObjectStore(settings).ensure_bucket()
    await held(settings)
    kept = set(probes(settings, settings.s3_bucket))
    monkeypatch.setattr(locktest, "LOCKED", dt.timedelta(seconds=10))
    tried = await lock_test(settings, now=SystemClock().now())
    assert not [one for one in tried if not one.held]
    over = set(probes(settings, settings.s3_bucket)) - kept
    assert len(over) == 6
    await asyncio.sleep(11)
    tried = await lock_test(settings, now=SystemClock().now() + dt.timedelta(hours=2))
    assert not [one for one in tried if not one.held]
    left = set(probes(settings, settings.s3_bucket))
    assert kept < left
    assert not over & left
