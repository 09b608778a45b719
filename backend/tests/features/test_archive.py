"""An edition's archive: a bag that says what it holds, checked by anyone, without what the plan takes out (Art. 25, 26, 32, 33)."""

import asyncio
import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bagit
import httpx
import pytest
from filing import PDF, complete, send, upload
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from world import Person, World, anonymous, log_key

from quality_award.access.actor import SYSTEM
from quality_award.audit.append import append
from quality_award.audit.note import Signer
from quality_award.features.archive.pure.names import LONGEST, Folder, component
from quality_award.features.archive.pure.plan import Honoured, Personal
from quality_award.features.archive.service import making
from quality_award.features.archive.service.checking import BadBag, check_folder, check_tar
from quality_award.features.archive.service.forgetting import forget
from quality_award.features.archive.service.making import Making
from quality_award.platform import bag
from quality_award.platform.crypto import canonical_json, sha256_hex, unseal
from quality_award.platform.objectstore import ObjectStore
from quality_award.platform.settings import Settings
from quality_award.regulation.parameters import RetentionRule, latest
from quality_award.tables.applications import Application, Evidence
from quality_award.tables.archives import Archive
from quality_award.tables.awards import Award, PrizePayment
from quality_award.tables.decisions import Ballot, Meeting, Motion
from quality_award.tables.editions import Edition, ListEntry, PublicNotice, Report
from quality_award.tables.proposals import Proposal, SiteVisit
from quality_award.tables.reviews import ItemScore, ReviewerRating, Undertaking
from quality_award.tables.trail import AuditRecord, StoreCheck
from rehearsal.evidence import pdf as two_lines

pytestmark = pytest.mark.anyio
BACKEND = Path(__file__).resolve().parents[2]
LAW = latest()

REMOVED = {
    "contact_name": "联系金丝雀",
    "contact_phone": "0421-7654321",
    "contact_email": "canary.contact@example.cn",
    "quality_head": "首席金丝雀",
}
OBJECTOR = {"name": "举报金丝雀", "contact": "13904217777", "identity_number": "11010519491231002X"}
ACCOUNT = ("13911112222", "argon-canary", "browser-canary")
POOL, EMPLOYER_CODE = "LN-CANARY-77", "91210000CANARYCODE"
REVIEWER, EMPLOYER, KINSHIP = "评审金丝雀", "金丝雀评价中心", "其配偶在金丝雀车间任职"
LONG = "检" * 150 + ".pdf"


def pdf(text: str) -> bytes:
    """A document that no other is like."""
    return two_lines(text, "证实性材料")


@dataclass
class Shelf:
    """An edition whose course is over, handed in and objected to through the API, and those who may archive it."""

    world: World
    edition: Edition
    application: Application
    office: Person
    auditor: Person
    settings: Settings
    store: ObjectStore

    async def ask(self, person: Person | None = None) -> httpx.Response:
        return await (person or self.office).post(f"/editions/{self.edition.id}/archives")

    async def make(self, archive_id: str | uuid.UUID) -> Archive:
        """What the worker does."""
        await Making(
            self.world.app.state.sessions,
            self.store,
            self.settings,
            archive_id=uuid.UUID(str(archive_id)),
            now=self.world.clock.now(),
        ).run()
        return await self.row(archive_id)

    async def row(self, archive_id: str | uuid.UUID) -> Archive:
        async with self.world.session() as session:
            return await session.get_one(Archive, uuid.UUID(str(archive_id)))

    async def made(self) -> Archive:
        answer = await self.ask()
        assert answer.status_code == 201, answer.text
        return await self.make(answer.json()["id"])

    async def tar(self, row: Archive, folder: Path) -> Path:
        path = folder / "archive.tar"
        assert row.object_key is not None
        assert await self.store.fetch(row.object_key, row.version_id, path) == row.sha256
        return path

    async def listed(self, person: Person | None = None) -> dict[str, Any]:
        answer = await (person or self.office).get(f"/editions/{self.edition.id}/archives")
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body


async def fitness(world: World, *, passed: bool) -> None:
    now = dt.datetime.now(dt.UTC)
    findings = [] if passed else [{"attempt": "delete_version", "held": False, "answer": "204"}]
    await world.add(StoreCheck(kind="locks", passed=passed, findings=findings, created_at=now, finished_at=now))


async def sign(world: World, *people: Person, edition: Edition) -> None:
    for person in people:
        await world.add(
            Undertaking(user_id=person.user.id, edition_id=edition.id, signed_at=world.clock.now(), text_sha256="0" * 64)
        )


async def hand_in(world: World, edition: Edition) -> Application:
    """A draft filled in and sent with real files, one of them with a very long name."""
    organisation = await world.organisation(ownership="central")
    applicant = await world.person("applicant", organisation_id=organisation.id)
    begun = await applicant.post("/applications", {"edition_id": str(edition.id)})
    draft = begun.json()["id"]
    for number, slot in enumerate(LAW.required_slots(organisation.nature)):
        kept = await upload(world, applicant, draft, slot.key, pdf(slot.key), filename=LONG if number == 0 else f"{slot.key}.pdf")
        assert kept.status_code == 200, kept.text
    for name in ("..％２ｆ/../../etc/passwd.pdf", "con.pdf", "同名.pdf"):
        kept = await upload(world, applicant, draft, "4.1.2", pdf(name), filename=name)
        assert kept.status_code == 200, kept.text
    body = complete(organisation.nature)
    body["form"] |= REMOVED
    saved = await applicant.request("PATCH", f"/applications/{draft}", version=begun.json()["version"], json=body)
    assert saved.status_code == 200, saved.text
    sent = await applicant.post(f"/applications/{draft}/actions/submit_direct", version=saved.json()["version"])
    assert sent.status_code == 200, sent.text
    async with world.session() as session:
        user = await session.merge(applicant.user)
        user.phone, user.password_hash = ACCOUNT[0], ACCOUNT[1]
        login = await session.merge(applicant.login)
        login.user_agent = ACCOUNT[2]
        row = await session.get_one(Application, uuid.UUID(draft))
        row.state = "shortlisted"
        await session.commit()
    return row


async def move(world: World, edition: Edition, state: str, **values: Any) -> None:
    async with world.session() as session:
        row = await session.get_one(Edition, edition.id)
        row.state = state
        for name, value in values.items():
            setattr(row, name, value)
        await session.commit()


async def review(world: World, edition: Edition, application: Application, office: Person) -> None:
    """A reviewer with scores, one recused; ratings, a meeting with votes, a report, lists, a notice, an award."""
    now = world.clock.now()
    expert = await world.expert(leader=True, name=REVIEWER, employer=EMPLOYER, pool_number=POOL, employer_uscc=EMPLOYER_CODE)
    reviewer = await world.person("expert", expert_id=expert.id, name=REVIEWER)
    await world.invite(edition, expert, office)
    await world.team_member(application, expert, office, leader=True)
    sheet = await world.sheet(application, expert, state="submitted", total=612.5, submitted_at=now)
    await world.add(ItemScore(sheet_id=sheet.id, item="4.1.2", percent=60, strengths="过程清晰", improvements="量化不足"))
    other = await world.person("expert", expert_id=(await world.expert(name="另一位")).id, name="另一位")
    recusal = await world.recuse(other, application)
    async with world.session() as session:
        row = await session.merge(recusal)
        row.reason = row.decision_reason = KINSHIP
        await session.commit()
    await world.clear_to_read(reviewer, application)
    chair = await world.person("committee", seat="chair", name="陈主任")
    meeting = Meeting(edition_id=edition.id, title="审议会", place="市政府", held_at=now, minutes="一致通过", created_at=now)
    await world.add(meeting)
    motion = Motion(
        edition_id=edition.id, meeting_id=meeting.id, kind="final_list", subject_id=edition.id, title="拟获奖名单",
        snapshot="0" * 64, state="carried", tally={"for": 1}, closed_at=now, created_at=now,
    )  # fmt: skip
    await world.add(motion)
    await world.add(Ballot(motion_id=motion.id, membership_id=chair.membership.id, choice="for", created_at=now))
    for kind in ("initial", "final"):
        await world.add(
            ListEntry(
                edition_id=edition.id, kind=kind, application_id=application.id, tier="gold", rank=1, score=612.5, created_at=now
            )
        )
    await world.add(
        ReviewerRating(application_id=application.id, quality=5, discipline=5, conduct=5, rated_by=office.user.id, created_at=now),
        Report(
            edition_id=edition.id, kind="evaluation", text="综合评价情况。", numbers={}, submitted_by=office.user.id,
            submitted_at=now, sha256="0" * 64, created_at=now,
        ),
        PublicNotice(
            authority_id=world.authority.id, edition_id=edition.id, kind="results", title="表彰决定", body="决定表彰。",
            entries=[], published_at=now, sha256="0" * 64, created_at=now,
        ),
    )  # fmt: skip
    award = Award(
        authority_id=world.authority.id, edition_id=edition.id, organisation_id=application.organisation_id,
        application_id=application.id, tier="gold", certificate_number="朝质奖〔2026〕金001号", verify_code="A1B2C3D4E5",
        granted_on=now.date(), supervised_until=now.date() + dt.timedelta(days=1096), state="granted", created_at=now,
    )  # fmt: skip
    await world.add(award)
    await world.add(PrizePayment(award_id=award.id, amount=200000, state="pending", created_at=now))


async def object_to(world: World, application: Application) -> None:
    """An objection with a file whose very name tells who objects."""
    body = {
        "case_number": application.case_number, "subject": "数据不实", "grounds": "营业收入与年报不符。", "objector": OBJECTOR,
    }  # fmt: skip
    lodged = await anonymous(world, "POST", "/public/objections", json=body)
    assert lodged.status_code == 201, lodged.text
    receipt = lodged.json()
    path = f"/public/objections/{receipt['case_number']}/files"
    data = pdf("objection")
    file = {
        "filename": f"{OBJECTOR['name']}.pdf", "content_type": "application/pdf", "size": len(data), "code": receipt["follow_code"],
    }  # fmt: skip
    begun = await anonymous(world, "POST", path, json=file)
    await send(begun.json(), data)
    params = {"code": receipt["follow_code"]}
    kept = await anonymous(world, "POST", f"{path}/{begun.json()['file_id']}/confirm", params=params)
    assert kept.status_code == 200, kept.text


@pytest.fixture
async def shelf(world: World, store: ObjectStore, settings: Settings) -> Shelf:
    """The world of these tests."""
    edition = await world.edition("open")
    office, auditor = await world.person("office", name="王经办"), await world.person("auditor")
    application = await hand_in(world, edition)
    await review(world, edition, application, office)
    now = world.clock.now()
    await move(world, edition, "publicity", publicity_starts_at=now, publicity_ends_at=now + dt.timedelta(days=8))
    await object_to(world, application)
    async with world.session() as session:
        await append(
            session, actor=SYSTEM, now=now, entity="objection", entity_id=None, edition_id=edition.id,
            application_id=application.id, action="open_identity", article="25", detail={"reason": f"与{OBJECTOR['name']}核对"},
        )  # fmt: skip
        await session.commit()
    await move(world, edition, "closed", approved_on=now.date(), approval_document="朝政〔2026〕9号")
    await fitness(world, passed=True)
    await sign(world, office, auditor, edition=edition)
    return Shelf(world, edition, application, office, auditor, settings, store)


def whole(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


def checks_with_coreutils(folder: Path) -> bool:
    sums = ["sha256sum", "--quiet", "--check", "manifest-sha256.txt", "tagmanifest-sha256.txt"]
    return subprocess.run(sums, cwd=folder, capture_output=True, check=False).returncode == 0


async def unpacked(shelf: Shelf, row: Archive, tmp_path: Path) -> Path:
    tar = await shelf.tar(row, tmp_path)
    target = tmp_path / "unpacked"
    target.mkdir()
    return bag.unpack(tar, target)


@pytest.mark.article("26")
async def test_an_archive_is_a_bag_that_any_tool_validates_and_that_holds_the_course(shelf: Shelf, tmp_path: Path) -> None:
    row = await shelf.made()
    assert (row.state, row.failed_code, row.failed_params) == ("done", None, {})
    folder = await unpacked(shelf, row, tmp_path)
    found = bagit.Bag(str(folder))
    assert found.validate()
    assert found.version_info == (1, 0)
    assert checks_with_coreutils(folder)
    assert (found.info["Applications"], found.info["City"]) == ("1", "朝阳市")
    case = folder / "data/applications" / shelf.application.case_number
    there = {str(path.relative_to(folder / "data")) for path in (folder / "data").rglob("*") if path.is_file()}
    assert {
        "README.txt", "edition.json", "ruleset.json", "retention-plan.json", "decisions/001-meeting.json", "lists/final.json",
        "reports/evaluation.pdf", "reports/evaluation.json", "notices/001-results.json", "awards/awards.json", "audit/log.jsonl",
        "audit/key.txt", "audit/checkpoint.txt", "sealed/index.json", "assignment/fairness.json",
    } <= there  # fmt: skip
    assert {one.name for one in case.iterdir()} == {
        "application.json", "evidence", "manifests", "receipts", "interests.json", "team.json", "scores.json",
        "reviewer-rating.json", "decision.json",
    }  # fmt: skip
    votes = json.loads((folder / "data/decisions/001-meeting.json").read_text())["motions"][0]["ballots"]
    assert [(one["name"], one["seat"], one["choice"]) for one in votes] == [("陈主任", "chair", "for")]
    scores = json.loads((case / "scores.json").read_text())
    assert [(one["reviewer"], one["total"], one["items"][0]["percent"]) for one in scores] == [("R01", 612.5, 60)]
    assert (folder / "data/reports/evaluation.pdf").read_bytes().startswith(b"%PDF-")
    assert len(list((folder / "data/awards").glob("*.pdf"))) == 1
    # Locked where it lies, and on record with its digests.
    assert row.retain_until is not None
    assert row.object_key is not None
    locked = await shelf.store.locked_until(row.object_key, row.version_id)
    assert locked is not None
    assert locked > shelf.world.clock.now() + dt.timedelta(days=3650)
    async with shelf.world.session() as session:
        record = (
            await session.scalars(select(AuditRecord).where(AuditRecord.entity == "archive").order_by(AuditRecord.id))
        ).all()
    assert [one.action for one in record] == ["ask", "make"]
    assert record[1].detail["sha256"] == row.sha256
    assert record[1].detail["bag_sha256"] == row.bag_sha256 == bag.digest_of(folder / "tagmanifest-sha256.txt")


async def test_every_file_is_there_under_a_safe_name_and_its_own_is_kept(shelf: Shelf, tmp_path: Path) -> None:
    folder = await unpacked(shelf, await shelf.made(), tmp_path)
    case = folder / "data/applications" / shelf.application.case_number
    index = json.loads((case / "evidence/index.json").read_text())
    async with shelf.world.session() as session:
        rows = (await session.scalars(select(Evidence).where(Evidence.application_id == shelf.application.id))).all()
    assert sorted(one["sha256"] for one in index) == sorted(str(row.sha256) for row in rows)
    assert {one["filename"] for one in index} == {row.filename for row in rows}
    assert all(bag.digest_of(case / one["path"]) == one["sha256"] for one in index)
    assert all(len(part.encode()) <= LONGEST for path in folder.rglob("*") for part in path.relative_to(folder).parts)
    assert any(one["filename"] == LONG and one["path"].endswith(".pdf") for one in index)


@pytest.mark.article("25", "33")
async def test_what_the_plan_takes_out_is_nowhere_in_the_bag_and_what_it_seals_opens_with_the_key_alone(
    shelf: Shelf, tmp_path: Path
) -> None:
    row = await shelf.made()
    folder = await unpacked(shelf, row, tmp_path)
    gone = [*REMOVED.values(), *OBJECTOR.values(), *ACCOUNT, POOL, EMPLOYER_CODE]
    apart = [REVIEWER, EMPLOYER, KINSHIP]
    for name, content in whole(folder):
        for canary in (*gone, *apart):
            assert canary.encode() not in content, (name, canary)
            assert json.dumps(canary)[1:-1].encode() not in content, (name, canary)
            assert canary not in name
    sealed = folder / "data/sealed"
    opened = {}
    for file in sealed.glob("*.sealed"):
        place = f"archive/{row.id}/{file.stem}".encode()
        opened[file.stem] = json.loads(unseal(shelf.settings.master_key_bytes, file.read_bytes(), place))
    assert opened.keys() == {"reviewer_names", "interest_details"}
    assert {"name": REVIEWER, "employer": EMPLOYER, "title": "高级工程师"} in opened["reviewer_names"]
    assert KINSHIP in {one["reason"] for one in opened["interest_details"]}
    case = folder / "data/applications" / shelf.application.case_number
    said = json.loads((case / "application.json").read_text())
    assert said["form"]["contact_phone"] == {"retention": "removed", "class": "applicant_contacts"}
    assert said["declared_by"] == "王镕"
    objection = json.loads(next((folder / "data/objections").glob("*/objection.json")).read_text())
    assert (objection["files_of_the_objector"], objection["files"]) == (1, [])
    assert objection["objector"] == {"retention": "elsewhere", "class": "objector_identity"}


async def test_records_of_other_editions_are_hashes_and_the_log_still_verifies(shelf: Shelf, tmp_path: Path) -> None:
    other = await shelf.world.edition("open", number=9, year=2034)
    async with shelf.world.session() as session:
        await append(
            session, actor=SYSTEM, now=shelf.world.clock.now(), entity="edition", entity_id=other.id, edition_id=other.id,
            action="secret_of_another",
        )  # fmt: skip
        await session.commit()
    folder = await unpacked(shelf, await shelf.made(), tmp_path)
    lines = [json.loads(line) for line in (folder / "data/audit/log.jsonl").read_text().splitlines()]
    records = [one["record"] for one in lines if "record" in one]
    assert {one["edition_id"] for one in records} == {str(shelf.edition.id)}
    assert any("record" not in one and "leaf" in one for one in lines)
    assert check_folder(folder).receipts == 1


async def test_a_changed_byte_is_found_and_named(shelf: Shelf, tmp_path: Path) -> None:
    tar = await shelf.tar(await shelf.made(), tmp_path)
    key = await log_key(shelf.world)
    checked = check_tar(tar, key=key)
    assert (checked.applications, checked.receipts, checked.own_key) == (1, 1, True)
    (tmp_path / "open").mkdir()
    file = next(bag.unpack(tar, tmp_path / "open").rglob("*同名.pdf"))
    content = bytearray(tar.read_bytes())
    content[content.index(file.read_bytes()) + 20] ^= 1
    (tmp_path / "changed.tar").write_bytes(content)
    with pytest.raises(BadBag) as bad:
        check_tar(tmp_path / "changed.tar", key=key)
    assert bad.value.entry.endswith("同名.pdf")


async def test_whoever_makes_the_bag_anew_around_a_changed_file_is_found_too(shelf: Shelf, tmp_path: Path) -> None:
    """The manifest of the bag can be written again; that of the submission is in the signed log."""
    folder = await unpacked(shelf, await shelf.made(), tmp_path)
    key = await log_key(shelf.world)

    def forged(change: Any) -> BadBag:
        copy = tmp_path / f"copy{time.monotonic_ns()}"
        shutil.copytree(folder, copy)
        change(copy / "data" / "applications" / shelf.application.case_number, copy / "data")
        again = tmp_path / f"again{time.monotonic_ns()}"
        shutil.move(copy / "data", again)
        bag.make(again, {})
        with pytest.raises(BadBag) as bad:
            check_folder(again, key=key)
        return bad.value

    def another_file(case: Path, _: Path) -> None:
        index = json.loads((case / "evidence/index.json").read_text())
        file = case / index[0]["path"]
        file.write_bytes(PDF)
        index[0] |= {"sha256": bag.digest_of(file), "size": len(PDF)}
        (case / "evidence/index.json").write_text(json.dumps(index))

    assert "001-submission.json" in forged(another_file).entry

    def another_manifest(case: Path, data: Path) -> None:
        another_file(case, data)
        index = json.loads((case / "evidence/index.json").read_text())
        for place in ("manifests", "receipts"):
            path = case / place / "001-submission.json"
            kept = json.loads(path.read_text())
            for one in kept["manifest"]["files"]:
                if one["filename"] == index[0]["filename"]:
                    one |= {"sha256": index[0]["sha256"], "size": index[0]["size"]}
            kept["sha256"] = sha256_hex(canonical_json(kept["manifest"]))
            path.write_text(json.dumps(kept))

    assert "receipts/001-submission.json" in forged(another_manifest).entry

    def one_application_less(case: Path, _: Path) -> None:
        shutil.rmtree(case)

    assert forged(one_application_less).entry == "data/applications"

    def no_edition(_: Path, data: Path) -> None:
        (data / "edition.json").unlink()

    assert forged(no_edition).entry == "data/edition.json"

    def another_layout(case: Path, _: Path) -> None:
        (case / "evidence/index.json").write_text("{}")

    assert forged(another_layout).entry.startswith("data")

    def another_text(case: Path, _: Path) -> None:
        said = json.loads((case / "application.json").read_text())
        said["profile"] = "改过的概述"
        (case / "application.json").write_text(json.dumps(said))

    assert forged(another_text).entry.endswith("application.json")

    def another_log(_: Path, data: Path) -> None:
        lines = (data / "audit/log.jsonl").read_text().splitlines()
        (data / "audit/log.jsonl").write_text("\n".join([*lines[:-2], lines[-1]]) + "\n")

    assert forged(another_log).entry == "data/audit/log.jsonl"

    def another_key(_: Path, data: Path) -> None:
        (data / "audit/key.txt").write_text(f"{Signer('quality-award/audit', b'x' * 32).verifier}\n")

    assert forged(another_key).entry == "data/audit/key.txt"

    def another_ruleset(_: Path, data: Path) -> None:
        (data / "ruleset.json").write_text("{}")

    assert forged(another_ruleset).entry == "data/ruleset.json"


async def test_the_command_checks_a_tar_offline(shelf: Shelf, tmp_path: Path) -> None:
    tar = await shelf.tar(await shelf.made(), tmp_path)
    (tmp_path / "key.txt").write_text(await log_key(shelf.world))

    def run(file: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "quality_award.cli", "verify-archive", str(file), "--key", str(tmp_path / "key.txt")],
            cwd=BACKEND, env={"PATH": os.defpath, "LANG": "C.UTF-8"}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    good = run(tar)
    assert good.returncode == 0, good.stdout + good.stderr
    assert "1 receipts" in good.stdout
    assert bag.digest_of(tar) in good.stdout
    content = tar.read_bytes()
    (tmp_path / "short.tar").write_bytes(content[: len(content) // 2])
    bad = run(tmp_path / "short.tar")
    assert bad.returncode == 1
    assert "does not fit" in bad.stdout


@pytest.mark.article("26")
async def test_a_file_that_is_not_as_it_was_fails_the_archive_with_its_name(shelf: Shelf) -> None:
    async with shelf.world.session() as session:
        rows = (await session.scalars(select(Evidence).where(Evidence.filename == "同名.pdf"))).all()
        rows[0].sha256 = "f" * 64
        await session.commit()
    row = await shelf.made()
    assert (row.state, row.failed_code) == ("failed", "archive-file-differs")
    assert row.failed_params["path"].endswith("同名.pdf")
    shown = (await shelf.listed())["archives"][0]
    assert "同名.pdf" in shown["failure"]["message"]
    assert (await shelf.ask()).status_code == 201


@pytest.mark.article("26")
async def test_nothing_is_archived_in_a_store_whose_locks_do_not_hold(shelf: Shelf) -> None:
    asked = (await shelf.ask()).json()["id"]
    await fitness(shelf.world, passed=False)
    row = await shelf.make(asked)
    assert (row.state, row.failed_code) == ("failed", "store-unfit")
    refused = await shelf.ask()
    assert (refused.status_code, refused.json()["type"], refused.json()["article"]) == (409, "/problems/store-unfit", "26")
    assert (await shelf.listed())["obstacle"]["code"] == "store-unfit"
    await fitness(shelf.world, passed=True)
    assert (await shelf.ask()).status_code == 201


async def test_who_may_ask_and_when(shelf: Shelf) -> None:
    member = await shelf.world.person("committee")
    assert (await shelf.listed(member))["obstacle"]["code"] == "wrong-role"
    assert (await shelf.ask(member)).status_code == 403
    applicant = await shelf.world.person("applicant", organisation_id=shelf.application.organisation_id)
    assert (await applicant.get(f"/editions/{shelf.edition.id}/archives")).status_code == 403
    running = await shelf.world.edition("evaluation", number=8, year=2030)
    early = await shelf.office.post(f"/editions/{running.id}/archives")
    assert (early.status_code, early.json()["type"]) == (409, "/problems/archive-not-final")
    assert (await shelf.ask(shelf.auditor)).status_code == 201
    twice = await shelf.ask()
    assert (twice.status_code, twice.json()["type"]) == (409, "/problems/archive-running")
    assert (await shelf.office.post(f"/editions/{uuid.uuid4()}/archives")).status_code == 404


async def take(shelf: Shelf, opened: httpx.Response, archive_id: uuid.UUID) -> httpx.Response:
    transport = httpx.ASGITransport(app=shelf.world.app)
    cookies = {"archive": opened.cookies["archive"]} if "archive" in opened.cookies else {}
    async with httpx.AsyncClient(transport=transport, base_url="http://test", cookies=cookies) as client:
        return await client.get(f"/api/v1/archives/{archive_id}/content")


@pytest.mark.article("32", "33")
async def test_it_is_taken_out_by_those_who_may_read_every_case_and_on_record(shelf: Shelf) -> None:
    row = await shelf.made()
    path = f"/archives/{row.id}/downloads"
    assert (await shelf.office.post(path)).json()["type"] == "/problems/interest-undeclared"
    await shelf.world.clear_to_read(shelf.office, shelf.application)
    opened = await shelf.office.post(path)
    assert opened.status_code == 200, opened.text
    taken = await take(shelf, opened, row.id)
    assert (taken.status_code, len(taken.content)) == (200, row.size)
    async with shelf.world.session() as session:
        exports = await session.scalars(select(AuditRecord.name).where(AuditRecord.action == "export"))
        assert list(exports) == [shelf.office.user.name]
    # Nobody's without the ticket, nobody's after its time, not with another's archive.
    assert (await take(shelf, httpx.Response(200, request=httpx.Request("GET", "http://test")), row.id)).status_code == 403
    unsigned = await shelf.world.person("office")
    assert (await unsigned.post(path)).json()["type"] == "/problems/undertaking-missing"
    assert (await (await shelf.world.person("committee")).post(path)).status_code == 403
    await shelf.world.recuse(shelf.office, shelf.application)
    refused = await shelf.office.post(path)
    assert refused.status_code == 404
    # Also where the recusal comes between the ticket and the reading.
    assert (await take(shelf, opened, row.id)).status_code == 404
    assert (await shelf.listed())["archives"] == []
    assert (await shelf.auditor.post(path)).json()["type"] == "/problems/interest-undeclared"
    await shelf.world.clear_to_read(shelf.auditor, shelf.application)
    late = await shelf.auditor.post(path)
    assert late.status_code == 200
    shelf.world.clock.advance(minutes=6)
    assert (await take(shelf, late, row.id)).json()["type"] == "/problems/archive-ticket-over"


async def test_a_run_that_breaks_off_is_taken_up_where_the_store_has_the_tar(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = (await shelf.ask()).json()["id"]

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the worker fell over")

    with monkeypatch.context() as patch:
        patch.setattr(making, "check_tar", broken)
        with pytest.raises(RuntimeError):
            await shelf.make(asked)
    half = await shelf.row(asked)
    assert (half.state, half.phase, half.version_id is not None) == ("making", "checking", True)

    async def never(*_: object, **__: object) -> int:
        raise AssertionError("it was there already")

    with monkeypatch.context() as patch:
        patch.setattr(Making, "_bag", never)
        done = await shelf.make(asked)
    assert (done.state, done.version_id, done.sha256) == ("done", half.version_id, half.sha256)
    assert (await shelf.make(asked)).finished_at == done.finished_at


def _worker(settings: Settings) -> subprocess.Popen[bytes]:
    env = os.environ | {
        "DATABASE_URL": settings.database_url, "S3_ENDPOINT": settings.s3_endpoint, "S3_ACCESS_KEY": settings.s3_access_key,
        "S3_SECRET_KEY": settings.s3_secret_key, "S3_BUCKET": settings.s3_bucket, "MASTER_KEY": settings.master_key,
    }  # fmt: skip
    return subprocess.Popen([sys.executable, "-m", "quality_award.worker"], cwd=BACKEND, env=env)


async def test_a_killed_worker_is_followed_by_one_that_finishes(shelf: Shelf) -> None:
    asked = (await shelf.ask()).json()["id"]

    async def until(states: tuple[str, ...], seconds: float) -> Archive:
        end = time.monotonic() + seconds
        while (row := await shelf.row(asked)).state not in states:
            assert time.monotonic() < end, (row.state, row.phase)
            await asyncio.sleep(0.02)
        return row

    first = _worker(shelf.settings)
    try:
        await until(("making",), 60)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert (await shelf.row(asked)).state == "making"
    second = _worker(shelf.settings)
    try:
        row = await until(("done", "failed"), 120)
    finally:
        second.terminate()
        second.wait(20)
    assert (row.state, row.failed_code) == ("done", None)
    async with shelf.world.session() as session:
        made = await session.scalars(select(AuditRecord.id).where(AuditRecord.entity == "archive", AuditRecord.action == "make"))
        assert len(made.all()) == 1


async def test_what_is_done_stays_as_it_is(shelf: Shelf) -> None:
    row = await shelf.made()
    async with shelf.world.session() as session:
        with pytest.raises(IntegrityError):
            await session.execute(text("update archives set sha256 = 'x' where id = :id"), {"id": row.id})


@pytest.mark.article("33")
async def test_contacts_leave_the_database_when_their_years_are_over_and_the_log_stays(shelf: Shelf) -> None:
    async def run() -> int:
        async with shelf.world.session() as session:
            done = await forget(session, now=shelf.world.clock.now())
            await session.commit()
            return done

    async def form() -> dict[str, Any]:
        async with shelf.world.session() as session:
            return (await session.get_one(Application, shelf.application.id)).form

    before = await form()
    shelf.world.clock.advance(days=3 * 365)
    assert await run() == 0
    shelf.world.clock.advance(days=3)
    assert await run() == 1
    assert await run() == 0
    assert await form() == {key: value for key, value in before.items() if key not in REMOVED}
    async with shelf.world.session() as session:
        record = (await session.scalars(select(AuditRecord).where(AuditRecord.action == "forget"))).one()
        manifests = await session.scalar(text("select count(*) from manifests"))
    assert (record.detail["fields"], manifests) == (sorted(REMOVED), 1)


# --- pure ------------------------------------------------------------------------------------------------------------------

NAMES = st.text(max_size=400)


@given(st.lists(NAMES, max_size=30))
def test_names_are_safe_and_differ(texts: list[str]) -> None:
    folder = Folder()
    made = [folder.name(one, prefix="0123456789ab-") for one in texts]
    assert len({one.casefold() for one in made}) == len(made)
    for name in made:
        assert 0 < len(name.encode()) <= LONGEST
        assert not set(name) & set('/\\<>:"|?*%\0\n\r\x85\u2028')
        assert name == name.strip()
        # One line of a BagIt manifest.
        assert len(f"x  {name}".splitlines()) == 1


@pytest.mark.parametrize("name", ["..", ".", "", "../../x", "/etc/passwd", "CON", "nul.txt", "a\u202egnp.exe", "~root"])
def test_a_name_never_leads_out(name: str) -> None:
    made = component(name)
    assert made not in ("", ".", "..")
    assert "/" not in made
    assert not made.startswith("~")
    assert made.split(".")[0].casefold() not in ("con", "nul")


def test_a_tar_that_reaches_out_of_its_folder_is_not_unpacked(tmp_path: Path) -> None:
    def tar(*entries: tarfile.TarInfo) -> Path:
        path = tmp_path / f"{time.monotonic_ns()}.tar"
        with tarfile.open(path, "w:") as made:
            for one in entries:
                made.addfile(one)
        return path

    def entry(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
        made = tarfile.TarInfo(name)
        made.type, made.linkname = kind, link
        return made

    for bad in (
        tar(entry("../outside")), tar(entry("/etc/outside")), tar(entry("a/link", tarfile.SYMTYPE, "/etc/passwd")),
        tar(entry("a/hard", tarfile.LNKTYPE, "../x")), tar(entry("a/x"), entry("b/x")), tar(),
    ):  # fmt: skip
        target = tmp_path / f"into{time.monotonic_ns()}"
        target.mkdir()
        with pytest.raises(BadBag):
            bag.unpack(bad, target)
    assert not (tmp_path / "outside").exists()


KINDS = {"kept": "a", "removed": "b", "sealed": "c", "elsewhere": "d"}
PLAN = {key: RetentionRule(key, "26", action, 10, "", "", "", "") for action, key in KINDS.items()}  # type: ignore[arg-type]
TREES = st.recursive(
    st.none() | st.integers() | st.text("xyz", max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("xyz", max_size=3), inner, max_size=4)
        | st.builds(Personal, st.sampled_from(sorted(KINDS.values())), inner | st.just("CANARY"))
    ),
    max_leaves=25,
)


def canaries(tree: Any, inside: str | None = None) -> Iterator[str | None]:
    """Of each canary, the outermost class that is not kept."""
    match tree:
        case "CANARY":
            yield inside
        case Personal():
            yield from canaries(tree.value, inside or (tree.kind if PLAN[tree.kind].action != "kept" else None))
        case dict():
            for one in tree.values():
                yield from canaries(one, inside)
        case list():
            for one in tree:
                yield from canaries(one, inside)


@given(TREES)
def test_the_plan_is_honoured_in_records_of_every_shape(tree: Any) -> None:
    honoured = Honoured(PLAN)
    left = json.dumps(honoured.record(tree))
    found = list(canaries(tree))
    assert left.count("CANARY") == found.count(None)
    assert json.dumps(honoured.sealed).count("CANARY") == found.count("c")
    assert set(honoured.sealed) <= {"c"}


def test_a_class_that_the_plan_does_not_have_is_never_kept_by_oversight() -> None:
    with pytest.raises(KeyError):
        Honoured(PLAN).record({"x": Personal("unheard-of", 1)})


@pytest.mark.article("11", "26")
async def test_an_applied_proposal_goes_in_with_the_outcome_of_every_pair(world: World, shelf: Shelf, tmp_path: Path) -> None:
    async with world.session() as session:
        edition = await session.get_one(Edition, shelf.edition.id)
        was, edition.state = edition.state, "document_review"
        edition.panel_opens_at, edition.panel_closes_at = world.clock.now() - dt.timedelta(days=4), world.clock.now()
        case = await session.get_one(Application, shelf.application.id)
        ended, case.state = case.state, "accepted"
        await session.commit()
    for number in range(3):
        expert = await world.expert(leader=True, name=f"方案金丝雀{number}")
        await world.person("expert", expert_id=expert.id)
        await world.invite(shelf.edition, expert, shelf.office)
    answer = await shelf.office.post(f"/editions/{shelf.edition.id}/proposals", {"keep": "all"})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    applied = await shelf.office.post(f"/proposals/{made[0]['id']}/apply")
    assert applied.status_code == 200, applied.text
    async with world.session() as session:
        (await session.get_one(Edition, shelf.edition.id)).state = was
        (await session.get_one(Application, shelf.application.id)).state = ended
        session.add(
            SiteVisit(
                edition_id=shelf.edition.id, application_id=shelf.application.id, day=dt.date(2026, 9, 8),
                set_by=shelf.office.user.id, created_at=world.clock.now(),
            )
        )  # fmt: skip
        await session.commit()
        row = await session.get_one(Proposal, made[0]["id"])
        digest = row.input_sha256
    folder = await unpacked(shelf, await shelf.made(), tmp_path)
    told = json.loads((folder / "data/assignment/001-proposal.json").read_text())
    assert (told["input_sha256"], told["proved"], len(told["members"])) == (digest, True, 3)
    outcomes = told["pairs"][shelf.application.case_number]
    assert sum(one["outcome"] == "assigned" for one in outcomes.values()) == 3
    assert all(one["outcome"] == "assigned" or one["cost"] is not None or one["rules"] for one in outcomes.values())
    assert "方案金丝雀" not in (folder / "data/assignment/001-proposal.json").read_text()
    report = json.loads((folder / "data/assignment/fairness.json").read_text())
    assert sum(one["seats"] for one in report["loads"]) == 3
    visit = json.loads((folder / "data/applications" / shelf.application.case_number / "visit.json").read_text())
    assert visit["day"] == "2026-09-08"
