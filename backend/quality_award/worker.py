"""The worker process: `python -m quality_award.worker`. Composition only; ends cleanly on SIGTERM and SIGINT."""

import asyncio
import datetime as dt
import logging
import signal

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.audit.keep import keep, stamp
from quality_award.audit.note import Signer
from quality_award.audit.seal import seal
from quality_award.features.archive import jobs as archive
from quality_award.features.assignment import jobs as assignment
from quality_award.features.calendar import jobs as calendar
from quality_award.features.conflicts import jobs as conflicts
from quality_award.features.editions import jobs as editions
from quality_award.features.evidence import jobs as evidence
from quality_award.features.identity import jobs as identity
from quality_award.features.notifications import jobs as notifications
from quality_award.features.objections import jobs as objections
from quality_award.features.record_matches import jobs as record_matches
from quality_award.features.recusals import jobs as recusals
from quality_award.features.relations import jobs as relations
from quality_award.features.storage import jobs as storage
from quality_award.jobs import sweep
from quality_award.jobs.events import Followers
from quality_award.jobs.queue import Worker
from quality_award.platform.clock import Clock, SystemClock
from quality_award.platform.db import SessionFactory, make_engine, make_sessions
from quality_award.platform.objectstore import ObjectStore
from quality_award.platform.settings import Settings
from quality_award.regulation import parameters


def followers() -> Followers:
    """Who follows which event."""
    made = Followers()
    made.on("record.received", record_matches.match)
    made.on("application.", relations.stated)
    made.on("organisation.changed", relations.organisation_changed)
    made.on("expert.imported", relations.pool_changed)
    for name in conflicts.APPLICATIONS:
        made.on(name, conflicts.look_at_application)
    made.on("", notifications.notify)
    made.on("calendar.confirmed", objections.recount)
    made.on("conflict.found", recusals.ask_for_recusal)
    for name in ("application.submitted", "application.filed", "evidence.added"):
        made.on(name, evidence.lock_when_handed_in)
    return made


def make_worker(settings: Settings, sessions: SessionFactory, clock: Clock | None = None) -> Worker:
    """A worker with every job and schedule."""
    clock = clock or SystemClock()
    parameters.install(settings.ruleset_texts)
    worker = Worker(settings, sessions, clock)
    store = ObjectStore(settings)
    signer = Signer.of(settings)
    events = followers()

    async def dispatch(session: AsyncSession, now: dt.datetime) -> None:
        await events.dispatch(session, now)

    async def chain(session: AsyncSession, now: dt.datetime) -> None:
        await seal(session, signer=signer, now=now)

    async def chain_all(session: AsyncSession, now: dt.datetime) -> None:
        await seal(session, signer=signer, now=now, sweep=True)

    async def keep_checkpoint(session: AsyncSession, now: dt.datetime) -> None:
        await keep(session, store=store, now=now)

    async def stamp_checkpoint(session: AsyncSession, now: dt.datetime) -> None:
        await stamp(session, settings=settings, now=now)

    async def rotate(session: AsyncSession, now: dt.datetime) -> None:
        await identity.rotate(session, now=now, settings=settings)

    async def forget(session: AsyncSession, now: dt.datetime) -> None:
        await identity.forget(session, now=now)
        await sweep.answers(session, wall=clock.now())

    async def files(session: AsyncSession, now: dt.datetime) -> None:
        await sweep.pending_files(session, store, now=now)
        await evidence.sweep(session, store=store, now=now)

    async def sweep_store(session: AsyncSession, now: dt.datetime) -> None:
        await storage.sweep_unclaimed(session, store=store, now=now)

    async def look_again(session: AsyncSession, now: dt.datetime) -> None:
        await evidence.check_forgotten(session, now=now)
        await evidence.lock_rest(session, store=store, now=now)
        if settings.clamd_address:
            await evidence.scan_unscanned(session, now=now)

    async def archives_left(session: AsyncSession, now: dt.datetime) -> None:
        await archive.go_on(session)

    async def forget_contacts(session: AsyncSession, now: dt.datetime) -> None:
        await archive.forget(session, now=now)

    async def end_readings(session: AsyncSession, now: dt.datetime) -> None:
        await recusals.end_readings(session, now)

    worker.job(evidence.CHECK, evidence.checker(store, settings.clamd_address))
    worker.job(evidence.FREEZE, evidence.freezer(store))
    worker.job(evidence.SCAN, evidence.scanner_again(store, settings.clamd_address))
    worker.job(storage.LOCKS, storage.lock_tester(settings))
    worker.job(storage.FILES, storage.verifier(store))
    worker.at_start("storage.locks-now", storage.ask_for_locks)
    # Half past two and later in the city's night.
    worker.every("storage.locks-nightly", "30 18 * * *", storage.ask_for_locks)
    worker.every("storage.files-nightly", "40 18 * * *", storage.ask_for_files)
    worker.every("relations.nightly", "50 18 * * *", relations.nightly)
    worker.every("storage.sweep", "10 19 * * *", sweep_store)
    worker.job(archive.MAKE, archive.maker(sessions, store, settings))
    worker.job(assignment.COMPUTE, assignment.compute)
    # Six fields: the last is seconds.
    worker.every("outbox.dispatch", "* * * * * *", dispatch)
    worker.every("audit.seal", "* * * * * *", chain)
    worker.every("audit.seal-all", "* * * * * 30", chain_all)
    worker.every("audit.keep", "7 * * * *", keep_checkpoint)
    worker.every("audit.stamp", "17 * * * *", stamp_checkpoint)
    worker.every("keys.rotate", "*/10 * * * *", rotate)
    worker.every("sweep.forget", "*/15 * * * *", forget)
    worker.every("sweep.files", "*/15 * * * *", files)
    worker.every("evidence.look-again", "* * * * *", look_again)
    worker.every("archive.go-on", "* * * * *", archives_left)
    worker.every("archive.forget", "20 19 * * *", forget_contacts)
    worker.every("recusals.end-readings", "* * * * * */10", end_readings)
    # Ten past midnight in the city.
    worker.every("conflicts.nightly", "10 16 * * *", conflicts.look_at_all)
    worker.every("calendar.propose", "* * * * *", calendar.propose)
    worker.every("editions.remind-invited", "* * * * * */10", editions.remind_invited)
    worker.every("objections.remind", "* * * * * */10", objections.remind)
    worker.every("objections.propose", "* * * * * */10", objections.propose)
    if settings.automatic_steps:
        worker.every("editions.advance", "* * * * * */10", editions.advance)
    return worker


async def main() -> None:
    """Work until told to stop."""
    settings = Settings()
    engine = make_engine(settings)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, stop.set)
    log = structlog.get_logger("worker")
    log.info("worker started")
    try:
        await make_worker(settings, make_sessions(engine)).run(stop)
    finally:
        await engine.dispose()
    log.info("worker stopped")


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(main())
