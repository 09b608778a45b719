"""Certificates and reports as PDF: who may print them, the same bytes for the same facts, nothing of a case one is recused from."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from world import Person, World

from quality_award.features.documents import service
from quality_award.platform.ids import new_id
from quality_award.tables.applications import Application
from quality_award.tables.awards import Award
from quality_award.tables.editions import Edition, ListEntry, Report
from quality_award.tables.trail import AuditRecord

pytestmark = pytest.mark.anyio


@dataclass
class Archive:
    """An edition in the evaluation, two applications on the proposed list with its report, one award of the past."""

    world: World
    edition: Edition
    applications: list[Application]
    award: Award
    office: Person
    winner: Person

    @property
    def report(self) -> str:
        """Where the report is printed."""
        return f"/documents/editions/{self.edition.id}/reports/evaluation"


@pytest.fixture
async def archive(world: World) -> Archive:
    """The world of these tests."""
    edition, office, now = await world.edition("evaluation"), await world.person("office"), world.clock.now()
    applications = [await world.application(edition, state="shortlisted") for _ in range(2)]
    for rank, (application, tier) in enumerate(zip(applications, ("gold", "silver"), strict=True), start=1):
        await world.add(
            ListEntry(
                edition_id=edition.id, kind="proposed", application_id=application.id, tier=tier, rank=rank, score=700 - rank,
                created_at=now,
            )
        )  # fmt: skip
    await world.add(
        Report(
            edition_id=edition.id, kind="evaluation", text="综合资料评审和现场评审情况，提出建议名单。", numbers={},
            submitted_by=office.user.id, submitted_at=now, sha256="0" * 64, created_at=now,
        )
    )  # fmt: skip
    organisation = await world.organisation()
    award = Award(
        id=new_id(), authority_id=world.authority.id, edition_id=edition.id, organisation_id=organisation.id, tier="gold",
        certificate_number="CYZLJ-2024-J-01", verify_code="A1B2C3D4E5", granted_on=dt.date(2024, 11, 4),
        supervised_until=dt.date(2027, 11, 4), state="granted", created_at=now,
    )  # fmt: skip
    await world.add(award)
    return Archive(world, edition, applications, award, office, await world.person("applicant", organisation_id=organisation.id))


async def records(world: World, action: str) -> list[AuditRecord]:
    async with world.session() as session:
        return list(await session.scalars(select(AuditRecord).where(AuditRecord.action == action)))


@pytest.mark.article("18", "35")
async def test_a_winner_prints_its_certificate_and_nobody_elses(archive: Archive) -> None:
    path = f"/documents/awards/{archive.award.id}/certificate"
    first, again = await archive.winner.get(path), await archive.winner.get(path)
    assert (first.status_code, first.headers["content-type"]) == (200, "application/pdf")
    assert first.content.startswith(b"%PDF-")
    assert first.content == again.content
    stranger = await archive.world.person("applicant", organisation_id=(await archive.world.organisation()).id)
    assert (await stranger.get(path)).status_code == 404
    assert len(await records(archive.world, "print_certificate")) == 2


@pytest.mark.article("36")
async def test_a_revoked_award_has_no_certificate(archive: Archive) -> None:
    async with archive.world.session() as session:
        row = await session.get_one(Award, archive.award.id)
        row.state = "revoked"
        await session.commit()
    answer = await archive.office.get(f"/documents/awards/{archive.award.id}/certificate")
    assert (answer.status_code, answer.json()["type"], answer.json()["article"]) == (409, "/problems/award-revoked", "36")


async def test_a_report_is_printed_as_submitted_by_those_who_may_read_it(archive: Archive) -> None:
    answer = await archive.office.get(archive.report)
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"%PDF-")
    assert (await archive.office.get(archive.report.replace("evaluation", "site_review"))).status_code == 404
    assert (await archive.winner.get(archive.report)).status_code == 403
    assert len(await records(archive.world, "print_report")) == 1


async def test_a_report_leaves_out_what_its_reader_is_recused_from(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    member = await archive.world.person("committee")
    set_in_type: list[dict[str, Any]] = []
    plain = service.typeset

    def watched(template: str, data: dict[str, Any], **options: Any) -> bytes:
        set_in_type.append(data)
        return plain(template, data, **options)

    monkeypatch.setattr(service, "typeset", watched)
    await archive.world.recuse(member, archive.applications[0])
    assert (await member.get(archive.report)).status_code == 200
    assert (await archive.office.get(archive.report)).status_code == 200
    cases = [[row[1] for row in data["rows"]] for data in set_in_type]
    first, second = (application.case_number for application in archive.applications)
    assert cases == [[second], [first, second]]
