"""Evidence: straight to the real store, checked as it lies there (Art. 16, 33)."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

import pytest
from filing import LAW, PDF, announced, complete, content, look, open_file, send, upload
from sqlalchemy import select
from world import Person, World, log_key

from quality_award.audit.note import Signer, Verifier
from quality_award.audit.offline import Unfit, check_receipt
from quality_award.audit.seal import seal
from quality_award.features.evidence.jobs import sweep
from quality_award.features.evidence.pure.content import fits, shown_name
from quality_award.features.evidence.service.freezing import freeze
from quality_award.features.evidence.service.uploads import PART
from quality_award.platform.crypto import canonical_json
from quality_award.platform.objectstore import ObjectStore
from quality_award.tables.applications import Application, Evidence, EvidencePage
from quality_award.tables.editions import Edition
from quality_award.tables.trail import AuditRecord
from rehearsal.evidence import pdf

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
    announcement = announced(PDF, filename="执照.pdf") | body
    return await draft.applicant.post(f"/applications/{draft.application.id}/evidence", announcement)


async def shown(draft: Draft) -> list[dict[str, Any]]:
    answer = await draft.applicant.get(f"/applications/{draft.application.id}/evidence")
    rows: list[dict[str, Any]] = answer.json()
    return rows


async def test_what_is_sent_is_what_is_counted(world: World, draft: Draft, store: ObjectStore) -> None:
    answer = await upload(world, draft.applicant, draft.application.id)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["state"], body["sha256"]) == ("stored", hashlib.sha256(PDF).hexdigest())
    got = await content(world, await open_file(draft.applicant, body["id"]), body["id"])
    assert (got.status_code, got.content, got.headers["content-type"]) == (200, PDF, "application/pdf")
    assert "inline" in got.headers["content-disposition"]
    async with world.session() as session:
        actions = (await session.scalars(select(AuditRecord.action).where(AuditRecord.entity == "evidence"))).all()
    assert actions == ["store", "look"]


async def test_after_the_confirmation_the_link_reaches_nothing_that_counts(world: World, draft: Draft) -> None:
    ticket = (await begin(draft)).json()
    await send(ticket, PDF)
    assert (await draft.applicant.post(f"/evidence/{ticket['evidence_id']}/confirm")).json()["state"] == "received"
    # The link still lives: what it writes now is another version, before the worker looks and after.
    await send(ticket, PDF.replace(b"PDF", b"XXX"))
    assert await look(world, ticket["evidence_id"]) == "stored"
    assert await look(world, ticket["evidence_id"]) is None
    await send(ticket, PDF.replace(b"PDF", b"YYY"))
    got = await content(world, await open_file(draft.applicant, ticket["evidence_id"], "download"), ticket["evidence_id"])
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
    ("over", "sent", "kind"),
    [
        ({"sha256": "0" * 64}, PDF, "evidence-digest"),
        ({}, b"MZ" + PDF[2:], "evidence-content"),
        ({"content_type": "image/png"}, PDF, "evidence-content"),
        ({}, PNG, "evidence-content"),
        ({}, PDF[:-200], "evidence-truncated"),
    ],
)
async def test_what_is_refused_as_it_lies_in_the_store(
    world: World, draft: Draft, over: dict[str, Any], sent: bytes, kind: str
) -> None:
    answer = await upload(world, draft.applicant, draft.application.id, data=sent, **over)
    assert (answer.status_code, answer.json()["state"]) == (200, "refused"), answer.text
    (row,) = await shown(draft)
    assert row["refused"]
    assert row["refused_next"]
    gaps = (await draft.applicant.get(f"/applications/{draft.application.id}")).json()["gaps"]
    assert any(row["filename"] in gap["message"] for gap in gaps)
    async with world.session() as session:
        entry = (await session.scalars(select(Evidence))).one()
        record = (await session.scalars(select(AuditRecord).where(AuditRecord.action == "refuse"))).one()
    assert (entry.refused_reason, record.detail["why"]) == (kind, kind)
    # Read by nobody; taken off by the applicant, and then out of the way.
    assert (await open_file(draft.applicant, row["id"])).status_code == 404
    assert (await draft.applicant.request("DELETE", f"/evidence/{row['id']}")).status_code == 204
    assert await shown(draft) == []


async def test_a_large_file_goes_in_parts_and_is_taken_up_where_it_broke_off(world: World, draft: Draft) -> None:
    data = PDF[: PDF.rfind(b"%%EOF")] + b"%" + b"x" * (2 * PART) + b"\n" + PDF[PDF.rfind(b"startxref") :]
    body = announced(data, filename="大.pdf")
    first = (await draft.applicant.post(f"/applications/{draft.application.id}/evidence", body)).json()
    assert (first["parts"], first["part_size"], first["received"], first["url"]) == (3, PART, [], None)
    path = f"/evidence/{first['evidence_id']}"

    async def part(number: int) -> None:
        (link,) = (await draft.applicant.post(f"{path}/parts", {"numbers": [number]})).json()
        assert (await send({"url": link["url"], "headers": {}}, data[(number - 1) * PART : number * PART])).status_code == 200

    await part(3)
    await part(1)
    early = await draft.applicant.post(f"{path}/confirm")
    assert (early.status_code, early.json()["type"]) == (409, "/problems/evidence-parts-missing")
    # Another tab, days later: the same bytes in the same place are the same upload.
    world.clock.advance(days=2)
    again = (await draft.applicant.post(f"/applications/{draft.application.id}/evidence", body)).json()
    assert (again["evidence_id"], again["received"]) == (first["evidence_id"], [1, 3])
    await part(2)
    assert (await draft.applicant.post(f"{path}/confirm")).json()["state"] == "received"
    assert (await draft.applicant.post(f"{path}/confirm")).status_code == 200
    assert await look(world, first["evidence_id"]) == "stored"
    assert (await shown(draft))[0]["sha256"] == hashlib.sha256(data).hexdigest()
    outside = await draft.applicant.post(f"{path}/parts", {"numbers": [1]})
    assert (outside.status_code, outside.json()["type"]) == (409, "/problems/evidence-not-pending")


async def test_a_file_that_is_there_already_is_not_sent_twice(world: World, draft: Draft) -> None:
    one = (await upload(world, draft.applicant, draft.application.id)).json()
    same = (await draft.applicant.post(f"/applications/{draft.application.id}/evidence", announced(PDF))).json()
    assert (same["evidence_id"], same["state"], same["url"]) == (one["id"], "stored", None)
    other = (await draft.applicant.post(f"/applications/{draft.application.id}/evidence", announced(PDF, "other"))).json()
    assert (other["state"], other["url"]) == ("stored", None)
    assert {row["slot"] for row in await shown(draft)} == {"licence", "other"}
    # The first entry is taken off: the bytes stay for the second.
    await draft.applicant.request("DELETE", f"/evidence/{one['id']}")
    world.clock.advance(days=2)
    async with world.session() as session:
        assert await sweep(session, store=world.app.state.store, now=world.clock.now()) == 0
        entry = (await session.scalars(select(Evidence).where(Evidence.slot == "other"))).one()
        assert (await session.scalars(select(EvidencePage.text).where(EvidencePage.evidence_id == entry.id))).one()
    assert await world.app.state.store.stat(entry.object_key, entry.version_id)


async def test_all_files_together_have_a_limit(world: World, draft: Draft) -> None:
    for _ in range(5):
        await world.evidence(draft.application, draft.applicant, "other", size=LIMIT - (1 << 20))
    answer = await begin(draft, size=6 << 20)
    assert errors(answer) == {"size": "evidence.application_full"}
    assert (await begin(draft, size=5 << 20)).status_code == 201


@pytest.mark.article("16", "26")
async def test_what_was_handed_in_is_locked_with_a_receipt_and_only_added_to(
    world: World, draft: Draft, store: ObjectStore
) -> None:
    await upload(world, draft.applicant, draft.application.id)
    body = complete()
    saved = await draft.applicant.request("PATCH", f"/applications/{draft.application.id}", version=1, json=body)
    for slot in LAW.required_slots("for_profit"):
        if slot.key != "licence":
            await draft.applicant.post(f"/applications/{draft.application.id}/evidence", announced(PDF, slot.key))
    version = saved.json()["version"]
    action = "submit_direct" if saved.json()["channel"] == "direct" else "submit"
    done = await draft.applicant.request(
        "POST", f"/applications/{draft.application.id}/actions/{action}", version=version, json={}
    )
    assert done.status_code == 200, done.text
    (receipt,) = (await draft.applicant.get(f"/applications/{draft.application.id}/receipts")).json()
    listed = {(one["field"], one["sha256"]) for one in receipt["manifest"]["files"]}
    assert listed == {(slot.key, hashlib.sha256(PDF).hexdigest()) for slot in LAW.required_slots("for_profit")}
    assert receipt["sha256"] == hashlib.sha256(canonical_json(receipt["manifest"])).hexdigest()
    async with world.session() as session:
        assert await freeze(session, store=store, application_id=draft.application.id, now=world.clock.now()) == len(listed)
        assert await freeze(session, store=store, application_id=draft.application.id, now=world.clock.now()) == 0
        await session.commit()
        row = (await session.scalars(select(Evidence).limit(1))).one()
    until = await store.locked_until(row.object_key, row.version_id)
    assert until is not None
    assert until > world.clock.now() + dt.timedelta(days=3650)
    await store.remove(row.object_key)
    assert await store.stat(row.object_key, row.version_id)
    # Later only additions, each with its reason; what was handed in stays.
    assert (await draft.applicant.request("DELETE", f"/evidence/{row.id}")).status_code == 409
    assert (await begin(draft, sha256="1" * 64)).status_code == 409
    added = await upload(
        world, draft.applicant, draft.application.id, "other", pdf("补充说明", "x"), supplement_reason="应形式审查要求补充"
    )
    assert added.json()["state"] == "stored", added.text
    receipts = (await draft.applicant.get(f"/applications/{draft.application.id}/receipts")).json()
    assert [one["kind"] for one in receipts] == ["supplement", "submission"]
    assert receipts[0]["manifest"]["reason"] == "应形式审查要求补充"
    async with world.session() as session:
        await seal(session, signer=Signer.of(world.app.state.settings), now=world.clock.now())
        await session.commit()
    verifier = Verifier.read(await log_key(world))
    sealed = (await draft.applicant.get(f"/applications/{draft.application.id}/receipts")).json()
    assert ["1 files" in check_receipt(one, verifier).en for one in sealed] == [True, False]
    sealed[0]["manifest"]["files"][0]["size"] += 1
    with pytest.raises(Unfit, match="manifest"):
        check_receipt(sealed[0], verifier)
    sealed[1]["proof"]["record"]["name"] = "x"
    with pytest.raises(Unfit, match="not in the log"):
        check_receipt(sealed[1], verifier)


async def test_a_store_that_is_away_is_said_and_nothing_is_begun(world: World, draft: Draft) -> None:
    away = world.app.state.settings.model_copy(update={"s3_endpoint": "http://127.0.0.1:9"})
    there, world.app.state.store = world.app.state.store, ObjectStore(away)
    answer = await begin(draft, size=PART + 1)
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/store-away")
    assert answer.json()["title"] == "材料存储暂时没有响应"
    world.app.state.store = there
    assert await shown(draft) == []
    assert (await begin(draft, size=PART + 1)).status_code == 201


async def test_an_expired_link_takes_nothing(draft: Draft, store: ObjectStore) -> None:
    import asyncio

    ticket = (await begin(draft)).json()
    key = f"evidence/{draft.application.id}/{ticket['evidence_id']}"
    url = await store.presign_put(key, size=len(PDF), expires=dt.timedelta(seconds=1))
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
    world.clock.advance(days=8)
    assert await pending() == []
    assert await shown(draft) == []


async def test_only_a_draft_in_time_and_only_its_own_people(world: World, draft: Draft) -> None:
    stored = (await upload(world, draft.applicant, draft.application.id)).json()
    stranger = await world.person("applicant", organisation_id=(await world.organisation()).id)
    office = await world.person("office")
    path = f"/evidence/{stored['id']}"
    for person in (stranger, office):
        assert (await open_file(person, stored["id"])).status_code == 404
        assert (await person.get(f"/applications/{draft.application.id}/evidence")).status_code == 404
    assert (await stranger.request("DELETE", path)).status_code == 404
    assert (await stranger.post(f"{path}/confirm")).status_code == 404
    filed = await world.application(draft.edition, None, "filed")
    other = await world.evidence(filed, draft.applicant)
    assert (await office.get(f"/applications/{filed.id}/evidence")).json()[0]["id"] == str(other.id)
    assert (await office.request("DELETE", f"/evidence/{other.id}")).status_code == 403
    government = await world.person("government")
    assert (await open_file(government, other.id)).status_code == 403
    owner = await world.person("applicant", organisation_id=filed.organisation_id)
    late = await owner.request("DELETE", f"/evidence/{other.id}")
    assert (late.status_code, late.json()["type"]) == (409, "/problems/application-handed-in")
    world.clock.at = draft.edition.closes_at  # type: ignore[assignment]
    assert (await begin(draft)).status_code == 409
    assert (await draft.applicant.request("DELETE", path)).status_code == 409


async def test_removed_and_abandoned_bytes_are_swept_records_stay(world: World, draft: Draft, store: ObjectStore) -> None:
    kept = (await upload(world, draft.applicant, draft.application.id)).json()
    dropped = (await upload(world, draft.applicant, draft.application.id, data=pdf("另一份", "x"))).json()
    assert (await draft.applicant.request("DELETE", f"/evidence/{dropped['id']}")).status_code == 204
    abandoned = (await begin(draft, sha256="a" * 64)).json()
    await send(abandoned, PDF)
    keys = [f"evidence/{draft.application.id}/{one}" for one in (dropped["id"], abandoned["evidence_id"])]
    assert all([await store.stat(key) for key in keys])

    async def swept() -> int:
        async with world.session() as session:
            count = await sweep(session, store=store, now=world.clock.now())
            await session.commit()
            return count

    assert await swept() == 0
    world.clock.advance(days=8)
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
