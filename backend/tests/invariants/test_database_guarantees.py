"""What must hold whatever the code does, attacked by direct SQL as the application's own database role."""

import asyncio
import datetime as dt
import hashlib
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest
from conftest import as_application
from world import Person, World

from quality_award.platform.ids import new_id
from quality_award.regulation.messages import LANGUAGES, catalogue
from quality_award.tables.constraints import CONSTRAINTS
from quality_award.tables.draws import Draw

pytestmark = pytest.mark.anyio

# Named here: every constraint that stands for a rule, and the test below that breaks it.
ATTACKED: set[str] = set()


def attacks(*names: str) -> Callable[[Any], Any]:
    """Say which constraints a test attacks."""
    ATTACKED.update(names)
    return lambda test: test


@dataclass
class Database:
    """The application's own connection, and what it says when it is refused."""

    connection: asyncpg.Connection

    async def refused(self, statement: str, *values: Any) -> str:
        """The constraint or the privilege that stood in the way; an error of the test when nothing did."""
        try:
            await self.connection.execute(statement, *values)
        except asyncpg.IntegrityConstraintViolationError as error:
            return str(error.constraint_name)
        except asyncpg.InsufficientPrivilegeError:
            return "privilege"
        raise AssertionError(f"nothing stood against: {statement}")

    async def run(self, statement: str, *values: Any) -> None:
        await self.connection.execute(statement, *values)


@pytest.fixture
async def database(world: World, database_url: str) -> AsyncIterator[Database]:
    """As the application's login, beside the running application."""
    connection = await asyncpg.connect(as_application(database_url))
    yield Database(connection)
    await connection.close()


ENTRY = "insert into list_entries (id, edition_id, kind, application_id, tier, reason, created_at) values ($1, $2, $3, $4, $5, '', now())"
AWARD = """insert into awards (id, authority_id, edition_id, organisation_id, application_id, tier, certificate_number, verify_code,
    granted_on, supervised_until, state, created_at) select $1, authority_id, edition_id, organisation_id, id, $3, gen_random_uuid()::text, gen_random_uuid()::text,
    current_date, current_date, 'granted', now() from applications where id = $2"""


async def test_the_application_owns_nothing(database: Database) -> None:
    for statement in (
        "alter table list_entries disable trigger list_entries_quota",
        "alter table editions drop constraint ck_editions_publicity_seven_days",
        "drop trigger awards_quota on awards",
        "drop table ballots",
        "create table mine (id int)",
        "set session_replication_role = 'replica'",
        "truncate audit_records",
        "update alembic_version set version_num = '0001'",
        "create or replace function append_only() returns trigger language plpgsql as $$ begin return new; end $$",
        "set role postgres",
    ):
        assert await database.refused(statement) == "privilege", statement


@attacks("append_only")
async def test_trails_votes_and_notices_are_only_added_to(database: Database, world: World, database_url: str) -> None:
    for table in ("audit_records", "audit_seals", "ballots", "identity_looks", "public_notices"):
        assert await database.refused(f"delete from {table}") == "privilege"
        column = await database.connection.fetchval(
            "select column_name from information_schema.columns where table_name = $1 and is_identity = 'NO' limit 1", table
        )
        assert await database.refused(f"update {table} set {column} = {column}") == "privilege"
        # What is not its own it cannot give itself.
        await database.run(f"grant all on {table} to quality_award")
        assert await database.refused(f"delete from {table}") == "privilege"
    # Not even the owner, by the trigger.
    edition = await world.edition("publicity")
    owner = await asyncpg.connect(database_url)
    await owner.execute(
        "insert into public_notices (id, authority_id, edition_id, kind, title, body, entries, published_at, ends_at, sha256, created_at)"
        " select $1, authority_id, id, 'call', '', '', '[]', now(), null, '', now() from editions where id = $2", new_id(), edition.id,
    )  # fmt: skip
    with pytest.raises(asyncpg.CheckViolationError) as caught:
        await owner.execute("update public_notices set title = '改'")
    assert caught.value.constraint_name == "append_only"
    await owner.close()


@attacks("list_entries_quota")
async def test_a_list_over_its_quota_by_insert_by_update_and_by_two_at_once(
    database: Database, world: World, database_url: str
) -> None:
    edition = await world.edition("evaluation")
    four = [await world.application(edition, state="shortlisted") for _ in range(4)]
    for one in four[:2]:
        await database.run(ENTRY, new_id(), edition.id, "proposed", one.id, "gold")
    other = await asyncpg.connect(as_application(database_url))
    outcomes = await asyncio.gather(
        database.connection.execute(ENTRY, new_id(), edition.id, "proposed", four[2].id, "gold"),
        other.execute(ENTRY, new_id(), edition.id, "proposed", four[3].id, "gold"),
        return_exceptions=True,
    )
    await other.close()
    refused = [one for one in outcomes if isinstance(one, asyncpg.CheckViolationError)]
    assert [one.constraint_name for one in refused] == ["list_entries_quota"], outcomes
    left = four[3] if await _listed(database, four[2].id) else four[2]
    await database.run(ENTRY, new_id(), edition.id, "proposed", left.id, "silver")
    assert (
        await database.refused("update list_entries set tier = 'gold' where application_id = $1", left.id) == "list_entries_quota"
    )
    await database.run(ENTRY, new_id(), edition.id, "initial", left.id, "gold")
    await database.run("delete from list_entries where application_id = $1 and kind = 'proposed'", left.id)
    assert (
        await database.refused("update list_entries set kind = 'proposed' where application_id = $1", left.id)
        == "list_entries_quota"
    )
    assert await database.refused(ENTRY, new_id(), edition.id, "final", left.id, "platinum") == "list_entries_quota"


async def _listed(database: Database, application: uuid.UUID) -> bool:
    return bool(await database.connection.fetchval("select count(*) from list_entries where application_id = $1", application))


@attacks("awards_quota", "uq_awards_one_live")
async def test_awards_over_their_quota_and_two_for_one(database: Database, world: World) -> None:
    edition = await world.edition("approved")
    applications = [await world.application(edition, state="shortlisted") for _ in range(4)]
    for one in applications[:3]:
        await database.run(AWARD, new_id(), one.id, "gold")
    assert await database.refused(AWARD, new_id(), applications[3].id, "gold") == "awards_quota"
    assert await database.refused(AWARD, new_id(), applications[3].id, "platinum") == "awards_quota"
    assert await database.refused(AWARD, new_id(), applications[0].id, "silver") == "uq_awards_one_live"
    await database.run("update awards set state = 'revoked' where application_id = $1", applications[0].id)
    await database.run(AWARD, new_id(), applications[3].id, "gold")
    assert (
        await database.refused("update awards set state = 'granted' where application_id = $1", applications[0].id)
        == "awards_quota"
    )


@attacks("pinned_ruleset", "editions_quota_kept")
async def test_quotas_and_criteria_stay_what_they_were(database: Database, world: World) -> None:
    open_one = await world.edition("open")
    for change in ('quotas = \'{"gold": 30, "total": 90}\'', "ruleset_code = 'x'", "criteria_code = 'x'", "pinned_at = null"):
        assert await database.refused(f"update editions set {change} where id = $1", open_one.id) == "pinned_ruleset"
    draft = await world.edition("draft", number=6, year=2028)
    for _ in range(2):
        application = await world.application(draft, state="shortlisted")
        await database.run(ENTRY, new_id(), draft.id, "proposed", application.id, "gold")
    lower = '{"gold": 1, "silver": 7, "nomination": 10, "total": 20}'
    assert await database.refused("update editions set quotas = $2 where id = $1", draft.id, lower) == "editions_quota_kept"
    fewer = '{"gold": 3, "silver": 7, "nomination": 10, "total": 1}'
    assert await database.refused("update editions set quotas = $2 where id = $1", draft.id, fewer) == "editions_quota_kept"


@attacks("uq_experts_pool_number", "uq_experts_identity_hash", "ck_experts_load_in_order")
async def test_an_expert_is_in_the_pool_once(database: Database, world: World) -> None:
    one, other = await world.expert(identity_hash="1" * 64), await world.expert()
    change = "update experts set {} where id = $1"
    assert await database.refused(change.format(f"pool_number = '{one.pool_number}'"), other.id) == "uq_experts_pool_number"
    assert await database.refused(change.format(f"identity_hash = '{one.identity_hash}'"), other.id) == "uq_experts_identity_hash"
    assert await database.refused(change.format("load_wish = 5, max_load = 4"), other.id) == "ck_experts_load_in_order"


@pytest.mark.article("10")
@attacks("draws_fixed", "ck_draws_two_people")
async def test_a_draw_stays_as_it_was_committed_to_and_needs_two_people(database: Database, world: World) -> None:
    edition, office = await world.edition("draft"), await world.person("office")
    draw = Draw(
        id=new_id(),
        authority_id=world.authority.id,
        edition_id=edition.id,
        terms={"seed_sha256": hashlib.sha256(bytes(32)).hexdigest()},
        commitment="0" * 64,
        roster={},
        seed_sealed=b"sealed",
        number_on=world.clock.now().date(),
        committed_by=office.user.id,
        state="committed",
        created_at=world.clock.now(),
    )
    await world.add(draw)
    for change in (
        'terms = \'{"purpose": "another"}\'',
        "commitment = repeat('1', 64)",
        "seed_sealed = 'another'",
        "roster = '{\"a\": 1}'",
    ):
        assert await database.refused(f"update draws set {change} where id = $1", draw.id) == "draws_fixed", change
    alone = f"""update draws set state = 'revealed', revealed_at = now(), revealed_by = $2, seed = '{bytes(32).hex()}',
        public_number = '1', result = '[]' where id = $1"""
    assert await database.refused(alone, draw.id, office.user.id) == "ck_draws_two_people"
    assert await database.refused("delete from draws where id = $1", draw.id) in ("draws_fixed", "append_only", "privilege")


@attacks("uq_applications_one_per_edition")
async def test_a_second_application_through_another_channel(database: Database, world: World) -> None:
    edition = await world.edition("open")
    one = await world.application(edition)
    again = """insert into applications (id, authority_id, edition_id, organisation_id, case_number, channel, form, profile, self_evaluation,
        state, created_at) select $1, authority_id, edition_id, organisation_id, 'other', 'direct', '{}', '', '{}', 'draft', now()
        from applications where id = $2"""
    assert await database.refused(again, new_id(), one.id) == "uq_applications_one_per_edition"


SEAT = """insert into memberships (id, user_id, role, authority_id, seat, valid_from, valid_to, created_at)
    values ($1, $2, 'committee', $3, $4, $5, $6, now())"""


@attacks("uq_memberships_one_chair", "committee_seats")
async def test_seats_are_not_held_by_more_people_than_there_are(database: Database, world: World) -> None:
    chair = await world.person("committee", seat="chair")
    begun = world.clock.now() - dt.timedelta(days=1)
    someone, authority, day = chair.user.id, world.authority.id, dt.timedelta(days=1)
    assert await database.refused(SEAT, new_id(), someone, authority, "chair", begun + 400 * day, None) in (
        "committee_seats",
        "uq_memberships_one_chair",
    )
    # A term of one day in the other's time, one that ends a day too late, one that ends when the other begins.
    assert (
        await database.refused(SEAT, new_id(), someone, authority, "chair", begun + 5 * day, begun + 6 * day) == "committee_seats"
    )
    assert await database.refused(SEAT, new_id(), someone, authority, "chair", begun - 9 * day, begun + day) == "committee_seats"
    before = new_id()
    await database.run(SEAT, before, someone, authority, "chair", begun - 9 * day, begun)
    assert await database.refused("update memberships set valid_to = null where id = $1", before) in (
        "committee_seats",
        "uq_memberships_one_chair",
    )
    for _ in range(2):
        await world.person("committee", seat="vice_chair")
    assert await database.refused(SEAT, new_id(), someone, authority, "vice_chair", begun, None) == "committee_seats"
    await database.run(SEAT, new_id(), someone, authority, "member", begun, None)
    assert (
        await database.refused("update memberships set seat = 'vice_chair' where user_id = $1 and seat = 'member'", someone)
        == "committee_seats"
    )


@attacks("ck_editions_publicity_seven_days", "ck_public_notices_publicity_seven_days", "publicity_kept")
async def test_publicity_is_neither_shortened_nor_ended_early(database: Database, world: World) -> None:
    edition = await world.edition("initial_list")
    short = "update editions set publicity_starts_at = $2, publicity_ends_at = $3 where id = $1"
    now = dt.datetime.now(dt.UTC)
    assert (
        await database.refused(short, edition.id, now, now + dt.timedelta(days=6, hours=23)) == "ck_editions_publicity_seven_days"
    )
    await database.run(short, edition.id, now, now + dt.timedelta(days=8))
    await database.run("update editions set state = 'publicity' where id = $1", edition.id)
    for starts, ends in (
        (now - dt.timedelta(days=9), now - dt.timedelta(days=1)),
        (now, now + dt.timedelta(days=7)),
        (None, None),
    ):
        assert await database.refused(short, edition.id, starts, ends) == "publicity_kept"
    assert await database.refused("update editions set state = 'settlement' where id = $1", edition.id) == "publicity_kept"
    notice = """insert into public_notices (id, authority_id, edition_id, kind, title, body, entries, published_at, ends_at, sha256, created_at)
        select $1, authority_id, id, 'publicity', '', '', '[]', $3, $4, '', now() from editions where id = $2"""
    assert (
        await database.refused(notice, new_id(), edition.id, now, now + dt.timedelta(days=6))
        == "ck_public_notices_publicity_seven_days"
    )


async def _team(world: World) -> tuple[Any, Any, Person, Any]:
    office = await world.person("office")
    edition = await world.edition("document_review")
    application = await world.application(edition, state="accepted")
    expert = await world.expert(leader=True)
    person = await world.person("expert", expert_id=expert.id)
    return office, application, person, expert


MEMBER = """insert into team_members (id, edition_id, application_id, expert_id, leader, assigned_by, created_at)
    select $1, edition_id, id, $3, false, $4, now() from applications where id = $2"""
SHEET = """insert into score_sheets (id, edition_id, application_id, expert_id, stage, summary, state, created_at)
    select $1, edition_id, id, $3, 'document', '', 'open', now() from applications where id = $2"""


@attacks("recused_person")
async def test_a_recused_person_neither_reviews_nor_scores_nor_votes(database: Database, world: World) -> None:
    office, application, person, expert = await _team(world)
    sheet = await world.sheet(application, expert)
    await world.recuse(person, application)
    assert await database.refused(MEMBER, new_id(), application.id, expert.id, office.user.id) == "recused_person"
    assert (
        await database.refused("update score_sheets set state = 'submitted', total = 900 where id = $1", sheet.id)
        == "recused_person"
    )
    score = "insert into item_scores (sheet_id, item, percent, strengths, improvements) values ($1, '4.1.2', 90, '', '')"
    assert await database.refused(score, sheet.id) == "recused_person"
    chair, free = await world.person("committee", seat="chair"), await world.person("committee")
    await world.recuse(chair, application)
    meeting, motions = new_id(), {kind: new_id() for kind in ("accepted_list", "initial_list", "final_list")}
    await database.run(
        "insert into meetings (id, edition_id, title, place, held_at, minutes, version, created_at)"
        " values ($1, $2, '会议', '', now(), '', 1, now())", meeting, application.edition_id,
    )  # fmt: skip
    for kind in ("initial", "final"):
        await database.run(ENTRY, new_id(), application.edition_id, kind, application.id, "gold")
    ballot = "insert into ballots (id, motion_id, membership_id, choice, note, created_at) values ($1, $2, $3, 'for', '', now())"
    for kind, motion in motions.items():
        await database.run(
            "insert into motions (id, edition_id, meeting_id, kind, subject_id, title, text, snapshot, state, created_at)"
            " values ($1, $2, $3, $4, $2, '', '', '', 'open', now())", motion, application.edition_id, meeting, kind,
        )  # fmt: skip
        assert await database.refused(ballot, new_id(), motion, chair.membership.id) == "recused_person", kind
        await database.run(ballot, new_id(), motion, free.membership.id)


@attacks("expert_fit")
async def test_a_dismissed_expert_reviews_nothing(database: Database, world: World) -> None:
    office, application, _, expert = await _team(world)
    sheet = await world.sheet(application, expert)
    await database.run("update experts set status = 'dismissed' where id = $1", expert.id)
    assert await database.refused(MEMBER, new_id(), application.id, expert.id, office.user.id) == "expert_fit"
    assert (
        await database.refused("update score_sheets set state = 'submitted', total = 900 where id = $1", sheet.id) == "expert_fit"
    )
    other = await world.application(await world.edition("document_review", number=6, year=2028), state="accepted")
    assert await database.refused(SHEET, new_id(), other.id, expert.id) == "expert_fit"


@attacks("payment_fixed", "uq_prize_payments_award_id")
async def test_what_was_paid_stays_paid(database: Database, world: World) -> None:
    application = await world.application(await world.edition("conferred"), state="awarded")
    award, payment = new_id(), new_id()
    await database.run(AWARD, award, application.id, "gold")
    pay = "insert into prize_payments (id, award_id, amount, state, paid_on, voucher, created_at) values ($1, $2, 200000, 'paid', current_date, '1号', now())"
    await database.run(pay, payment, award)
    assert await database.refused(pay, new_id(), award) == "uq_prize_payments_award_id"
    for change in ("amount = 900000", "state = 'pending', paid_on = null, voucher = null", "voucher = '2号'"):
        assert await database.refused(f"update prize_payments set {change} where id = $1", payment) == "payment_fixed"


async def test_a_rehearsals_moved_clock_counts_for_its_publicity_and_no_other(
    database: Database, world: World, database_url: str
) -> None:
    edition = await world.edition("initial_list")
    now = dt.datetime.now(dt.UTC)
    await database.run(
        "update editions set publicity_starts_at = $2, publicity_ends_at = $3, state = 'publicity' where id = $1",
        edition.id, now, now + dt.timedelta(days=8),
    )  # fmt: skip
    end = "update editions set state = 'settlement' where id = $1"
    assert "clock" in await database.refused("update system_state set clock_offset_seconds = 777600")
    assert await database.refused(end, edition.id) == "publicity_kept"
    owner = await asyncpg.connect(database_url)
    await owner.execute("alter table system_state disable trigger all")
    await owner.execute("update system_state set rehearsal = true, clock_offset_seconds = 777600")
    await owner.close()
    await database.run(end, edition.id)


# Simple uniqueness and order, each by one statement that breaks it; what features test in depth is not repeated.
OTHERS = {
    "ck_editions_window_in_order": "update editions set closes_at = opens_at - interval '1 second'",
    "ck_editions_recommend_after_close": "update editions set recommend_by = closes_at - interval '1 second'",
    "uq_editions_number": "insert into editions select (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(), 'year', 2040))).* from editions e",
    "uq_editions_year": "insert into editions select (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(), 'number', 40))).* from editions e",
    "uq_organisations_uscc": "insert into organisations select (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid()))).* from organisations o",
    "uq_users_login": "insert into users select (jsonb_populate_record(u, jsonb_build_object('id', gen_random_uuid()))).* from users u",
    "uq_team_members_live": "insert into team_members select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'leader', false))).* from team_members t",
    "uq_team_members_one_leader": "update team_members set leader = true",
    "uq_recusals_live": "insert into recusals select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid()))).* from recusals r",
    "uq_break_glass_live": "insert into break_glass select (jsonb_populate_record(b, jsonb_build_object('id', gen_random_uuid()))).* from break_glass b",
    "ck_break_glass_two_people": "update break_glass set decided_by = user_id",
}  # fmt: skip
attacks(*OTHERS)(None)


@pytest.mark.parametrize("name", OTHERS)
async def test_plain_constraints_hold(database: Database, world: World, name: str) -> None:
    office, application, _, expert = await _team(world)
    second = await world.expert()
    await world.team_member(application, expert, office, leader=True)
    await world.team_member(application, second, office)
    recused = await world.person("office")
    await world.recuse(recused, application)
    await world.break_glass(recused, application)
    assert await database.refused(OTHERS[name]) == name


TESTED_BY_FEATURES = {
    "uq_ballots_one_each", "uq_motions_one_open", "uq_reviewer_ratings_application_id",
}  # fmt: skip


async def test_every_named_constraint_is_there_attacked_and_has_words(database: Database) -> None:
    there = {
        row["name"]
        for row in await database.connection.fetch(
            "select conname as name from pg_constraint union select indexname from pg_indexes union"
            " select unnest(regexp_matches(prosrc, 'constraint = ''([a-z_]+)''', 'g')) from pg_proc where prolang ="
            " (select oid from pg_language where lanname = 'plpgsql')"
        )
    }
    assert set(CONSTRAINTS) <= there
    assert set(CONSTRAINTS) - ATTACKED - TESTED_BY_FEATURES - CALENDAR == set()
    for code, _ in CONSTRAINTS.values():
        assert all(code in catalogue(language) for language in LANGUAGES), code


CALENDAR = {name for name in CONSTRAINTS if "calendar" in name or "working_day" in name}
"""Attacked where the calendar is tested."""


ARCHIVE = """insert into archives (id, authority_id, edition_id, asked_by, state, failed_params, created_at) values ($1, $2, $3, $4, $5, '{}', now())"""


@pytest.mark.article("26")
@attacks("uq_archives_one_running")
async def test_an_edition_is_archived_once_at_a_time_and_what_is_done_stays(world: World, database: Database) -> None:
    edition, office, done = await world.edition("closed"), await world.person("office"), new_id()
    values = (world.authority.id, edition.id, office.user.id, "waiting")
    await database.run(ARCHIVE, done, *values)
    assert await database.refused(ARCHIVE, new_id(), *values) == "uq_archives_one_running"
    assert await database.refused("update archives set state = 'done', finished_at = now()") == "ck_archives_done_is_complete"
    await database.run(
        "update archives set state = 'done', finished_at = now(), object_key = 'k', size = 1, sha256 = 's', bag_sha256 = 'b',"
        " files = 1, retain_until = now()"
    )
    assert await database.refused("update archives set sha256 = 'x'") == "append_only"
    assert await database.refused("delete from archives") == "privilege"
