"""Evidence: straight to the real store, checked as it lies there (Art. 16, 33)."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

import pytest
from filing import LAW, PDF, send, upload
from sqlalchemy import select
from world import Person, World

from quality_award.features.evidence.jobs import sweep
from quality_award.features.evidence.pure.content import fits, shown_name
from quality_award.platform.objectstore import ObjectStore
from quality_award.tables.applications import Application, Evidence
from quality_award.tables.editions import Edition
from quality_award.tables.trail import AuditRecord

pytestmark = pytest.mark.anyio

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
LIMIT = LAW.limits.max_file_bytes


@dataclass
class Draft:
    """A draft of an organisation with its person."""

    edition: Edition
    application: Application
    applicant: Person


@pytest.fixture
async def draft(world: World, store: ObjectStore) -> Draft:
    """The world of these tests, with a bucket."""
    organisation = await world.organisation()
    edition = await world.edition("open")
    applicant = await world.person("applicant", organisation_id=organisation.id)
    return Draft(edition, await world.application(edition, organisation), applicant)


def errors(answer: Any) -> dict[str, str]:
    return {gap["field"]: gap["code"] for gap in answer.json()["errors"]}


async def begin(draft: Draft, **body: Any) -> Any:
    announced = {"slot": "licence", "filename": "执照.pdf", "content_type": "application/pdf", "size": len(PDF)} | body
    return await draft.applicant.post(f"/applications/{draft.application.id}/evidence", announced)


async def shown(draft: Draft) -> list[dict[str, Any]]:
    answer = await draft.applicant.get(f"/applications/{draft.application.id}/evidence")
    rows: list[dict[str, Any]] = answer.json()
    return rows


async def test_what_is_sent_is_what_is_counted(world: World, draft: Draft, store: ObjectStore) -> None:
    answer = await upload(draft.applicant, draft.application.id)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["state"], body["sha256"]) == ("stored", hashlib.sha256(PDF).hexdigest())
    link = (await draft.applicant.get(f"/evidence/{body['id']}/link")).json()
    import httpx

    async with httpx.AsyncClient() as client:
        got = await client.get(link["url"])
    assert (got.status_code, got.content, got.headers["content-type"]) == (200, PDF, "application/pdf")
    assert "inline" in got.headers["content-disposition"]
    async with world.session() as session:
        actions = (await session.scalars(select(AuditRecord.action).where(AuditRecord.entity == "evidence"))).all()
    assert actions == ["store", "look"]


async def test_after_the_confirmation_the_link_reaches_nothing_that_counts(draft: Draft) -> None:
    ticket = (await begin(draft)).json()
    await send(ticket, PDF)
    done = (await draft.applicant.post(f"/evidence/{ticket['evidence_id']}/confirm")).json()
    await send(ticket, PDF.replace(b"PDF", b"XXX"))
    again = await draft.applicant.post(f"/evidence/{ticket['evidence_id']}/confirm")
    assert (again.status_code, again.json()) == (200, done)
    link = (await draft.applicant.get(f"/evidence/{ticket['evidence_id']}/link", params={"download": True})).json()
    import httpx

    async with httpx.AsyncClient() as client:
        got = await client.get(link["url"])
    assert got.content == PDF
    assert "attachment" in got.headers["content-disposition"]


@pytest.mark.parametrize(
    ("body", "gaps"),
    [
        ({"size": 0}, {"size": "evidence.empty"}),
        ({"size": -5}, {"size": "evidence.empty"}),
        ({"size": LIMIT + 1}, {"size": "evidence.too_large"}),
        ({"content_type": "application/x-msdownload"}, {"content_type": "evidence.type"}),
        ({"slot": "no_such"}, {"slot": "evidence.slot"}),
        ({"slot": "contribution_proof"}, {"slot": "evidence.slot"}),
        (
            {"slot": "x", "size": 0, "content_type": "text/html"},
            {"slot": "evidence.slot", "size": "evidence.empty", "content_type": "evidence.type"},
        ),
    ],
)
async def test_what_is_refused_before_it_is_sent(draft: Draft, body: dict[str, Any], gaps: dict[str, str]) -> None:
    answer = await begin(draft, **body)
    assert (answer.status_code, errors(answer)) == (422, gaps)
    assert await shown(draft) == []


async def test_the_largest_file_and_a_criteria_item_are_taken(draft: Draft) -> None:
    assert (await begin(draft, size=LIMIT)).status_code == 201
    assert (await begin(draft, slot="4.1.2")).status_code == 201


async def test_a_slot_has_its_limit(world: World, draft: Draft) -> None:
    for _ in range(LAW.limits.max_files_per_slot):
        await world.evidence(draft.application, draft.applicant)
    assert errors(await begin(draft)) == {"slot": "evidence.too_many"}


@pytest.mark.parametrize(
    ("announced", "sent", "kind"),
    [
        ({"size": len(PDF) + 1}, PDF, "evidence-size"),
        ({"size": 10}, b"", "evidence-empty"),
        ({}, b"MZ" + PDF[2:], "evidence-content"),
        ({"content_type": "image/png", "size": len(PDF)}, PDF, "evidence-content"),
        ({"content_type": "application/pdf", "size": len(PNG)}, PNG, "evidence-content"),
    ],
)
async def test_what_is_refused_as_it_lies_in_the_store(
    world: World, draft: Draft, announced: dict[str, Any], sent: bytes, kind: str
) -> None:
    answer = await upload(draft.applicant, draft.application.id, data=sent, **{"size": len(PDF)} | announced)
    assert (answer.status_code, answer.json()["type"]) == (409, f"/problems/{kind}"), answer.text
    assert answer.json()["title"]
    # The file is taken off although the request was refused; nothing is left that would hold up the submission.
    assert await shown(draft) == []
    async with world.session() as session:
        row = (await session.scalars(select(Evidence))).one()
        record = (await session.scalars(select(AuditRecord).where(AuditRecord.action == "refuse"))).one()
    assert row.removed_at is not None
    assert record.detail["why"] == kind


async def test_an_expired_link_takes_nothing(draft: Draft, store: ObjectStore) -> None:
    import asyncio

    ticket = (await begin(draft)).json()
    url = await store.presign_put(f"incoming/{ticket['evidence_id']}", expires=dt.timedelta(seconds=1))
    await asyncio.sleep(2.1)
    refused = await send(ticket | {"url": url}, PDF)
    assert refused.status_code == 403
    answer = await draft.applicant.post(f"/evidence/{ticket['evidence_id']}/confirm")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/evidence-not-uploaded")


async def test_an_upload_under_way_holds_up_the_submission_until_it_expires(world: World, draft: Draft) -> None:
    await begin(draft)

    async def pending() -> list[str]:
        body = (await draft.applicant.get(f"/applications/{draft.application.id}")).json()
        return [gap["message"] for gap in body["gaps"] if "执照.pdf" in gap["message"]]

    assert len(await pending()) == 1
    world.clock.advance(minutes=31)
    assert await pending() == []
    assert await shown(draft) == []


async def test_only_a_draft_in_time_and_only_its_own_people(world: World, draft: Draft) -> None:
    stored = (await upload(draft.applicant, draft.application.id)).json()
    stranger = await world.person("applicant", organisation_id=(await world.organisation()).id)
    office = await world.person("office")
    path = f"/evidence/{stored['id']}"
    for person in (stranger, office):
        assert (await person.get(f"{path}/link")).status_code == 404
        assert (await person.get(f"/applications/{draft.application.id}/evidence")).status_code == 404
    assert (await stranger.request("DELETE", path)).status_code == 404
    assert (await stranger.post(f"{path}/confirm")).status_code == 404
    filed = await world.application(draft.edition, None, "filed")
    other = await world.evidence(filed, draft.applicant)
    assert (await office.get(f"/applications/{filed.id}/evidence")).json()[0]["id"] == str(other.id)
    assert (await office.request("DELETE", f"/evidence/{other.id}")).status_code == 403
    government = await world.person("government")
    assert (await government.get(f"/evidence/{other.id}/link")).status_code == 403
    owner = await world.person("applicant", organisation_id=filed.organisation_id)
    late = await owner.request("DELETE", f"/evidence/{other.id}")
    assert (late.status_code, late.json()["type"]) == (409, "/problems/application-handed-in")
    world.clock.at = draft.edition.closes_at  # type: ignore[assignment]
    assert (await begin(draft)).status_code == 409
    assert (await draft.applicant.request("DELETE", path)).status_code == 409


@pytest.mark.article("33")
async def test_a_reviewers_every_look_is_on_record_and_recusal_ends_it(world: World, draft: Draft) -> None:
    row = await world.application(await world.edition("document_review", number=6, year=2028), None, "accepted")
    entry = await world.evidence(row, draft.applicant)
    expert = await world.expert()
    reviewer = await world.person("expert", expert_id=expert.id)
    await world.team_member(row, expert, reviewer)
    assert (await reviewer.get(f"/evidence/{entry.id}/link")).status_code == 403
    await world.clear_to_read(reviewer, row)
    assert (await reviewer.get(f"/evidence/{entry.id}/link")).status_code == 200
    async with world.session() as session:
        look = (await session.scalars(select(AuditRecord).where(AuditRecord.action == "look"))).one()
    assert (look.user_id, look.application_id, look.article) == (reviewer.user.id, row.id, "33")
    await world.recuse(reviewer, row)
    assert (await reviewer.get(f"/evidence/{entry.id}/link")).status_code == 404


async def test_removed_and_abandoned_bytes_are_swept_records_stay(world: World, draft: Draft, store: ObjectStore) -> None:
    kept = (await upload(draft.applicant, draft.application.id)).json()
    dropped = (await upload(draft.applicant, draft.application.id)).json()
    assert (await draft.applicant.request("DELETE", f"/evidence/{dropped['id']}")).status_code == 204
    abandoned = (await begin(draft)).json()
    await send(abandoned, PDF)
    keys = [f"evidence/{draft.application.id}/{dropped['id']}", f"incoming/{abandoned['evidence_id']}"]
    assert all([await store.stat(key) for key in keys])

    async def swept() -> int:
        async with world.session() as session:
            count = await sweep(session, store=store, now=world.clock.now())
            await session.commit()
            return count

    assert await swept() == 0
    world.clock.advance(days=2)
    assert await swept() == 2
    assert await swept() == 0
    assert not any([await store.stat(key) for key in keys])
    assert await store.stat(f"evidence/{draft.application.id}/{kept['id']}")
    async with world.session() as session:
        assert len((await session.scalars(select(Evidence))).all()) == 3


def test_names_and_first_bytes() -> None:
    assert shown_name("C:\\文件\\执照.pdf") == "执照.pdf"
    assert shown_name("../../etc/passwd") == "passwd"
    assert shown_name("/") == "file"
    long = shown_name("长" * 300 + ".pdf")
    assert (len(long), long[-4:]) == (200, ".pdf")
    assert fits("application/pdf", PDF)
    assert not fits("application/pdf", b"")
    assert not fits("text/html", b"<html>")
