"""Commands for whoever runs the system: `python -m quality_award.cli <command>`."""

import argparse
import asyncio
import datetime as dt
import json
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award import seeding
from quality_award.access.actor import SYSTEM
from quality_award.features.archive.service.checking import BadBag, check_tar
from quality_award.features.storage import queries as storage_queries
from quality_award.features.storage import service as storage
from quality_award.platform.bag import digest_of
from quality_award.platform.clock import SystemClock
from quality_award.platform.crypto import hash_password
from quality_award.platform.db import make_engine, make_sessions
from quality_award.platform.ids import new_id
from quality_award.platform.objectstore import ObjectStore
from quality_award.platform.settings import Settings
from quality_award.regulation import articles as _articles  # noqa: F401  (enters the rules in the catalogue)
from quality_award.regulation import parameters
from quality_award.regulation.describe import procedure_document
from quality_award.regulation.messages import translate
from quality_award.tables.applications import Application
from quality_award.tables.identity import Membership, User
from quality_award.tables.reviews import ScoreSheet

BACKEND = Path(__file__).resolve().parents[1]
SINCE = dt.datetime(2022, 4, 29, tzinfo=dt.UTC)


@asynccontextmanager
async def _transaction(settings: Settings) -> AsyncIterator[AsyncSession]:
    engine = make_engine(settings)
    async with make_sessions(engine)() as session, session.begin():
        yield session
    await engine.dispose()


def migrate() -> None:
    """Bring the database to this code's schema, and make the bucket."""
    settings = Settings()
    command.upgrade(Config(BACKEND / "alembic.ini"), "head")
    if settings.migration_database_url:
        asyncio.run(let_in(settings.migration_database_url, settings.database_url))
    asyncio.run(ObjectStore(Settings()).ensure_bucket())


async def let_in(owner: str, application: str) -> None:
    """Make the application's own login, as its address names it, if it is not there; it may use the tables and owns none."""
    named = urlsplit(application)
    login, password = unquote(named.username or ""), unquote(named.password or "")
    connection = await asyncpg.connect(owner)
    try:
        known = await connection.fetchval("select rolsuper from pg_roles where rolname = $1", login)
        if known is None:
            quoted = await connection.fetchval("select quote_ident($1)", login)
            secret = await connection.fetchval("select quote_literal($1)", password)
            await connection.execute(f"create role {quoted} login {f'password {secret}' if password else ''}")
        if not known:
            await connection.execute(f"grant quality_award_app to {await connection.fetchval('select quote_ident($1)', login)}")
    finally:
        await connection.close()


async def reference(settings: Settings) -> bool:
    """Authority, departments, people. Says whether there was anything to do."""
    now = SystemClock().now()
    async with _transaction(settings) as session:
        if await seeding.already_there(session):
            return False
        authority = await seeding.foundation(session, settings, now=now)
        await seeding.people(session, authority, settings, now=now, since=SINCE)
    return True


async def install(settings: Settings, login: str, name: str) -> None:
    """For production: the authority, a signing key and one administrator with a password shown once."""
    now = SystemClock().now()
    password = secrets.token_urlsafe(15)
    async with _transaction(settings) as session:
        if await seeding.already_there(session):
            print("数据库已初始化 · the database is installed already")
            return
        authority = await seeding.foundation(session, settings, now=now)
        user = User(id=new_id(), login=login, name=name, password_hash=hash_password(password), created_at=now, locale="zh-CN")
        session.add(user)
        await session.flush()
        session.add(
            Membership(
                user_id=user.id, role="admin", title="系统管理员", authority_id=authority.id, valid_from=now, created_at=now
            )
        )
    print(f"{login}  {password}")


def demonstration(settings: Settings) -> None:
    """The ended edition and the present one in mid-course, taken through the API as their people would."""
    from rehearsal.demonstration import build

    asyncio.run(build(settings))


async def logins(settings: Settings) -> None:
    """One login for each role."""
    wanted = ("applicant", "recommender", "office", "agency", "expert", "committee", "government", "auditor", "admin")
    print(f"演示账号（口令均为 {seeding.PASSWORD}）· demo logins, all with the password {seeding.PASSWORD}")
    async with _transaction(settings) as session:
        # Where a role has many people, the one with most to do comes first.
        work = {
            "applicant": select(func.count())
            .where(Application.organisation_id == Membership.organisation_id, Application.state == "shortlisted")
            .correlate(Membership),
            "recommender": select(func.count())
            .where(Application.department_id == Membership.department_id)
            .correlate(Membership),
            "expert": select(func.count())
            .where(ScoreSheet.expert_id == Membership.expert_id, ScoreSheet.state == "open")
            .correlate(Membership),
        }
        busy = case(*((Membership.role == role, query.scalar_subquery()) for role, query in work.items()), else_=0)
        rows = await session.execute(
            select(Membership.role, User.login, User.name, Membership.title)
            .join(User, User.id == Membership.user_id)
            .order_by(busy.desc(), Membership.seat != "chair", User.login.desc())
        )
        found: dict[str, tuple[str, str, str]] = {}
        for role, login, name, title in rows.all():
            found.setdefault(role, (login, name, title or ""))
    for role in wanted:
        if role in found:
            login, name, title = found[role]
            print(f"  {role:<12} {login:<18} {name}  {title}")
    if not settings.require_staff_totp:
        print("  演示环境未启用动态验证码；正式部署默认启用。· One-time codes are off here and on by default in production.")


async def verify_evidence(settings: Settings, number: int | None) -> int:
    """Read every stored file of an edition (or of all) back from the store; 1 and the first bad entry when one has changed."""
    store, engine = ObjectStore(settings), make_engine(settings)
    sessions = make_sessions(engine)
    try:
        async with sessions() as session, session.begin():
            edition = await storage_queries.edition(session, number=number) if number is not None else None
            if number is not None and edition is None:
                print(f"没有第 {number} 届 · there is no edition {number}")
                return 2
            row, _ = await storage.begin(session, kind="files", edition_id=edition.id if edition else None, actor=SYSTEM)
            check_id = row.id
        while True:
            async with sessions() as session, session.begin():
                now = SystemClock().now()
                seen = await storage.check_files(session, store=store, check_id=check_id, limit=None, law_now=now)
            if seen is None or seen.finished_at is not None:
                break
    finally:
        await engine.dispose()
    if seen is None:
        print("核验记录已不存在 · the record of this check is gone")
        return 2
    print(f"已核验 {seen.files} 个文件，{seen.bytes} 字节 · {seen.files} files verified, {seen.bytes} bytes")
    if seen.passed:
        print("全部与登记、提交清单和锁定一致 · all as recorded, listed and locked")
        return 0
    first = seen.findings[0]
    place = " · ".join(str(first[name]) for name in ("case_number", "slot", "filename", "version") if first.get(name))
    words = " · ".join(translate(language, f"wrong.{first['what']}", {})[0] for language in ("zh-CN", "en"))
    print(f"第一处不符（共 {len(seen.findings)} 处）· first bad entry of {len(seen.findings)}:\n  {place}\n  {words}")
    for label, key in (("应为 · expected", "expected"), ("实为 · found", "found")):
        if first.get(key):
            print(f"  {label}: {first[key]}")
    return 1


def openapi() -> None:
    """The OpenAPI document on standard output."""
    from quality_award.main import create_app

    settings = Settings(master_key="", static_dir=None)
    json.dump(create_app(settings).openapi(), sys.stdout, ensure_ascii=False, indent=1, sort_keys=True)


def check_rulesets(files: list[Path]) -> int:
    """Read each file as the application would; 1 when one has a fault."""
    faults = 0
    for file in files:
        try:
            law = parameters.read(file.read_text(encoding="utf-8"))
            print(f"{file}: {law.code} · {law.title_zh}")
        except (OSError, UnicodeDecodeError) as error:
            faults += 1
            print(f"{file}: {error}")
        except parameters.RulesetError as error:
            faults += len(error.problems)
            print(*(f"{file}: {problem}" for problem in error.problems), sep="\n")
    return 1 if faults else 0


def verify_archive(tar: Path, key: Path | None, checkpoints: list[Path]) -> int:
    """Check an archive offline, as anyone can who has the file; 1 when it does not fit, the first bad entry is named."""
    try:
        found = check_tar(
            tar,
            key=key.read_text(encoding="utf-8") if key else None,
            checkpoints=[one.read_text(encoding="utf-8") for one in checkpoints],
        )
    except BadBag as bad:
        print(f"不符 · does not fit: {bad}")
        return 1
    except OSError as error:
        print(f"无法读取 · cannot be read: {error}")
        return 2
    print(f"相符 · fits: {tar.name}")
    print(f"  {found.files} 个文件，{found.applications} 件申报，{found.evidence} 份材料，{found.receipts} 份收据 · ", end="")
    print(
        f"{found.files} files, {found.applications} applications, {found.evidence} pieces of evidence, {found.receipts} receipts"
    )
    print(f"  {found.log.zh} · {found.log.en}")
    whose = (
        "您给出的 · as given" if found.own_key else "档案所附，请与您另存的公钥比对 · from the archive: compare it with your own"
    )
    print(f"  公钥 · public key（{whose}）\n  {found.key}")
    print(f"  SHA-256  {digest_of(tar)}")
    return 0


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="quality_award.cli", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("prepare", "migrate, then load the demonstration if the database is empty"),
        ("migrate", "bring the database to this code's schema"),
        ("reference", "authority, departments and people of the demonstration, without editions"),
        ("logins", "one demo login for each role"),
        ("openapi", "print the OpenAPI document"),
        ("procedure", "print the procedure, docs/procedure.md"),
    ):
        commands.add_parser(name, help=text)
    checker = commands.add_parser("ruleset", help="check ruleset files; says every fault with its line")
    checker.add_argument("files", nargs="+", type=Path)
    verifier = commands.add_parser("verify-evidence", help="read stored files back and compare; exits 1 with the first bad entry")
    verifier.add_argument("--edition", type=int, metavar="N", help="of edition N alone")
    archive = commands.add_parser("verify-archive", help="check an edition's archive offline; names the first bad entry")
    archive.add_argument("file", type=Path)
    archive.add_argument("--key", type=Path, help="the log's public key, kept outside: the file of /.well-known/audit-log-key")
    archive.add_argument("--checkpoint", type=Path, action="append", default=[], help="a checkpoint of the log, kept outside")
    installer = commands.add_parser("install", help="for production: the authority and one administrator")
    installer.add_argument("--login", default="admin")
    installer.add_argument("--name", default="系统管理员")
    given = parser.parse_args()
    match given.command:
        case "prepare":
            migrate()
            # The demonstration is the story of this city.
            if asyncio.run(reference(Settings())) and not Settings().rehearsal and Settings().rulesets is None:
                demonstration(Settings())
        case "migrate":
            migrate()
        case "reference":
            asyncio.run(reference(Settings()))
        case "logins":
            asyncio.run(logins(Settings()))
        case "openapi":
            openapi()
        case "procedure":
            print(procedure_document(), end="")
        case "ruleset":
            sys.exit(check_rulesets(given.files))
        case "verify-evidence":
            sys.exit(asyncio.run(verify_evidence(Settings(), given.edition)))
        case "verify-archive":
            sys.exit(verify_archive(given.file, given.key, given.checkpoint))
        case "install":
            asyncio.run(install(Settings(), given.login, given.name))


if __name__ == "__main__":
    main()
