"""Conflicts of interest over 100 000 people, 20 000 organisations and a million ties: all of an edition, and one person.

The generator has a fixed seed: ten employers of 10 000 people each, a dozen bodies that certify and twenty that supervise
everybody, holdings in chains and cycles, kin, teachers, jobs that ended, namesakes. Ties run between parties picked at random,
which gives far more paths than a real city has. What is found is not written down as rows.
"""

import asyncio
import contextlib
import datetime as dt
import gc
import os
import resource
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import asyncpg
import numpy as np
from local import embedded
from numpy.typing import NDArray
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from quality_award.features.conflicts.pure.search import Search
from quality_award.features.conflicts.queries import around, whole
from quality_award.features.relations.pure.graph import TIE_KINDS
from quality_award.regulation.parameters import GRADES, ruleset

from . import BACKEND
from .figures import Figure, Options, below

SEED = 32
PEOPLE, ORGANISATIONS, TIES = 100_000, 20_000, 1_000_000
EXPERTS, APPLICANTS = 2_000, 3_000
ONE_BY_ONE = 200
DAY = dt.date(2026, 6, 1)
HUBS, OF_A_HUB = 10, 10_000
SHARES = {
    "employment": 0.56, "post": 0.07, "shareholding": 0.08, "consulting": 0.03, "training": 0.03, "certification": 0.04,
    "joint_work": 0.05, "kinship": 0.06, "teaching": 0.04, "supervision": 0.03, "lawsuit": 0.01,
}  # fmt: skip
BETWEEN_FIRMS = {
    "shareholding": 0.6,
    "consulting": 0.5,
    "training": 0.5,
    "certification": 0.9,
    "supervision": 1.0,
    "lawsuit": 0.8,
}
BETWEEN_PEOPLE = {"joint_work": 0.8, "kinship": 1.0, "teaching": 1.0}
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰文辉玲红建国志华海燕晓东宇鹏欣婷雪梅成林春龙"


@dataclass(frozen=True)
class World:
    """What the generator makes: ids of parties (people first), ties by column."""

    parties: list[uuid.UUID]
    names: list[str]
    source: NDArray[np.int64]
    target: NDArray[np.int64]
    kind: NDArray[np.int64]
    since: NDArray[np.int64]
    until: NDArray[np.int64]
    share: NDArray[np.float64]


def world() -> World:
    """The same for every run."""
    rng = np.random.default_rng(SEED)
    kind = rng.choice(len(TIE_KINDS), TIES, p=[SHARES[key] for key in TIE_KINDS])
    firms = lambda count: PEOPLE + rng.integers(0, ORGANISATIONS, count)  # noqa: E731
    source, target = rng.integers(0, PEOPLE, TIES), firms(TIES)
    for position, key in enumerate(TIE_KINDS):
        of_kind = np.flatnonzero(kind == position)
        among_firms = of_kind[rng.random(len(of_kind)) < BETWEEN_FIRMS.get(key, 0)]
        source[among_firms] = firms(len(among_firms))
        among_people = of_kind[rng.random(len(of_kind)) < BETWEEN_PEOPLE.get(key, 0)]
        target[among_people] = rng.integers(0, PEOPLE, len(among_people))
    jobs = np.flatnonzero(kind == TIE_KINDS.index("employment"))
    target[jobs[: HUBS * OF_A_HUB]] = PEOPLE + np.repeat(np.arange(HUBS), OF_A_HUB)
    # A few bodies certify and supervise everyone.
    certified = np.flatnonzero(kind == TIE_KINDS.index("certification"))
    source[certified] = PEOPLE + HUBS + rng.integers(0, 12, len(certified))
    supervised = np.flatnonzero(kind == TIE_KINDS.index("supervision"))
    target[supervised] = PEOPLE + HUBS + 12 + rng.integers(0, 20, len(supervised))
    alone = source == target
    target[alone] = (target[alone] + 1) % (PEOPLE + ORGANISATIONS)
    first, last = dt.date(2000, 1, 1).toordinal(), DAY.toordinal()
    since = rng.integers(first, last, TIES)
    until = np.where(rng.random(TIES) < 0.4, 0, np.minimum(since + rng.integers(30, 3650, TIES), last))
    share = np.where(kind == TIE_KINDS.index("shareholding"), np.round(rng.uniform(0.5, 60, TIES), 2), 0)
    names = [
        "".join((SURNAMES[a], GIVEN[b], GIVEN[c])) for a, b, c in zip(
            rng.integers(0, len(SURNAMES), PEOPLE), rng.integers(0, len(GIVEN), PEOPLE), rng.integers(0, len(GIVEN), PEOPLE),
            strict=True,
        )
    ]  # fmt: skip
    ids = [uuid.UUID(bytes=rng.bytes(16)) for _ in range(PEOPLE + ORGANISATIONS)]
    names += [f"试验组织{n}有限公司" for n in range(ORGANISATIONS)]
    return World(ids, names, source, target, kind, since, until, share)


def measure(options: Options) -> list[Figure]:
    """Fill a database of its own, then search."""
    with _database() as url:
        made = world()
        asyncio.run(_fill(url, made))
        return asyncio.run(_measured(url, made))


@contextlib.contextmanager
def _database() -> Iterator[str]:
    with embedded.temporary_root("bench-conflicts") as root:
        url = embedded.ensure_database(embedded.start_postgres(root, fast=True))
        environment = os.environ | {"PYTHONPATH": str(BACKEND), "DATABASE_URL": url}
        done = subprocess.run(
            [sys.executable, "-m", "alembic", "upgrade", "head"], cwd=BACKEND, env=environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        yield url


async def _fill(url: str, made: World) -> None:
    now = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    connection = await asyncpg.connect(url)
    try:
        authority = uuid.UUID(int=1)
        await connection.execute(
            "insert into authorities (id, code, name, award_name) values ($1, '211300', '朝阳市', '市长质量奖')", authority
        )
        kinds = ["person"] * PEOPLE + ["organisation"] * ORGANISATIONS
        hashes = [f"{n:064x}" if n % 5 == 0 else None for n in range(PEOPLE)] + [None] * ORGANISATIONS
        await connection.copy_records_to_table(
            "parties",
            columns=["id", "authority_id", "kind", "name", "name_key", "aliases", "alias_keys", "identity_hash", "created_at"],
            records=[
                (one, authority, kind, name, name, "[]", "[]", identity, now)
                for one, kind, name, identity in zip(made.parties, kinds, made.names, hashes, strict=True)
            ],
        )
        seen: set[tuple[int, ...]] = set()
        records = []
        for n, row in enumerate(zip(made.source.tolist(), made.target.tolist(), made.kind.tolist(), made.since.tolist(),
                                    made.until.tolist(), made.share.tolist(), strict=True)):  # fmt: skip
            source, target, kind, since, until, share = row
            key = (source, target, kind, since)
            records.append((
                uuid.UUID(int=(n + 1) << 64 | n), authority, made.parties[source], made.parties[target], TIE_KINDS[kind],
                str(n) if key in seen else "", share or None, dt.date.fromordinal(since),
                dt.date.fromordinal(until) if until else None, "import", "bench", "", now,
            ))  # fmt: skip
            seen.add(key)
        await connection.copy_records_to_table(
            "ties",
            columns=["id", "authority_id", "from_id", "to_id", "kind", "role", "share", "valid_from", "valid_to", "source_kind",
                     "source", "document", "created_at"],
            records=records,
        )  # fmt: skip
        await connection.execute("vacuum analyze")
    finally:
        await connection.close()


async def _measured(url: str, made: World) -> list[Figure]:
    rules = ruleset("chaoyang-2022").conflicts
    # As the served application does once it has started.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    rng = np.random.default_rng(SEED + 1)
    experts = [made.parties[n] for n in rng.choice(PEOPLE, EXPERTS, replace=False)]
    # Hubs and supervising bodies do not apply; the first of the others do.
    applicants = [made.parties[PEOPLE + HUBS + 32 + n] for n in rng.choice(ORGANISATIONS - HUBS - 32, APPLICANTS, replace=False)]
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))
    authority = uuid.UUID(int=1)
    async with AsyncSession(engine) as session:
        began = time.perf_counter()
        loaded = await whole(session, authority)
        read, spent = time.perf_counter() - began, time.process_time()
        found = Search(
            loaded.graph, rules, DAY, [loaded.place[one] for one in experts], [loaded.place[one] for one in applicants]
        ).run()
        total, spent = time.perf_counter() - began, time.process_time() - spent
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        grades = Counter(GRADES[one.grade] for one in found)
        by_person = Counter(one.person for one in found)
        times = []
        for number in range(ONE_BY_ONE):
            began = time.perf_counter()
            near = await around(session, authority, [experts[number]], applicants, rules, DAY)
            goals = [near.place[goal] for goal in applicants if goal in near.place]
            one = Search(near.graph, rules, DAY, [near.place[experts[number]]], goals).run()
            times.append((time.perf_counter() - began) * 1000)
            if len(one) != by_person[number]:
                raise RuntimeError(f"around one person {len(one)} conflicts were found, in the whole graph {by_person[number]}")
    await engine.dispose()
    times.sort()
    size = f"{APPLICANTS} × {EXPERTS}, {PEOPLE // 1000}k people, {ORGANISATIONS // 1000}k organisations, {TIES // 1000}k ties"
    said = ", ".join(f"{grades[grade]} {grade}" for grade in reversed(GRADES))
    return [
        below(f"conflicts, all of {size}: rows read, searched, paths told", total, 10, "s"),
        Figure("… of it reading the rows", f"{read:.2f} s"),
        Figure("… of it the search, processor time of one core", f"{spent:.2f} s"),
        Figure("… found", said),
        Figure("… peak memory of the process, generator included", f"{memory:.0f} MB"),
        below("conflicts of one person through the database, median", times[len(times) // 2], 50, "ms", 1),
        below("… 95th percentile", times[int(len(times) * 0.95)], 50, "ms", 1),
    ]
