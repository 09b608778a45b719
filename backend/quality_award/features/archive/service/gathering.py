"""Writing the records of an edition into a folder, as of one instant; what has to come out of the store is named."""

import asyncio
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quality_award.access.actor import SYSTEM, Actor
from quality_award.features.applications import queries as applications
from quality_award.features.assignment.queries import visits
from quality_award.features.assignment.service import fairness, proposals
from quality_award.features.awards import queries as awards
from quality_award.features.deliberation import queries as deliberation
from quality_award.features.documents import service as documents
from quality_award.features.editions import queries as editions
from quality_award.features.evaluation import queries as evaluation
from quality_award.features.objections import queries as objections
from quality_award.features.public_notice import queries as public_notice
from quality_award.features.recusals import queries as recusals
from quality_award.features.scoring import queries as scoring
from quality_award.platform.crypto import canonical_json
from quality_award.regulation.parameters import Ruleset, data_of, fingerprint, ruleset
from quality_award.tables.editions import LIST_KINDS, Edition

from .. import facts, queries
from ..pure.names import Folder, component
from ..pure.plan import Honoured
from ..pure.readme import readme

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """A version of an object of the store, and where it goes."""

    path: str
    key: str
    version_id: str | None
    size: int
    sha256: str


@dataclass
class Gathered:
    """What was written, and what is still to be fetched; the applications' folders by their ids."""

    wanted: list[Wanted] = field(default_factory=list)
    folders: dict[uuid.UUID, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes to be fetched."""
        return sum(one.size for one in self.wanted)


def reader(edition: Edition) -> Actor:
    """The archive reads as an auditor who is no person would: what the authority has, recused from nothing."""
    return replace(SYSTEM, role="auditor", authority_id=edition.authority_id)


class Gathering:
    """One writing of one edition's records into a folder, under its retention plan."""

    def __init__(self, session: "AsyncSession", *, archive_id: uuid.UUID, edition: Edition, root: Path, public_url: str) -> None:
        self._session, self._edition, self._root, self._public_url = session, edition, root, public_url
        self._law: Ruleset = ruleset(edition.ruleset_code)
        self._reader = reader(edition)
        self._reviewers = facts.Reviewers(archive_id)
        self._gathered = Gathered()
        self._applied: list[proposals.Certificate] = []
        self.honoured = Honoured(self._law.retention_plan)

    async def write(self) -> Gathered:
        """Everything but the bytes in the store and the audit log."""
        await self._numbers()
        await self._edition_itself()
        lists = {kind: await evaluation.entries(self._session, self._reader, self._edition.id, kind) for kind in LIST_KINDS}
        for kind, entries in lists.items():
            if entries:
                await self._put(f"lists/{kind}.json", facts.entries(entries))
        await self._applications(lists)
        await self._assignment()
        await self._meetings()
        await self._reports()
        for number, notice in enumerate(
            reversed(await public_notice.notices(self._session, edition_id=self._edition.id, limit=1000)), 1
        ):
            await self._put(f"notices/{number:03d}-{notice.kind}.json", facts.notice(notice))
        await self._objections()
        await self._awards()
        return self._gathered

    async def _put(self, path: str, record: Any) -> None:
        await self._bytes(
            path, json.dumps(self.honoured.record(record), ensure_ascii=False, indent=1, default=str).encode() + b"\n"
        )

    async def _bytes(self, path: str, content: bytes) -> None:
        def write() -> None:
            target = self._root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

        await asyncio.to_thread(write)

    async def _numbers(self) -> None:
        """Every expert of the edition gets a number before the first is named."""
        invited = await editions.team(self._session, self._edition.id)
        self._applied = await proposals.applied_certificates(self._session, actor=self._reader, edition_id=self._edition.id)
        proposed = [uuid.UUID(one) for held in self._applied for one in held.premise.experts]
        self._reviewers.number(
            [one.expert.id for one in invited] + await queries.reviewer_ids(self._session, self._edition.id) + proposed
        )

    async def _edition_itself(self) -> None:
        session, row = self._session, self._edition
        authority = await editions.authority(session, row.authority_id)
        await self._put(
            "edition.json",
            facts.edition(
                row,
                authority=authority,
                law=self._law,
                fingerprint=fingerprint(row.ruleset_code),
                agency=await editions.agency_name(session, row.agency_id),
                states=await queries.states(session, row.id),
                seats=await queries.seats(session, row),
                team=await editions.team(session, row.id),
                undertakings=await queries.undertakings(session, row.id),
                draws=await queries.draws(session, row.id),
                reviewers=self._reviewers,
            ),
        )
        # In the very bytes that its SHA-256 is taken over.
        await self._bytes("ruleset.json", canonical_json(data_of(row.ruleset_code)))
        await self._put("retention-plan.json", facts.plan(self._law))
        await self._bytes("README.txt", readme(authority.award_name, row.number, row.year).encode())
        numbers = await queries.case_numbers(session, row.id)
        matches = await queries.matches(session, row.id)
        if matches:
            await self._put(
                "records/matches.json",
                [
                    facts.match(one, record, numbers.get(one.application_id) if one.application_id else None)
                    for one, record in matches
                ],
            )

    # --- applications --------------------------------------------------------------------------------------------------

    async def _applications(self, lists: dict[str, list[evaluation.Entry]]) -> None:
        names, cursor = Folder(), None
        while True:
            page = await applications.page(
                self._session, self._reader, edition_id=self._edition.id, states=(), channel=None, area_code=None, search=None,
                cursor=cursor, limit=PAGE,
            )  # fmt: skip
            for case in page:
                folder = f"applications/{names.name(case.application.case_number)}"
                self._gathered.folders[case.id] = folder
                await self._application(case, folder, lists)
            if len(page) < PAGE:
                return
            cursor = page[-1].id

    async def _application(self, case: applications.Case, folder: str, lists: dict[str, list[evaluation.Entry]]) -> None:
        session = self._session
        await self._put(f"{folder}/application.json", facts.application(case, self._law.retention_plan["applicant_contacts"]))
        await self._evidence(case.id, folder)
        if cited := await applications.citations(session, case.id):
            await self._put(f"{folder}/citations.json", facts.citations(cited))
        for number, one in enumerate(reversed(await applications.manifests(session, case.id)), 1):
            await self._put(f"{folder}/manifests/{number:03d}-{one.kind}.json", facts.manifest(one))
        recommended, reviewed = (
            await applications.recommendation(session, case.id),
            await applications.formal_review(session, case.id),
        )
        declared, recused = await queries.declarations(session, case.id), await queries.recusals(session, case.id)
        proofs, readings = await recusals.files(session, [one.id for one in recused]), await queries.readings(session, case.id)
        found = await queries.conflicts(session, case.id)
        names = await queries.people(session, {
            *(one.decided_by for one, _ in found if one.decided_by),
            *([recommended[0].decided_by] if recommended else []), *([reviewed.reviewed_by] if reviewed else []),
            *(one.user_id for one in declared),
            *(who for one in recused for who in (one.user_id, one.requested_by, one.decided_by) if who),
            *(who for one in readings for who in (one.user_id, one.decided_by) if who),
        })  # fmt: skip
        if recommended:
            await self._put(f"{folder}/recommendation.json", facts.recommendation(recommended, names))
        if reviewed:
            await self._put(f"{folder}/formal-review.json", facts.formal_review(reviewed, names))
        if declared or recused:
            await self._put(f"{folder}/interests.json", facts.interests(declared, recused, proofs, readings, names))
        if found:
            await self._put(f"{folder}/conflicts.json", facts.conflicts(found, names))
        await self._reviews(case, folder)
        await self._put(f"{folder}/decision.json", facts.decision(case, lists))

    async def _evidence(self, application_id: uuid.UUID, folder: str) -> None:
        inside: dict[str, Folder] = {}
        slots = Folder()
        places: dict[str, str] = {}
        index = []
        for row in await queries.evidence(self._session, application_id):
            place = places.get(row.slot) or places.setdefault(row.slot, slots.name(row.slot))
            digest = row.sha256 or ""
            name = inside.setdefault(place, Folder()).name(row.filename, prefix=f"{digest[:12]}-")
            path = f"evidence/{place}/{name}"
            index.append(facts.evidence(row, path))
            self._gathered.wanted.append(Wanted(f"{folder}/{path}", row.object_key, row.version_id, row.size, digest))
        await self._put(f"{folder}/evidence/index.json", index)

    async def _reviews(self, case: applications.Case, folder: str) -> None:
        session = self._session
        if members := await queries.team(session, case.id):
            await self._put(f"{folder}/team.json", facts.team(members, self._reviewers))
        if visit := await visits.of(session, case.id):
            await self._put(f"{folder}/visit.json", facts.visit(visit))
        sheets, cursor = [], None
        while True:
            page = await scoring.sheets(session, self._reader, application_id=case.id, cursor=cursor, limit=PAGE)
            for one in page:
                items = await scoring.items(session, one.sheet.id)
                sheets.append(facts.sheet(one.sheet, items, self._reviewers))
            if len(page) < PAGE:
                break
            cursor = page[-1].id
        if sheets:
            await self._put(f"{folder}/scores.json", sheets)
        if found := await queries.opinion(session, case.id):
            await self._put(f"{folder}/public-opinion.json", facts.opinion(found))
        for rated in await scoring.rated(session, self._reader, application_id=case.id, only_given=True):
            if rated.rating:
                await self._put(f"{folder}/reviewer-rating.json", facts.rating(rated.rating))

    async def _assignment(self) -> None:
        """The fairness report, and every proposal that was applied with its certificate (Art. 11, 32)."""
        session = self._session
        report = await fairness.report(session, actor=self._reader, edition=self._edition)
        if any(report.teams.values()):
            await self._put("assignment/fairness.json", facts.fairness(report, self._reviewers))
        numbers = await queries.case_numbers(session, self._edition.id)
        for number, held in enumerate(self._applied, 1):
            acted = {who for who in (held.proposal.made_by, held.proposal.applied_by) if who}
            names = await queries.people(session, acted)
            await self._put(f"assignment/{number:03d}-proposal.json", facts.proposal(held, numbers, names, self._reviewers))

    # --- what the edition as a whole has ----------------------------------------------------------------------------------

    async def _meetings(self) -> None:
        session = self._session
        for number, (row, _, _) in enumerate(await deliberation.meetings(session, self._reader, self._edition.id), 1):
            motions = await deliberation.motions(session, self._reader, row.id)
            ballots = await deliberation.ballots(session, [one.id for one in motions])
            votes = [facts.Vote(one, ballots[one.id]) for one in motions]
            present = await queries.attendance(session, row.id)
            await self._put(f"decisions/{number:03d}-meeting.json", facts.meeting(row, present, votes))

    async def _reports(self) -> None:
        for kind, (row, by) in (await evaluation.reports(self._session, self._edition.id)).items():
            await self._put(f"reports/{kind}.json", facts.report(row, by))
            pdf, _ = await documents.set_report(self._session, actor=self._reader, edition_id=self._edition.id, kind=kind)
            await self._bytes(f"reports/{kind}.pdf", pdf)

    async def _objections(self) -> None:
        names, cursor = Folder(), None
        while True:
            page = await objections.page(
                self._session, self._reader, edition_id=self._edition.id, state=None, cursor=cursor, limit=PAGE
            )
            files = await objections.files(self._session, [one.id for one in page])
            for case in page:
                folder, inside = f"objections/{names.name(case.objection.case_number)}", Folder()
                paths: dict[uuid.UUID, str] = {}
                for one in files[case.id]:
                    # What the objector handed in may name them, by its file name already.
                    if one.side != "objector" and one.state == "stored" and one.sha256:
                        paths[one.id] = f"files/{inside.name(one.filename, prefix=f'{one.sha256[:12]}-')}"
                        self._gathered.wanted.append(
                            Wanted(f"{folder}/{paths[one.id]}", one.object_key, None, one.size, one.sha256)
                        )
                await self._put(f"{folder}/objection.json", facts.objection(case, files[case.id], paths))
            if len(page) < PAGE:
                return
            cursor = page[-1].id

    async def _awards(self) -> None:
        numbers = await queries.case_numbers(self._session, self._edition.id)
        shown: Sequence[awards.Shown] = await awards.shown(self._session, self._reader, edition_id=self._edition.id, limit=1000)
        if not shown:
            return
        await self._put(
            "awards/awards.json",
            [facts.award(one, numbers.get(one.award.application_id) if one.award.application_id else None) for one in shown],
        )
        for one in shown:
            if one.award.state != "revoked":
                pdf, _ = await documents.set_certificate(
                    self._session, actor=self._reader, award_id=one.id, public_url=self._public_url
                )
                await self._bytes(f"awards/{component(one.award.certificate_number)}.pdf", pdf)
