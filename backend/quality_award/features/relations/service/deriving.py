"""Ties from what the system has anyway: applications that were handed in, the organisations' people, the experts' employers."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from quality_award.access.actor import SYSTEM
from quality_award.audit.append import append
from quality_award.platform.clock import local_date
from quality_award.platform.ids import new_id
from quality_award.platform.names import names_organisation, organisation_key, person_key
from quality_award.platform.uscc import parse_uscc
from quality_award.tables.applications import Application
from quality_award.tables.parties import Expert, Organisation
from quality_award.tables.relations import Party, Tie

from .. import queries
from ..pure.stated import Named, Statement, of_form
from .entering import same_tie
from .following import changed
from .naming import Book, Ref, beside_the_same, whole_source

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

STATED_NO_MORE = "申报材料或组织信息已变更"
TAKEN_BACK = "申报已撤回"
NEW_EMPLOYER = "后续名册所载单位不同，按曾任职保留"
IN_CHARGE = "申报经办人"


def _ref(named: Named) -> Ref:
    # A code that fails its check proves nothing: the name is left.
    code = parse_uscc(named.uscc) if named.uscc else None
    return Ref(named.kind, named.name, code.code if code else None)


def _statements(application: Application, organisation: Organisation) -> tuple[Statement, ...]:
    applicant = Named("organisation", organisation.name, organisation.uscc)
    holders = application.form.get("shareholders")
    rows = holders if isinstance(holders, list) else []
    names = {str(row.get("name") or "").strip() for row in rows if isinstance(row, dict)}
    return of_form(
        applicant,
        legal_representative=organisation.legal_representative,
        form=application.form,
        organisations=frozenset(name for name in names if names_organisation(name)),
    )


async def derive_application(session: "AsyncSession", *, application_id: uuid.UUID, now: dt.datetime) -> int:
    """Let the graph say what the application says now; how many ties were entered or withdrawn. A draft states nothing.

    What the office withdrew stays withdrawn. Doing it twice changes nothing.
    """
    found = await queries.application(session, application_id)
    if found is None:
        return 0
    application, organisation = found
    before = await queries.stated_by(session, application_id)
    live = [tie for tie in before if tie.withdrawn_at is None]
    if application.state == "draft":
        await _withdraw(session, live, TAKEN_BACK, now)
        await changed(session, now, {end for tie in live for end in (tie.from_id, tie.to_id)})
        return len(live)
    statements = [one for one in _statements(application, organisation) if _ref(one.subject).key and _ref(one.target).key]
    refs = {_ref(end) for one in statements for end in (one.subject, one.target)}
    book = await Book.opened(
        session, application.authority_id, refs, now=now, scope=whole_source, source_kind="application",
        same_source=queries.of_application(application_id),
    )  # fmt: skip
    applicant = await _applicant(session, book, organisation)
    named = Named("organisation", organisation.name, organisation.uscc)

    def node(one: Named) -> Party:
        return applicant if one == named else book.node(_ref(one))

    wanted = [
        Tie(
            id=new_id(), authority_id=application.authority_id, from_id=node(one.subject).id, to_id=node(one.target).id,
            kind=one.kind, role=one.role, share=one.share, valid_from=one.since, valid_to=one.until, source_kind="application",
            source=application.case_number, document="申报表", application_id=application_id, created_at=now,
        )
        for one in statements
    ]  # fmt: skip
    wanted += await _users(session, application, organisation, applicant, now)
    # Two statements of one tie (a shareholder in two rows) are one: the first.
    stated = {same_tie(tie): tie for tie in reversed(wanted) if tie.from_id != tie.to_id}
    set_aside = {same_tie(tie) for tie in before if tie.withdrawn_by is not None}
    # What differs in what is not part of the key, such as the share, is withdrawn and entered anew.
    kept = {same_tie(tie) for tie in live if (new := stated.get(same_tie(tie))) and _as_stated(tie) == _as_stated(new)}
    gone = [tie for tie in live if same_tie(tie) not in kept]
    entered = [tie for key, tie in stated.items() if key not in kept and key not in set_aside]
    await _withdraw(session, gone, STATED_NO_MORE, now)
    session.add_all(entered)
    await session.flush()
    if entered or gone:
        await append(
            session, actor=SYSTEM, now=now, entity="tie", entity_id=None, action="derive", article="32",
            edition_id=application.edition_id, application_id=application_id,
            detail={"created": len(entered), "withdrawn": len(gone)},
        )  # fmt: skip
        await changed(session, now, {end for tie in (*entered, *gone) for end in (tie.from_id, tie.to_id)})
    return len(entered) + len(gone)


def _as_stated(tie: Tie) -> tuple[object, ...]:
    return tie.share, tie.valid_to


async def _withdraw(session: "AsyncSession", ties: Iterable[Tie], because: str, now: dt.datetime) -> None:
    for tie in ties:
        tie.withdrawn_at, tie.withdrawn_because = now, because
    # Before the new ones: the index allows a tie once among those that are not withdrawn.
    await session.flush()


async def _applicant(session: "AsyncSession", book: Book, organisation: Organisation) -> Party:
    """The applicant's node, by its registration; a former name is kept as another name."""
    party = await queries.node_of_organisation(session, organisation.id)
    if party is None:
        party = book.node(Ref("organisation", organisation.name, organisation.uscc))
        party.organisation_id = organisation.id
    key = organisation_key(organisation.name)
    if party.name_key != key:
        party.aliases = list(dict.fromkeys([*party.aliases, party.name]))
        party.alias_keys = sorted({*party.alias_keys, party.name_key} - {key})
        party.name, party.name_key = organisation.name, key
    book.learn(party)
    await session.flush()
    return party


async def _users(
    session: "AsyncSession", application: Application, organisation: Organisation, applicant: Party, now: dt.datetime
) -> list[Tie]:
    ties: list[Tie] = []
    for user, membership in await queries.applicants_users(session, organisation.id):
        node = await queries.node_of(session, user_id=user.id)
        if node is None:
            node = Party(
                id=new_id(), authority_id=application.authority_id, kind="person", name=user.name, name_key=person_key(user.name),
                aliases=[], alias_keys=[], user_id=user.id, created_at=now,
            )  # fmt: skip
            session.add(node)
            await session.flush()
        ties.append(
            Tie(
                id=new_id(), authority_id=application.authority_id, from_id=node.id, to_id=applicant.id, kind="employment",
                role=IN_CHARGE, valid_from=local_date(membership.valid_from),
                valid_to=local_date(membership.valid_to) if membership.valid_to else None, source_kind="application",
                source=application.case_number, document="系统账户", application_id=application.id, created_at=now,
            )
        )  # fmt: skip
    return ties


async def derive_experts(session: "AsyncSession", *, now: dt.datetime) -> int:
    """Each expert of the pool works for the employer that the list names; a former one stays as such. How many ties changed."""
    pool = await queries.experts(session)
    by_authority: dict[uuid.UUID, list[tuple[Expert, Party | None]]] = {}
    for expert, node in pool:
        by_authority.setdefault(expert.authority_id, []).append((expert, node))
    return sum([await _experts_of(session, authority_id, rows, now) for authority_id, rows in by_authority.items()])


async def _experts_of(
    session: "AsyncSession", authority_id: uuid.UUID, pool: list[tuple[Expert, Party | None]], now: dt.datetime
) -> int:
    refs = {expert.id: _ref(Named("organisation", expert.employer, expert.employer_uscc)) for expert, _ in pool}
    book = await Book.opened(
        session, authority_id, set(refs.values()), now=now, scope=beside_the_same, source_kind="import",
        same_source=queries.of_anybody(),
    )  # fmt: skip
    nodes: dict[uuid.UUID, Party] = {}
    for expert, there in pool:
        node = there or Party(
            id=new_id(), authority_id=authority_id, kind="person", name=expert.name, name_key=person_key(expert.name), aliases=[],
            alias_keys=[], expert_id=expert.id, created_at=now,
        )  # fmt: skip
        if there is None:
            session.add(node)
        nodes[expert.id] = node
    await session.flush()
    live = await queries.live_between(session, {node.id for node in nodes.values()}, source_kind="import")
    present: dict[uuid.UUID, list[Tie]] = {}
    for tie in live:
        if tie.kind == "employment" and tie.document == ROSTER:
            present.setdefault(tie.from_id, []).append(tie)
    entered: list[Tie] = []
    gone: list[Tie] = []
    for expert, _ in pool:
        if not refs[expert.id].key:
            continue
        node, employer = nodes[expert.id], book.node(refs[expert.id])
        now_there = [tie for tie in present.get(node.id, []) if tie.valid_to is None]
        if any(tie.to_id == employer.id for tie in now_there):
            continue
        entered.append(_employed(expert, node.id, employer.id, local_date(now) if now_there else None, None, now))
        for tie in now_there:
            gone.append(tie)
            entered.append(_employed(expert, node.id, tie.to_id, tie.valid_from, local_date(now), now))
    await session.flush()
    # A list of ties that says the same is left as it is; what an older roster said is replaced.
    wanted = {same_tie(tie): tie for tie in entered}
    for tie in live:
        if same_tie(tie) in wanted:
            if tie.document != ROSTER:
                del wanted[same_tie(tie)]
            elif tie not in gone:
                gone.append(tie)
    entered = list(wanted.values())
    await _withdraw(session, gone, NEW_EMPLOYER, now)
    session.add_all(entered)
    await session.flush()
    if entered:
        await append(
            session, actor=SYSTEM, now=now, entity="tie", entity_id=None, action="derive", article="32",
            detail={"created": len(entered), "withdrawn": len(gone)},
        )  # fmt: skip
        await changed(session, now, {end for tie in (*entered, *gone) for end in (tie.from_id, tie.to_id)})
    return len(entered) + len(gone)


ROSTER = "专家库名册"


def _employed(
    expert: Expert, person: uuid.UUID, employer: uuid.UUID, since: dt.date | None, until: dt.date | None, now: dt.datetime
) -> Tie:
    return Tie(
        id=new_id(), authority_id=expert.authority_id, from_id=person, to_id=employer, kind="employment", role=expert.title,
        valid_from=since, valid_to=until, source_kind="import", source=expert.provenance, document=ROSTER, created_at=now,
    )  # fmt: skip
