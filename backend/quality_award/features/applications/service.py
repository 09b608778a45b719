"""Start, save and act on applications (Art. 16, 17(2) to (4))."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.platform.errors import Conflict, FieldError, Invalid, NotFound, OutOfTurn
from quality_award.platform.ids import new_id
from quality_award.regulation.criteria import criteria
from quality_award.regulation.facts import ApplicationFacts
from quality_award.regulation.finding import Finding
from quality_award.regulation.parameters import invalid_fields, ruleset
from quality_award.tables.applications import Application, Recommendation
from quality_award.workflow import lock, perform

from . import queries
from .facts import CHANNEL_WORDS, application_facts, derived_channel
from .queries import Case
from .schemas import ApplicationActionIn, ApplicationPatchIn

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def start(session: "AsyncSession", *, actor: Actor, edition_id: uuid.UUID, now: dt.datetime) -> Application:
    """A draft in the channel that the registered facts give. A second one in the edition is refused by the database."""
    require(actor, "applications.edit")
    edition = await queries.edition(session, edition_id, hold=True)
    if edition is None or edition.authority_id != actor.authority_id or actor.organisation_id is None:
        raise NotFound
    if edition.state != "open" or edition.closes_at is None or now >= edition.closes_at:
        closes = edition.closes_at.isoformat() if edition.closes_at else None
        raise Conflict("rule-refused", findings=[Finding("application.window", "17(2)", {"closes_at": closes})])
    organisation = await queries.organisation(session, actor.organisation_id)
    channel = derived_channel(ruleset(edition.ruleset_code), organisation)
    department_id = None
    if channel == "industry":
        department_id = organisation.industry_department_id
    elif channel == "county":
        bureau = await queries.county_bureau(session, organisation.authority_id, organisation.area_code)
        department_id = bureau.id if bureau else None
    if channel != "direct" and department_id is None:
        raise Conflict("no-recommender", article="17(3)")
    serial = await queries.next_serial(session, edition.id)
    row = Application(
        id=new_id(),
        authority_id=edition.authority_id,
        edition_id=edition.id,
        organisation_id=organisation.id,
        case_number=f"{edition.number}-{CHANNEL_WORDS[channel]}-{serial:04d}",
        channel=channel,
        department_id=department_id,
        state="draft",
        form={},
        self_evaluation={},
        created_at=now,
    )
    session.add(row)
    await session.flush()
    await append(
        session, actor=actor, now=now, entity="application", entity_id=row.id, edition_id=edition.id,
        application_id=row.id, action="start", article="17(2)", to_state="draft",
    )  # fmt: skip
    return row


def _merge(old: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    merged = old | changes
    return {key: value for key, value in merged.items() if value is not None}


async def save(
    session: "AsyncSession",
    *,
    actor: Actor,
    application_id: uuid.UUID,
    body: ApplicationPatchIn,
    version: int | None,
    now: dt.datetime,
) -> Application:
    """Autosave of a draft: what is sent is merged, what is impossible is refused with every field named."""
    require(actor, "applications.edit")
    case = await queries.case(session, actor, application_id)
    if case is None:
        raise NotFound
    row = await lock(session, Application, application_id, version)
    if row.state != "draft":
        raise OutOfTurn(entity="application", state=row.state, action="edit", actions=["take_back"], article="17(2)")
    law = ruleset(case.edition.ruleset_code)
    sent = body.model_dump(exclude_unset=True)
    if "form" in sent:
        form = _merge(row.form, sent["form"] or {})
        wrong = invalid_fields(law.form_definition, form, case.organisation.nature, case.edition.year)
        if wrong:
            raise Invalid([FieldError(f"form.{one.field}", f"form.{one.reason}", {"limit": one.limit}) for one in wrong])
        row.form = form
    if "self_evaluation" in sent:
        texts = sent["self_evaluation"] or {}
        unknown = set(texts) - set(criteria(case.edition.criteria_code).item_codes)
        if unknown:
            raise Invalid([FieldError(f"self_evaluation.{code}", "form.unknown") for code in sorted(unknown)])
        row.self_evaluation = row.self_evaluation | texts
    if "profile" in sent:
        row.profile = sent["profile"] or ""
    if "declared_by" in sent:
        row.declared_by = sent["declared_by"]
    row.version += 1
    await session.flush()
    return row


async def facts_of(
    session: "AsyncSession", case: Case, *, now: dt.datetime, body: ApplicationActionIn | None = None
) -> ApplicationFacts:
    """The facts of a case, with the inputs of the action at hand."""
    application = case.application
    given = body or ApplicationActionIn(eligible=None, truthful=None, opinion=None, reasons=None)
    return application_facts(
        application=application,
        edition=case.edition,
        organisation=case.organisation,
        department=case.department,
        candidate=await queries.candidate(session, application, case.organisation),
        evidence=await queries.evidence(session, application.id),
        review=await queries.formal_review(session, application.id),
        now=now,
        eligible=given.eligible,
        truthful=given.truthful,
        opinion=given.opinion,
        reasons=given.reasons,
    )


@dataclass(frozen=True)
class _Effects:
    """What an action writes beside the state."""

    session: "AsyncSession"
    actor: Actor
    now: dt.datetime
    body: ApplicationActionIn
    row: Application

    async def apply(self, action: str) -> None:
        """Before the door: the columns that the new state needs. A refusal rolls them back with everything else."""
        row = self.row
        if action in ("submit", "submit_direct"):
            row.submitted_at = row.declared_at = self.now
        elif action in ("recommend", "refuse_recommendation"):
            self._opinion(given=action == "recommend")
        elif action in ("pass_formal_review", "fail_formal_review"):
            review = await queries.formal_review(self.session, row.id)
            if review is not None:
                review.complete = action == "pass_formal_review"
                review.reasons = self.body.reasons or ""
                review.reviewed_by = self.actor.user_id or review.reviewed_by
                review.version += 1
            if action == "fail_formal_review":
                row.closed_reason = self.body.reasons
        elif action == "reopen_formal_review":
            row.closed_reason = None

    def _opinion(self, *, given: bool) -> None:
        body, actor = self.body, self.actor
        if not given:
            self.row.closed_reason = body.opinion
        if actor.department_id is None or actor.user_id is None or body.eligible is None or body.truthful is None:
            return
        self.session.add(
            Recommendation(
                application_id=self.row.id,
                department_id=actor.department_id,
                given=given,
                eligible=body.eligible,
                truthful=body.truthful,
                opinion=body.opinion or "",
                decided_by=actor.user_id,
                created_at=self.now,
            )
        )


async def act(
    session: "AsyncSession",
    *,
    actor: Actor,
    application_id: uuid.UUID,
    action: str,
    body: ApplicationActionIn,
    version: int | None,
    now: dt.datetime,
) -> None:
    """Take an application one step through the one door."""
    case = await queries.case(session, actor, application_id)
    if case is None:
        raise NotFound
    # The edition's state and windows stay as they are until this transaction ends.
    await queries.edition(session, case.edition.id, hold=True)
    row = await lock(session, Application, application_id, version)
    facts = await facts_of(session, case, now=now, body=body)
    effects = _Effects(session, actor, now, body, row)
    with session.no_autoflush:
        await effects.apply(action)
        await perform(session, row, action, actor=actor, facts=facts, now=now, detail={"case_number": row.case_number})
