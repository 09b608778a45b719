"""Reading evidence: bound to its reader, while the right to read lasts, each look on record (Art. 32, 33)."""

import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from filing import PDF, content, open_file, upload
from PIL import Image
from sqlalchemy import delete, select, update
from world import Person, World

from quality_award.features.evidence.pure.reading import closed, shown_as
from quality_award.features.evidence.queries.reading import pattern
from quality_award.features.evidence.routes import reading
from quality_award.platform.objectstore import ObjectStore
from quality_award.regulation.stages import REVIEWING, STAGES
from quality_award.tables.applications import Application
from quality_award.tables.editions import Edition
from quality_award.tables.identity import Membership, Session
from quality_award.tables.reviews import TeamMember, Undertaking
from quality_award.tables.trail import AuditRecord

pytestmark = pytest.mark.anyio

READERS = ("recommender", "office", "agency", "committee", "auditor", "expert")


@dataclass
class Case:
    """An accepted application under document review with one real file and people of every role."""

    world: World
    edition: Edition
    application: Application
    evidence: str
    people: dict[str, Person] = field(default_factory=dict)

    async def sign(self, person: Person) -> None:
        """The undertaking, through the API."""
        path = f"/editions/{self.edition.id}/undertaking"
        text = (await person.get(path)).json()["text_sha256"]
        assert (await person.post(path, {"text_sha256": text})).status_code == 200


@pytest.fixture
async def case(world: World, store: ObjectStore) -> Case:
    """The file is uploaded for real while the application is a draft; then the review is under way."""
    agency = await world.agency()
    edition = await world.edition("open", agency_id=agency.id)
    organisation = await world.organisation()
    draft = await world.application(edition, organisation)
    owner = await world.person("applicant", organisation_id=organisation.id)
    file = (await upload(world, owner, draft.id)).json()["id"]
    async with world.session() as session:
        now = world.clock.now()
        await session.execute(
            update(Application)
            .where(Application.id == draft.id)
            .values(state="accepted", declared_by="王镕", declared_at=now, submitted_at=now)
        )
        await session.execute(update(Edition).where(Edition.id == edition.id).values(state="document_review"))
        await session.commit()
    made = Case(world, edition, draft, file)
    expert = await world.expert()
    made.people = {
        "applicant": owner,
        "recommender": await world.person("recommender", department_id=draft.department_id),
        "office": await world.person("office"),
        "agency": await world.person("agency", agency_id=agency.id),
        "committee": await world.person("committee"),
        "auditor": await world.person("auditor"),
        "expert": await world.person("expert", expert_id=expert.id),
    }
    await world.team_member(draft, expert, made.people["agency"])
    await world.clear_to_read(made.people["expert"], draft)
    async with world.session() as session:
        await session.execute(delete(Undertaking))
        await session.commit()
    return made


async def looks(world: World, action: str = "look") -> list[AuditRecord]:
    async with world.session() as session:
        return list(
            (await session.scalars(select(AuditRecord).where(AuditRecord.action == action).order_by(AuditRecord.id))).all()
        )


@pytest.mark.article("33")
@pytest.mark.parametrize("role", READERS)
async def test_nobody_reads_before_the_undertaking_and_then_each_look_is_on_record(world: World, case: Case, role: str) -> None:
    reader = case.people[role]
    before = await open_file(reader, case.evidence)
    assert (before.status_code, before.json()["type"], before.json()["article"]) == (403, "/problems/undertaking-missing", "33")
    search = await reader.get(f"/applications/{case.application.id}/evidence/search", params={"q": "朝阳市"})
    assert (search.status_code, await looks(world), await looks(world, "search")) == (403, [], [])
    await case.sign(reader)
    opened = await open_file(reader, case.evidence)
    assert opened.status_code == 200, opened.text
    said = opened.json()
    assert (said["reader"], said["case_number"], said["shown"]) == (reader.user.name, case.application.case_number, "pages")
    assert (await content(world, opened, case.evidence)).content == PDF
    (record,) = await looks(world)
    assert (record.user_id, record.application_id, record.article, str(record.entity_id)) == (
        reader.user.id, case.application.id, "33", case.evidence,
    )  # fmt: skip


async def test_its_own_people_need_no_undertaking(world: World, case: Case) -> None:
    assert (await open_file(case.people["applicant"], case.evidence)).status_code == 200


@pytest.mark.parametrize(("role", "allowed"), [(role, role in ("office", "auditor")) for role in READERS] + [("applicant", True)])
async def test_downloads_only_where_the_role_allows(world: World, case: Case, role: str, allowed: bool) -> None:
    reader = case.people[role]
    if role != "applicant":
        await case.sign(reader)
    assert (await open_file(reader, case.evidence)).json()["may_download"] is allowed
    taken = await open_file(reader, case.evidence, "download")
    if allowed:
        got = await content(world, taken, case.evidence)
        assert (got.content, got.headers["content-disposition"].split(";")[0]) == (PDF, "attachment")
    else:
        assert (taken.status_code, taken.json()["type"]) == (403, "/problems/evidence-no-download")
    assert len(await looks(world, "download")) == int(allowed)


async def test_a_link_alone_opens_nothing_and_a_ticket_one_file_for_one_time(world: World, case: Case) -> None:
    expert = case.people["expert"]
    await case.sign(expert)
    opened = await open_file(expert, case.evidence)
    # Another person, in another browser: no cookie.
    stranger = await content(world, httpx.Response(200, request=opened.request), case.evidence)
    assert (stranger.status_code, stranger.json()["type"]) == (403, "/problems/look-over")
    # Nor does another person's token help.
    with_token = await case.people["office"].get(f"/evidence/{case.evidence}/content")
    assert with_token.status_code == 403
    # The ticket of one file is none for another, and a changed one is none at all.
    other = await world.evidence(case.application, case.people["applicant"])
    assert (await content(world, opened, other.id)).status_code == 403
    ticket = opened.cookies["look"]
    for forged in (ticket[:-2] + ("00" if ticket[-2:] != "00" else "11"), "none", ""):
        wrong = httpx.Response(200, headers={"Set-Cookie": f"look={forged}"}, request=opened.request)
        assert (await content(world, wrong, case.evidence)).status_code == 403
    world.clock.advance(minutes=14, seconds=59)
    assert (await content(world, opened, case.evidence)).status_code == 200
    world.clock.advance(seconds=1)
    over = await content(world, opened, case.evidence)
    assert (over.status_code, over.json()["type"]) == (403, "/problems/look-over")


async def _released(case: Case) -> None:
    async with case.world.session() as session:
        await session.execute(update(TeamMember).values(released_at=case.world.clock.now(), released_because="离组"))
        await session.commit()


async def _recused(case: Case) -> None:
    await case.world.recuse(case.people["expert"], case.application)


async def _role_ended(case: Case) -> None:
    async with case.world.session() as session:
        mine = Membership.user_id == case.people["expert"].user.id
        await session.execute(update(Membership).where(mine).values(valid_to=case.world.clock.now()))
        await session.commit()


async def _signed_out(case: Case) -> None:
    async with case.world.session() as session:
        mine = Session.user_id == case.people["expert"].user.id
        await session.execute(update(Session).where(mine).values(revoked_at=case.world.clock.now()))
        await session.commit()


async def _passed_over(case: Case) -> None:
    async with case.world.session() as session:
        await session.execute(update(Application).where(Application.id == case.application.id).values(state="not_shortlisted"))
        await session.commit()


async def _stage_over(case: Case) -> None:
    async with case.world.session() as session:
        await session.execute(update(Edition).where(Edition.id == case.edition.id).values(state="evaluation"))
        await session.commit()


@pytest.mark.article("32", "33")
@pytest.mark.parametrize(
    ("ended", "status"),
    [(_released, 404), (_recused, 404), (_role_ended, 401), (_signed_out, 401), (_passed_over, 403), (_stage_over, 403)],
)
async def test_reading_ends_the_second_the_right_to_read_ends(world: World, case: Case, ended: Any, status: int) -> None:
    expert = case.people["expert"]
    await case.sign(expert)
    opened = await open_file(expert, case.evidence)
    assert (await content(world, opened, case.evidence, Range="bytes=0-9")).status_code == 206
    await ended(case)
    assert (await content(world, opened, case.evidence, Range="bytes=10-19")).status_code == status
    assert (await content(world, opened, case.evidence, "/text")).status_code == status
    assert (await open_file(expert, case.evidence)).status_code == status
    search = await expert.get(f"/applications/{case.application.id}/evidence/search", params={"q": "朝阳市"})
    assert search.status_code == status


@pytest.mark.parametrize(
    ("wanted", "status", "start", "end"),
    [
        ("bytes=0-0", 206, 0, 1),
        ("bytes=5-", 206, 5, len(PDF)),
        ("bytes=-7", 206, len(PDF) - 7, len(PDF)),
        (f"bytes=0-{len(PDF) * 2}", 200, 0, len(PDF)),
        (f"bytes={len(PDF)}-", 200, 0, len(PDF)),
        ("bytes=9-2", 200, 0, len(PDF)),
        ("bytes=-", 200, 0, len(PDF)),
        ("bytes=0-1,4-5", 200, 0, len(PDF)),
        ("lines=1-2", 200, 0, len(PDF)),
    ],
)
async def test_ranges(world: World, case: Case, wanted: str, status: int, start: int, end: int) -> None:
    opened = await open_file(case.people["applicant"], case.evidence)
    got = await content(world, opened, case.evidence, Range=wanted)
    assert (got.status_code, got.content) == (status, PDF[start:end])
    if status == 206:
        assert got.headers["content-range"] == f"bytes {start}-{end - 1}/{len(PDF)}"
    assert "sandbox" in got.headers["content-security-policy"]
    assert got.headers["cache-control"] == "private, no-store"


async def test_an_open_end_is_answered_piece_by_piece(world: World, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "AT_ONCE", 100)
    opened = await open_file(case.people["applicant"], case.evidence)
    got = await content(world, opened, case.evidence, Range="bytes=5-")
    assert (got.status_code, got.content) == (206, PDF[5:105])
    assert got.headers["content-range"] == f"bytes 5-104/{len(PDF)}"
    taken = await open_file(case.people["applicant"], case.evidence, "download")
    assert (await content(world, taken, case.evidence, Range="bytes=5-")).content == PDF[5:]


async def test_words_are_found_across_line_breaks_and_the_search_is_on_record(world: World, case: Case) -> None:
    expert = case.people["expert"]
    await case.sign(expert)
    path = f"/applications/{case.application.id}/evidence/search"
    (found,) = (await expert.get(path, params={"q": "阳市 人民政府"})).json()
    assert (found["evidence_id"], found["page"], "人民政府" in found["excerpt"]) == (case.evidence, 1, True)
    for nothing in ("没有的词", "%%", ".*", "\\d\\d"):
        assert (await expert.get(path, params={"q": nothing})).json() == []
    records = await looks(world, "search")
    assert [one.detail for one in records] == [{"hits": 1}, {"hits": 0}, {"hits": 0}, {"hits": 0}, {"hits": 0}]
    assert {one.user_id for one in records} == {expert.user.id}
    opened = await open_file(expert, case.evidence)
    (page,) = (await content(world, opened, case.evidence, "/text")).json()
    assert (page["page"], "人民政府" in page["text"]) == (1, True)


async def test_a_picture_is_read_without_its_place_and_taken_with_it(world: World, store: ObjectStore, tmp_path: Any) -> None:
    edition = await world.edition("open")
    organisation = await world.organisation()
    owner = await world.person("applicant", organisation_id=organisation.id)
    draft = await world.application(edition, organisation)
    picture = Image.new("RGB", (60, 40), "red")
    exif = picture.getexif()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (41.0, 34.0, 12.0)
    path = tmp_path / "site.jpg"
    picture.save(path, exif=exif)
    data = path.read_bytes()
    sent = await upload(world, owner, draft.id, "other", data, filename="现场.jpg", content_type="image/jpeg")
    assert sent.json()["state"] == "stored", sent.text
    file = sent.json()["id"]
    opened = await open_file(owner, file)
    assert opened.json()["shown"] == "picture"
    copy = await content(world, opened, file)
    (tmp_path / "copy.jpg").write_bytes(copy.content)
    assert copy.headers["content-type"] == "image/jpeg"
    assert not Image.open(tmp_path / "copy.jpg").getexif().get_ifd(0x8825)
    assert (await content(world, await open_file(owner, file, "download"), file)).content == data
    small = await owner.get(f"/evidence/{file}/thumbnail")
    assert (small.status_code, small.headers["content-type"]) == (200, "image/webp")
    office = await world.person("office")
    assert (await office.get(f"/evidence/{file}/thumbnail")).status_code == 403


async def test_a_file_that_no_page_can_show_goes_to_its_readers(world: World, case: Case) -> None:
    expert = case.people["expert"]
    await case.sign(expert)
    sheet = await world.evidence(case.application, case.people["applicant"], "other", content_type="application/vnd.ms-excel")
    opened = (await open_file(expert, sheet.id)).json()
    assert (opened["shown"], opened["may_download"]) == ("nothing", True)
    # The row has no bytes here: an object that is not there is a file that is not there.
    assert (await content(world, await open_file(expert, sheet.id, "download"), sheet.id)).status_code == 404


async def test_what_is_not_looked_at_yet_or_removed_is_read_by_nobody(world: World, case: Case) -> None:
    owner = case.people["applicant"]
    for values in (
        {"state": "received", "sha256": None},
        {"state": "quarantined", "scan": "infected"},
        {"removed_at": world.clock.now()},
    ):
        row = await world.evidence(case.application, owner, "other", **values)
        assert (await open_file(owner, row.id)).status_code == 404
    assert (await open_file(owner, uuid.uuid4())).status_code == 404


def test_the_right_to_look_as_a_rule() -> None:
    states = [state for stage in STAGES.values() for state in stage.states]
    for role in READERS:
        for state in states:
            for application in ("accepted", "shortlisted", "not_shortlisted", "awarded", "filed"):
                why = closed(role=role, signed=True, edition_state=state, application_state=application)
                reviewer = role in ("expert", "agency")
                open_now = not reviewer or (state in REVIEWING and application in ("accepted", "shortlisted"))
                assert why == (None if open_now else "review-over")
                assert (
                    closed(role=role, signed=False, edition_state=state, application_state=application) == "undertaking-missing"
                )
    assert closed(role="applicant", signed=False, edition_state="closed", application_state="awarded") is None


@pytest.mark.parametrize(
    ("family", "key", "pages", "rendition", "shown"),
    [
        ("pdf", "pdf", 3, False, "pages"),
        ("video", "mp4", None, False, "film"),
        ("image", "heic", 1, True, "picture"),
        ("image", "jpeg", 1, False, "picture"),
        ("image", "heic", 1, False, "nothing"),
        ("image", "tiff", 7, True, "nothing"),
        ("ooxml", "docx", None, False, "text"),
        ("ole", "doc", None, False, "nothing"),
    ],
)
def test_how_a_file_is_shown(family: str, key: str, pages: int | None, rendition: bool, shown: str) -> None:
    assert shown_as(family=family, key=key, pages=pages, rendition=rendition) == shown


def test_words_are_literal() -> None:
    assert pattern("a.b") == r"a\s*\.\s*b"
