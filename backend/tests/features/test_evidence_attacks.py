"""What hostile or hurried people do with uploads, over HTTP and on the real store: nothing unfit counts, nothing counts twice."""

import asyncio
import datetime as dt
import hashlib
import os
import uuid
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import samples
from filing import LAW, PDF, announced, look, send, upload
from samples import PROGRAM, SCRIPT, SVG, TYPES, innocent, office, zipped
from sqlalchemy import select
from world import Person, World

from quality_award.features.evidence.jobs import sweep
from quality_award.features.evidence.pure.content import shown_name
from quality_award.features.evidence.service.freezing import freeze
from quality_award.features.evidence.service.uploads import PART
from quality_award.platform.objectstore import ObjectStore
from quality_award.tables.applications import Application, Evidence
from quality_award.tables.trail import AuditRecord

pytestmark = [pytest.mark.anyio, pytest.mark.article("16")]

LIMITS = LAW.limits


@dataclass
class Desk:
    """A draft, its applicant, and an applicant of another organisation with a draft of its own."""

    world: World
    store: ObjectStore
    application: Application
    applicant: Person
    stranger: Person

    @property
    def path(self) -> str:
        return f"/applications/{self.application.id}/evidence"

    async def begin(self, data: bytes = PDF, **over: Any) -> httpx.Response:
        return await self.applicant.post(self.path, announced(data, **over))

    async def listed(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = (await self.applicant.get(self.path)).json()
        return rows

    async def rows(self) -> list[Evidence]:
        async with self.world.session() as session:
            return list(await session.scalars(select(Evidence).order_by(Evidence.id)))

    async def records(self, action: str) -> list[AuditRecord]:
        async with self.world.session() as session:
            return list(
                await session.scalars(select(AuditRecord).where(AuditRecord.entity == "evidence", AuditRecord.action == action))
            )


@pytest.fixture
async def desk(world: World, store: ObjectStore) -> Desk:
    edition = await world.edition("open")
    people = []
    for _ in range(2):
        organisation = await world.organisation()
        application = await world.application(edition, organisation)
        people.append((application, await world.person("applicant", organisation_id=organisation.id)))
    return Desk(world, store, people[0][0], people[0][1], people[1][1])


def errors(answer: httpx.Response) -> dict[str, str]:
    return {gap["field"]: gap["code"] for gap in answer.json()["errors"]}


# ── What is sent ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

HOSTILE: dict[str, tuple[str, str, bytes, str]] = {
    "a PDF that is a web page": ("pdf", "执照.pdf", b"%PDF-1.7\n" + SCRIPT + PDF[9:], "evidence-polyglot"),
    "a web page that is a PDF": ("pdf", "执照.pdf", SCRIPT + PDF, "evidence-polyglot"),
    "a PDF that is an archive": ("pdf", "执照.pdf", PDF + zipped({"a.exe": PROGRAM}), "evidence-polyglot"),
    "a drawing that runs": ("png", "图.png", SVG, "evidence-content"),
    "a program": ("pdf", "执照.pdf", PROGRAM, "evidence-content"),
    "a lie about the type": ("pdf", "执照.pdf", innocent("png"), "evidence-content"),
    "an archive": ("docx", "材料.docx", zipped({"a.pdf": PDF}), "evidence-archive"),
    "a bomb": ("docx", "材料.docx", office("docx", {"word/x.bin": bytes(100 << 20)}), "evidence-bomb"),
    "a picture of 400 million points": ("png", "图.png", samples.png_of(20_000, 20_001), "evidence-bomb"),
    "a script": ("pdf", "a.pdf", samples.remade({"OpenAction": samples.action("JavaScript", JS="x")}), "evidence-active"),
    "half of it": ("jpeg", "图.jpg", samples.picture_of("JPEG", size=(400, 300))[:-3000], "evidence-truncated"),
    "a name of 300 signs": ("pdf", "长" * 296 + ".pdf", PROGRAM, "evidence-content"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_files_are_refused_with_the_reason_and_their_bytes_go(desk: Desk, name: str) -> None:
    kind, filename, data, why = HOSTILE[name]
    answer = await upload(
        desk.world, desk.applicant, desk.application.id, "other", data, filename=filename, content_type=TYPES[kind]
    )
    assert (answer.status_code, answer.json()["state"]) == (200, "refused"), answer.text
    (row,) = await desk.rows()
    (record,) = await desk.records("refuse")
    assert (row.refused_reason, record.detail["why"], record.detail["sha256"]) == (why, why, hashlib.sha256(data).hexdigest())
    assert await desk.records("store") == []
    (listed,) = await desk.listed()
    assert listed["refused"]
    assert listed["refused_next"]
    # The bytes are swept, so that nobody fills the store with what does not count; the reason stays to be read.
    desk.world.clock.advance(hours=2)
    async with desk.world.session() as session:
        assert await sweep(session, store=desk.store, now=desk.world.clock.now()) == 1
        await session.commit()
    assert await desk.store.stat(row.object_key) is None
    assert [one["state"] for one in await desk.listed()] == ["refused"]


@pytest.mark.parametrize(
    "content_type", ["image/svg+xml", "text/html", "application/zip", "application/x-rar", "application/octet-stream", ""]
)
async def test_what_is_not_on_the_list_is_not_even_begun(desk: Desk, content_type: str) -> None:
    answer = await desk.begin(content_type=content_type)
    assert (answer.status_code, errors(answer)) == (422, {"content_type": "evidence.type"})


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system32\\执照.pdf", "执照.pdf"),
        ("..", "file"),
        ("执照\u202efdp.exe", "执照fdp.exe"),
        ("执照\r\nSet-Cookie: a=b.pdf", "执照Set-Cookie: a=b.pdf"),
        ("执照\t\x1b[31m.pdf", "执照[31m.pdf"),
        ("\u2066执照\u2069\u200f.pdf", "执照.pdf"),
        ("现场👩‍🔬 1.pdf", "现场👩‍🔬 1.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>.pdf"),
        ("镕喆堃玥䶮𫖯.pdf", "镕喆堃玥䶮𫖯.pdf"),
        ("长" * 296 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
async def test_names_are_shown_never_used(desk: Desk, sent: str, shown: str) -> None:
    answer = await upload(desk.world, desk.applicant, desk.application.id, filename=sent)
    assert (answer.json()["filename"], answer.json()["state"]) == (shown, "stored"), answer.text
    (row,) = await desk.rows()
    assert row.object_key == f"evidence/{desk.application.id}/{row.id}"


def test_a_name_is_whole_signs() -> None:
    assert shown_name("e\u0301.pdf") == "é.pdf"
    assert shown_name("a\ud83d.pdf") == "a.pdf"


async def test_a_name_that_no_table_holds_is_refused(desk: Desk) -> None:
    for name in ("a\0.pdf", "长" * 301, ""):
        assert (await desk.begin(filename=name)).status_code == 422


async def test_two_files_may_have_one_name(desk: Desk) -> None:
    one = await upload(desk.world, desk.applicant, desk.application.id, filename="扫描件.pdf")
    other = await upload(desk.world, desk.applicant, desk.application.id, data=samples.remade(), filename="扫描件.pdf")
    assert one.json()["id"] != other.json()["id"]
    assert [row["filename"] for row in await desk.listed()] == ["扫描件.pdf"] * 2


# ── Links ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_store_itself_takes_as_many_bytes_as_were_announced(desk: Desk) -> None:
    ticket = (await desk.begin()).json()
    for wrong in (PDF + b"x", PDF[:-1], b"", bytes(1 << 20)):
        assert (await send(ticket, wrong)).status_code == 403
    answer = await desk.applicant.post(f"/evidence/{ticket['evidence_id']}/confirm")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/evidence-not-uploaded")
    large = (await desk.begin(bytes(PART + 1), slot="other", content_type="video/mp4")).json()
    path = f"/evidence/{large['evidence_id']}"
    links = {one["number"]: one["url"] for one in (await desk.applicant.post(f"{path}/parts", {"numbers": [1, 2]})).json()}
    for number, size in ((1, PART + 1), (1, 1), (2, 2), (2, PART)):
        assert (await send({"url": links[number], "headers": {}}, bytes(size))).status_code == 403
    answer = await desk.applicant.post(f"{path}/confirm")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/evidence-parts-missing")


@pytest.mark.parametrize("numbers", [[0], [-1], [3], [1, 2, 99], [2**40], [], list(range(1, 102)), ["1; drop"], None])
async def test_links_are_for_parts_that_there_are(desk: Desk, numbers: Any) -> None:
    ticket = (await desk.begin(bytes(PART + 1), slot="other", content_type="video/mp4")).json()
    answer = await desk.applicant.post(f"/evidence/{ticket['evidence_id']}/parts", {"numbers": numbers})
    assert answer.status_code == 422, answer.text


async def test_a_file_sent_whole_has_no_parts(desk: Desk) -> None:
    ticket = (await desk.begin()).json()
    answer = await desk.applicant.post(f"/evidence/{ticket['evidence_id']}/parts", {"numbers": [1]})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/evidence-not-pending")


async def test_other_bytes_by_whoever_has_the_link_never_count(desk: Desk) -> None:
    """A link is worth what it says: whoever gets hold of it can put other bytes there, and they are refused."""
    ticket = (await desk.begin()).json()
    assert (await send(ticket, PDF)).status_code == 200
    forged = PDF.replace(b"PDF", b"XXX")
    assert (await send(ticket, forged)).status_code == 200
    await desk.applicant.post(f"/evidence/{ticket['evidence_id']}/confirm")
    assert await look(desk.world, ticket["evidence_id"]) == "refused"
    (row,) = await desk.rows()
    assert (row.refused_reason, row.sha256) == ("evidence-digest", hashlib.sha256(forged).hexdigest())
    # The owner sends the file again, under a name that the old link does not reach.
    again = await upload(desk.world, desk.applicant, desk.application.id)
    assert again.json()["state"] == "stored"
    await send(ticket, forged)
    assert [one["state"] for one in await desk.listed()] == ["refused", "stored"]


async def test_bytes_that_came_another_way_are_refused_by_what_was_announced(desk: Desk) -> None:
    """Whoever has the store's own key is past the links; the worker's look is not."""
    for sent, why in ((PDF + b"x", "evidence-digest"), (b"", "evidence-empty")):
        ticket = (await desk.begin(slot="other", sha256=hashlib.sha256(os.urandom(8)).hexdigest())).json()
        await desk.store.put(f"evidence/{desk.application.id}/{ticket['evidence_id']}", sent, "application/pdf")
        await desk.applicant.post(f"/evidence/{ticket['evidence_id']}/confirm")
        assert await look(desk.world, ticket["evidence_id"]) == "refused"
        assert (await desk.rows())[-1].refused_reason == why


async def test_a_stranger_finds_nothing(desk: Desk) -> None:
    large = (await desk.begin(bytes(PART + 1), slot="other", content_type="video/mp4")).json()
    path = f"/evidence/{large['evidence_id']}"
    assert (await desk.stranger.post(desk.path, announced(PDF))).status_code == 404
    assert (await desk.stranger.get(desk.path)).status_code == 404
    assert (await desk.stranger.post(f"{path}/parts", {"numbers": [1]})).status_code == 404
    assert (await desk.stranger.post(f"{path}/confirm")).status_code == 404
    assert (await desk.stranger.request("DELETE", path)).status_code == 404
    for role in ("office", "auditor", "government"):
        other = await desk.world.person(role)
        assert (await other.post(f"{path}/parts", {"numbers": [1]})).status_code in (403, 404)
        assert (await other.post(f"{path}/confirm")).status_code in (403, 404)
    assert (await desk.applicant.post(f"/evidence/{uuid.uuid4()}/confirm")).status_code == 404
    # The same bytes in another organisation's application are another upload: nothing says that somebody has them.
    await upload(desk.world, desk.applicant, desk.application.id)
    async with desk.world.session() as session:
        theirs = (await session.scalars(select(Application).where(Application.id != desk.application.id))).one()
    ticket = (await desk.stranger.post(f"/applications/{theirs.id}/evidence", announced(PDF))).json()
    assert (ticket["state"], bool(ticket["url"])) == ("pending", True)


async def test_what_the_link_wrote_afterwards_goes_when_the_file_is_locked(desk: Desk) -> None:
    ticket = (await desk.begin()).json()
    await send(ticket, PDF.replace(b"PDF", b"ZZZ"))
    await send(ticket, PDF)
    await desk.applicant.post(f"/evidence/{ticket['evidence_id']}/confirm")
    assert await look(desk.world, ticket["evidence_id"]) == "stored"
    await send(ticket, PDF.replace(b"PDF", b"YYY"))
    (row,) = await desk.rows()
    newest = await desk.store.stat(row.object_key)
    assert newest is not None
    assert newest.version_id != row.version_id
    handed_in = await desk.world.application(await desk.world.edition("open", number=6, year=2028), None, "submitted")
    async with desk.world.session() as session:
        (kept,) = await session.scalars(select(Evidence))
        kept.application_id = handed_in.id
        await session.flush()
        assert await freeze(session, store=desk.store, application_id=handed_in.id, now=dt.datetime.now(dt.UTC)) == 1
    newest = await desk.store.stat(row.object_key)
    assert newest is not None
    assert newest.version_id == row.version_id


# ── At once ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_ten_confirmations_at_once_are_one(desk: Desk) -> None:
    data = samples.film(samples.FTYP, samples.MOOV, samples.box(b"mdat", os.urandom(PART + 5)))
    ticket = (await desk.begin(data, slot="other", content_type="video/mp4")).json()
    path = f"/evidence/{ticket['evidence_id']}"
    for one in (await desk.applicant.post(f"{path}/parts", {"numbers": [1, 2]})).json():
        piece = data[(one["number"] - 1) * PART : one["number"] * PART]
        assert (await send({"url": one["url"], "headers": {}}, piece)).status_code == 200
    answers = await asyncio.gather(*[desk.applicant.post(f"{path}/confirm") for _ in range(10)])
    assert {(answer.status_code, answer.json().get("state")) for answer in answers} == {(200, "received")}
    # Ten workers look at once as well.
    states = await asyncio.gather(*[look(desk.world, ticket["evidence_id"]) for _ in range(10)])
    assert sorted(states, key=str) == [None] * 9 + ["stored"]
    (record,) = await desk.records("store")
    assert record.detail["sha256"] == hashlib.sha256(data).hexdigest()
    (row,) = await desk.rows()
    assert await desk.store.stat(row.object_key, row.version_id)


async def test_two_tabs_with_the_same_file_are_one_upload(desk: Desk) -> None:
    answers = await asyncio.gather(*[desk.begin() for _ in range(6)])
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["evidence_id"] for answer in answers}) == 1
    tickets = [answer.json() for answer in answers]
    await asyncio.gather(*[send(ticket, PDF) for ticket in tickets])
    confirmed = await asyncio.gather(*[desk.applicant.post(f"/evidence/{one['evidence_id']}/confirm") for one in tickets])
    assert {answer.status_code for answer in confirmed} == {200}
    assert await look(desk.world, tickets[0]["evidence_id"]) == "stored"
    assert len(await desk.records("store")) == len(await desk.rows()) == 1


async def test_the_same_bytes_in_two_places_at_once_count_in_both(desk: Desk) -> None:
    answers = await asyncio.gather(
        upload(desk.world, desk.applicant, desk.application.id, "licence"),
        upload(desk.world, desk.applicant, desk.application.id, "other"),
    )
    assert [answer.json()["state"] for answer in answers] == ["stored", "stored"]


async def test_uploads_begun_at_once_do_not_pass_the_limit_together(desk: Desk) -> None:
    """All but 5 GiB is taken; four people begin 2 GiB each: two may, in whatever order they come."""
    free = 5 << 30
    held = LIMITS.max_application_bytes - free
    await desk.world.evidence(desk.application, desk.applicant, "licence", size=held // 2)
    await desk.world.evidence(desk.application, desk.applicant, "licence", size=held - held // 2)
    answers = await asyncio.gather(
        *[
            desk.begin(slot="other", content_type="video/mp4", size=2 << 30, sha256=hashlib.sha256(bytes([n])).hexdigest())
            for n in range(4)
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [201, 201, 422, 422]
    assert [errors(answer) for answer in answers if answer.status_code == 422] == [{"size": "evidence.application_full"}] * 2
    async with desk.world.session() as session:
        sizes = await session.scalars(select(Evidence.size).where(Evidence.application_id == desk.application.id))
        assert sum(sizes) <= LIMITS.max_application_bytes


async def test_a_slot_fills_once_however_many_begin_at_once(desk: Desk) -> None:
    for _ in range(LIMITS.max_files_per_slot - 1):
        await desk.world.evidence(desk.application, desk.applicant)
    answers = await asyncio.gather(*[desk.begin(sha256=hashlib.sha256(bytes([n])).hexdigest()) for n in range(4)])
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422, 422]


async def test_the_limits_are_the_rulesets(desk: Desk) -> None:
    assert (LIMITS.max_file_bytes, LIMITS.max_application_bytes) == (2 << 30, 10 << 30)
    refused = await desk.begin(slot="other", content_type="video/mp4", size=(2 << 30) + 1)
    assert errors(refused) == {"size": "evidence.too_large"}
    begun = await desk.begin(slot="other", content_type="video/mp4", size=2 << 30)
    assert begun.json()["parts"] == 256


async def test_taken_off_while_it_is_looked_at(desk: Desk) -> None:
    ticket = (await desk.begin()).json()
    await send(ticket, PDF)
    await desk.applicant.post(f"/evidence/{ticket['evidence_id']}/confirm")
    looking = asyncio.create_task(look(desk.world, ticket["evidence_id"]))
    await asyncio.sleep(0.05)
    assert (await desk.applicant.request("DELETE", f"/evidence/{ticket['evidence_id']}")).status_code == 204
    await looking
    assert await desk.listed() == []
    answer = await desk.applicant.post(f"/evidence/{ticket['evidence_id']}/confirm")
    assert answer.status_code == 404
