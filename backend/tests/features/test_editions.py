"""Editions: the plan on its way to the committee, every step of Art. 17 with what it brings, and who may not."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select
from world import MovableClock, Person, World

from quality_award.features.editions.queries import current_snapshot
from quality_award.platform.ids import new_id
from quality_award.regulation.parameters import latest
from quality_award.tables.applications import Application
from quality_award.tables.awards import Award, PrizePayment
from quality_award.tables.decisions import Meeting, Motion
from quality_award.tables.editions import Edition, ListEntry, PublicNotice, Report
from quality_award.tables.reviews import ScoreSheet
from quality_award.tables.trail import AuditRecord, OutboxEvent

pytestmark = pytest.mark.anyio
ROLES = ("applicant", "recommender", "agency", "expert", "government", "auditor", "admin")


async def confirm_all(office: Person, edition: dict[str, Any]) -> dict[str, Any]:
    """Confirm every open point, the weights with 40 and 60."""
    for point in latest().points:
        value = {"document_weight": 40, "site_weight": 60}.get(point.key, point.default)
        answer = await office.put(f"/editions/{edition['id']}/settings/{point.key}", {"value": value}, version=edition["version"])
        assert answer.status_code == 200, answer.text
        edition = answer.json()
    return edition


async def carry(world: World, edition_id: Any, kind: str, state: str = "carried") -> None:
    """A closed vote on what stands now."""
    async with world.session() as session:
        edition = await session.get_one(Edition, edition_id)
        snapshot = await current_snapshot(session, edition, kind)
    now = world.clock.now()
    meeting = Meeting(edition_id=edition.id, title="会议", place="市政府", held_at=now, created_at=now)
    await world.add(meeting)
    motion = Motion(
        edition_id=edition.id, meeting_id=meeting.id, kind=kind, subject_id=edition.id, title=kind, text="",
        snapshot=snapshot, state=state, closed_at=now, created_at=now,
    )  # fmt: skip
    await world.add(motion)


async def act(person: Person, edition: dict[str, Any], action: str, **body: Any) -> Any:
    """Read the present version, then act."""
    now = (await person.get(f"/editions/{edition['id']}")).json()
    return await person.post(f"/editions/{edition['id']}/actions/{action}", body, version=now["version"])


async def person_of(world: World, role: str, edition: Edition | None = None) -> Person:
    """Someone in the role, with the scope that it needs."""
    match role:
        case "applicant":
            return await world.person(role, organisation_id=(await world.organisation()).id)
        case "recommender":
            return await world.person(role, department_id=world.departments["211302"].id)
        case "agency":
            return await world.person(role, agency_id=(await world.agency()).id)
        case "expert":
            return await world.person(role, expert_id=(await world.expert()).id)
    return await world.person(role)


async def test_a_plan_from_nothing_to_the_notice(world: World, clock: MovableClock) -> None:
    office = await world.person("office")
    chair = await world.person("committee", seat="chair")
    agency = await world.agency()
    made = await office.post("/editions", {"year": 2026})
    assert made.status_code == 201, made.text
    edition = made.json()
    assert (edition["number"], edition["state"], edition["step"]) == (1, "draft", 1)
    assert edition["budget_prizes"] == 3 * 200_000 + 7 * 100_000 + 10 * 50_000
    refused = {f["code"] for f in edition["actions"][0]["findings"]}
    assert {
        "edition.plan_complete", "edition.points_confirmed", "edition.weights", "edition.windows_in_order", "edition.expert_team",
    } <= refused  # fmt: skip

    now = clock.now()
    saved = await office.patch(
        f"/editions/{edition['id']}",
        {
            "plan_text": "评定实施方案",
            "opens_at": (now + dt.timedelta(days=1)).isoformat(),
            "closes_at": (now + dt.timedelta(days=31)).isoformat(),
            "recommend_by": (now + dt.timedelta(days=41)).isoformat(),
            "agency_id": str(agency.id),
        },
        version=edition["version"],
    )
    assert saved.status_code == 200, saved.text
    assert saved.headers["etag"] == f'"v{edition["version"] + 1}"'
    edition = await confirm_all(office, saved.json())
    weight = next(one for one in edition["settings"] if one["key"] == "document_weight")
    assert (weight["value"], weight["confirmed_by"]) == (40, office.user.name)

    inviter = await world.person("agency", agency_id=agency.id)
    leader, other = await world.expert(leader=True), await world.expert()
    invited = await inviter.post(f"/editions/{edition['id']}/experts", {"expert_ids": [str(leader.id), str(other.id)]})
    assert [one["leader_qualified"] for one in invited.json()] == [True, False]
    for expert in (leader, other):
        checked = await office.post(f"/editions/{edition['id']}/experts/{expert.id}/check")
        assert checked.status_code == 200
    refusal = await act(office, edition, "submit_plan")
    assert refusal.status_code == 409
    assert [f["code"] for f in refusal.json()["findings"]] == ["edition.agency_procured"]
    assert refusal.json()["findings"][0]["article"] == "10"
    version = (await office.get("/editions/current")).json()["version"]
    await office.patch(f"/editions/{edition['id']}", {"procurement_record": "朝采〔2026〕12号"}, version=version)
    assert (await act(office, edition, "submit_plan")).json()["state"] == "plan_review"

    unvoted = await act(chair, edition, "approve_plan")
    assert [f["code"] for f in unvoted.json()["findings"]] == ["edition.plan_carried"]
    await carry(world, edition["id"], "plan")
    member = await world.person("committee")
    assert (await act(member, edition, "approve_plan")).status_code == 403
    assert (await act(chair, edition, "approve_plan")).json()["state"] == "plan_approved"
    opened = await act(office, edition, "publish_notice")
    assert opened.json()["state"] == "open"
    assert opened.json()["pinned_at"] is not None
    async with world.session() as session:
        notice = (await session.scalars(select(PublicNotice))).one()
        assert notice.kind == "call"
        assert "第一届朝阳市市长质量奖" in notice.title
        events = set(await session.scalars(select(OutboxEvent.name)))
        assert {"edition.plan_review", "edition.plan_approved", "edition.open"} <= events
        actions = set(await session.scalars(select(AuditRecord.action)))
        assert {"create", "edit_plan", "confirm_setting", "invite_experts", "check_expert", "approve_plan"} <= actions


async def test_a_plan_changed_after_the_vote_needs_a_new_vote(world: World) -> None:
    office, chair = await world.person("office"), await world.person("committee", seat="chair")
    edition = await world.edition("plan_review")
    expert = await world.expert(leader=True)
    await world.invite(edition, expert, office)
    await carry(world, edition.id, "plan")
    shown = {"id": str(edition.id)}
    await act(office, shown, "return_plan")
    version = (await office.get(f"/editions/{edition.id}")).json()["version"]
    await office.patch(f"/editions/{edition.id}", {"plan_text": "另一个方案"}, version=version)
    async with world.session() as session:
        (await session.get_one(Edition, edition.id)).state = "plan_review"
        await session.commit()
    refusal = await act(chair, shown, "approve_plan")
    assert [f["code"] for f in refusal.json()["findings"]] == ["edition.plan_carried"]


async def test_a_rejected_second_vote_on_the_same_plan_outweighs_the_first(world: World, clock: MovableClock) -> None:
    chair, office = await world.person("committee", seat="chair"), await world.person("office")
    edition = await world.edition("plan_review")
    await world.invite(edition, await world.expert(leader=True), office)
    await carry(world, edition.id, "plan")
    clock.advance(hours=1)
    await carry(world, edition.id, "plan", "rejected")
    assert (await act(chair, {"id": str(edition.id)}, "approve_plan")).status_code == 409


@pytest.mark.article("3")
async def test_two_years_between_editions_or_an_exception(world: World) -> None:
    office = await world.person("office")
    await world.edition("closed", number=5, year=2025)
    early = await office.post("/editions", {"year": 2026})
    assert early.status_code == 409
    assert early.json()["findings"][0]["article"] == "3"
    async with world.session() as session:
        assert await session.scalar(select(func.count()).select_from(Edition)) == 1
    excepted = await office.post("/editions", {"year": 2026, "interval_exception": "市评委会 2025 年第 3 次会议决定"})
    assert excepted.status_code == 201
    assert (await office.post("/editions", {"year": 2028, "number": 6})).status_code == 409


@pytest.mark.parametrize("role", [*ROLES, "committee"])
async def test_only_the_office_edits_the_plan(world: World, role: str) -> None:
    edition = await world.edition("draft")
    person = await person_of(world, role)
    assert (await person.post("/editions", {"year": 2030})).status_code == 403
    answer = await person.patch(f"/editions/{edition.id}", {"plan_text": "x"}, version=1)
    assert answer.status_code == 403
    assert answer.json()["roles"] == ["office"]
    setting = await person.put(f"/editions/{edition.id}/settings/quorum", {"value": "2/3"}, version=1)
    assert setting.status_code == 403
    action = await person.post(f"/editions/{edition.id}/actions/submit_plan", {}, version=1)
    assert action.status_code in (403, 404)


@pytest.mark.parametrize("role", ["applicant", "recommender", "expert", "government", "admin", "agency"])
async def test_before_the_notice_an_edition_is_unknown(world: World, role: str) -> None:
    edition = await world.edition("plan_review")
    person = await person_of(world, role)
    assert (await person.get(f"/editions/{edition.id}")).status_code == 404
    assert (await person.get("/editions")).json()["items"] == []
    assert (await person.get("/editions/current")).json() is None


@pytest.mark.article("10")
async def test_an_agency_sees_only_editions_delegated_to_it(world: World) -> None:
    mine = await world.agency()
    edition = await world.edition("document_review", agency_id=mine.id, procurement_record="x")
    inside = await world.person("agency", agency_id=mine.id)
    outside = await world.person("agency", agency_id=(await world.agency()).id)
    assert (await inside.get(f"/editions/{edition.id}")).json()["agency"] == mine.name
    assert (await outside.get(f"/editions/{edition.id}")).status_code == 404
    assert (await outside.post(f"/editions/{edition.id}/experts", {"expert_ids": [str(new_id())]})).status_code == 404


async def test_applicants_learn_the_windows_but_not_the_counts(world: World) -> None:
    edition = await world.edition("open")
    applicant = await person_of(world, "applicant")
    shown = (await applicant.get("/editions/current")).json()
    assert shown["id"] == str(edition.id)
    assert shown["counts"] is None
    assert shown["plan_text"] is None
    assert shown["actions"] == []
    assert (shown["step"], shown["deadline_kind"]) == (2, "closes_at")
    assert shown["places"][0] == {"tier": "gold", "subject": "organisation", "quota": 3, "prize": 200_000}


async def test_stale_or_missing_versions_are_refused(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("draft")
    assert (await office.patch(f"/editions/{edition.id}", {"plan_text": "一"}, version=1)).status_code == 200
    stale = await office.patch(f"/editions/{edition.id}", {"plan_text": "二"}, version=1)
    assert (stale.status_code, stale.json()["current"]) == (412, 2)
    assert (await office.patch(f"/editions/{edition.id}", {"plan_text": "二"})).status_code == 428
    unchanged = await office.patch(f"/editions/{edition.id}", {"plan_text": "一"}, version=2)
    assert unchanged.json()["version"] == 2


async def test_every_gap_of_a_plan_at_once(world: World, clock: MovableClock) -> None:
    office = await world.person("office")
    edition = await world.edition("draft")
    now = clock.now()
    answer = await office.patch(
        f"/editions/{edition.id}",
        {
            "closes_at": (now - dt.timedelta(days=5)).isoformat(),
            "recommend_by": (now - dt.timedelta(days=6)).isoformat(),
            "agency_id": str(new_id()),
            "title": None,
        },
        version=1,
    )
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"closes_at", "recommend_by", "agency_id", "title"}
    naive = await office.patch(f"/editions/{edition.id}", {"opens_at": "2026-03-01T00:00:00"}, version=1)
    assert naive.status_code == 422


async def test_a_plan_is_locked_once_it_is_with_the_committee(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("plan_review")
    expert = await world.expert()
    locked = await office.patch(f"/editions/{edition.id}", {"plan_text": "x"}, version=1)
    assert (locked.status_code, locked.json()["article"]) == (409, "17(1)")
    assert (await office.put(f"/editions/{edition.id}/settings/quorum", {"value": "2/3"}, version=1)).status_code == 409
    assert (await office.post(f"/editions/{edition.id}/experts", {"expert_ids": [str(expert.id)]})).status_code == 409
    assert (await office.patch(f"/editions/{edition.id}", {"budget_work": 300_000}, version=1)).status_code == 200


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("quorum", 0.1, "setting.too_small"),
        ("quorum", "half", "setting.type"),
        ("document_weight", 120, "setting.too_large"),
        ("ballot", "secret", "setting.not_an_option"),
        ("team_size", "three", "setting.type"),
        ("drop_extremes", "yes", "setting.type"),
    ],
)
async def test_an_open_point_takes_only_what_can_stand(world: World, key: str, value: Any, code: str) -> None:
    office = await world.person("office")
    edition = await world.edition("draft")
    answer = await office.put(f"/editions/{edition.id}/settings/{key}", {"value": value}, version=1)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == code
    assert (await office.put(f"/editions/{edition.id}/settings/nonsense", {"value": 1}, version=1)).status_code == 404


async def test_a_dismissed_expert_is_neither_invited_nor_left_unnoticed(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("draft")
    bad = await world.expert(leader=True, status="dismissed", status_reason="泄密")
    refused = await office.post(f"/editions/{edition.id}/experts", {"expert_ids": [str(bad.id)]})
    assert (refused.status_code, refused.json()["article"]) == (409, "29")
    await world.invite(edition, bad, office)
    findings = (await office.get(f"/editions/{edition.id}")).json()["actions"][0]["findings"]
    assert "edition.experts_fit" in {f["code"] for f in findings}
    assert (await office.request("DELETE", f"/editions/{edition.id}/experts/{bad.id}")).json() == []


async def test_closing_lapses_what_was_not_recommended(world: World, clock: MovableClock) -> None:
    office = await world.person("office")
    edition = await world.edition("open")
    waiting = await world.application(edition, state="submitted")
    filed = await world.application(edition, state="filed")
    shown = {"id": str(edition.id)}
    early = await act(office, shown, "close_window")
    assert [f["code"] for f in early.json()["findings"]] == ["edition.window_over"]
    clock.advance(days=46)
    assert (await office.get("/editions/current")).json()["step"] == 3
    assert (await act(office, shown, "close_window")).json()["state"] == "formal_review"
    async with world.session() as session:
        states = dict((await session.execute(select(Application.id, Application.state))).tuples().all())
    assert states == {waiting.id: "not_recommended", filed.id: "filed"}


async def report(world: World, edition: Edition, by: Person, kind: str) -> None:
    """A report as it stands once submitted."""
    now = world.clock.now()
    await world.add(
        Report(
            edition_id=edition.id,
            kind=kind,
            text="报告",
            numbers={},
            submitted_by=by.user.id,
            submitted_at=now,
            sha256="0" * 64,
            created_at=now,
        )
    )


async def test_the_accepted_list_takes_its_applications_along(world: World) -> None:
    office, chair = await world.person("office"), await world.person("committee", seat="chair")
    edition = await world.edition("formal_review")
    good = await world.application(edition, state="formal_passed")
    bad = await world.application(edition, state="formal_failed", closed_reason="材料不完整")
    expert = await world.expert(leader=True)
    await world.team_member(good, expert, office, leader=True)
    await report(world, edition, office, "formal_review")
    shown = {"id": str(edition.id)}
    assert (await act(chair, shown, "settle_accepted_list")).status_code == 409
    await carry(world, edition.id, "accepted_list")
    assert (await act(chair, shown, "settle_accepted_list")).json()["state"] == "document_review"
    async with world.session() as session:
        states = dict((await session.execute(select(Application.id, Application.state))).tuples().all())
        assert states == {good.id: "accepted", bad.id: "not_accepted"}
        assert [e.application_id for e in await session.scalars(select(ListEntry))] == [good.id]
        assert [(s.stage, s.state) for s in await session.scalars(select(ScoreSheet))] == [("document", "open")]


async def entry(
    world: World, edition: Edition, application: Application, kind: str, tier: str | None = None, rank: int = 1
) -> None:
    await world.add(
        ListEntry(
            edition_id=edition.id, kind=kind, application_id=application.id, tier=tier, rank=rank, created_at=world.clock.now()
        )
    )


async def test_the_site_list_opens_sheets_for_those_who_are_visited(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("document_review")
    expert = await world.expert(leader=True)
    visited, left = await world.application(edition, state="accepted"), await world.application(edition, state="accepted")
    for application in (visited, left):
        await world.team_member(application, expert, office, leader=True)
        await world.sheet(application, expert, state="submitted", total=600)
    await report(world, edition, office, "document_review")
    shown = {"id": str(edition.id)}
    empty = await act(office, shown, "settle_site_list")
    assert [f["code"] for f in empty.json()["findings"]] == ["edition.site_list_present"]
    await entry(world, edition, visited, "site")
    assert (await act(office, shown, "settle_site_list")).json()["state"] == "site_review"
    async with world.session() as session:
        states = dict((await session.execute(select(Application.id, Application.state))).tuples().all())
        assert states == {visited.id: "shortlisted", left.id: "not_shortlisted"}
        site = [s.application_id for s in await session.scalars(select(ScoreSheet).where(ScoreSheet.stage == "site"))]
    assert site == [visited.id]


async def test_someone_who_became_ineligible_holds_up_the_proposed_list(world: World, clock: MovableClock) -> None:
    office = await world.person("office")
    edition = await world.edition("evaluation")
    application = await world.application(edition, state="shortlisted")
    await entry(world, edition, application, "proposed", "gold")
    await report(world, edition, office, "evaluation")
    clock.advance(days=60)
    async with world.session() as session:
        from quality_award.tables.parties import Organisation, RegulatoryRecord

        organisation = await session.get_one(Organisation, application.organisation_id)
        session.add(
            RegulatoryRecord(
                authority_id=world.authority.id, uscc=organisation.uscc, kind="failed_sample", occurred_on=clock.now().date(),
                source="省市场监管局", document="抽〔2026〕9号", description="", created_at=clock.now(),
            )
        )  # fmt: skip
        await session.commit()
    refused = await act(office, {"id": str(edition.id)}, "submit_proposed_list")
    assert [(f["code"], f["params"]["case"]) for f in refused.json()["findings"]] == [
        ("edition.still_eligible", application.case_number)
    ]


async def test_a_recused_officer_is_not_told_which_case_stands_in_the_way(world: World) -> None:
    office, recused = await world.person("office"), await world.person("office")
    edition = await world.edition("document_review")
    application = await world.application(edition, state="accepted")
    await world.recuse(recused, application)

    async def named(person: Person) -> list[str]:
        findings = (await person.get(f"/editions/{edition.id}")).json()["actions"][0]["findings"]
        return [f["params"]["case"] for f in findings if f["code"] == "edition.teams_complete"]

    assert await named(office) == [application.case_number]
    assert await named(recused) == []
    refused = await act(recused, {"id": str(edition.id)}, "settle_site_list")
    assert refused.status_code == 409
    assert application.case_number not in refused.text


@pytest.mark.article("17(7)", "17(8)", "17(9)", "18")
async def test_from_the_proposed_list_to_certificates(world: World, clock: MovableClock) -> None:
    office, chair = await world.person("office"), await world.person("committee", seat="chair")
    government = await world.person("government")
    edition = await world.edition("evaluation")
    shown = {"id": str(edition.id)}
    gold, silver, none = [await world.application(edition, state="shortlisted") for _ in range(3)]
    await entry(world, edition, gold, "proposed", "gold")
    await entry(world, edition, silver, "proposed", "silver", 2)
    await report(world, edition, office, "evaluation")
    assert (await act(office, shown, "submit_proposed_list")).json()["counts"]["lists"]["initial"] == {"gold": 1, "silver": 1}
    await carry(world, edition.id, "initial_list")
    assert (await act(chair, shown, "fix_initial_list")).status_code == 200
    public = await act(office, shown, "start_publicity")
    assert public.json()["deadline_kind"] == "publicity_ends_at"
    ends = dt.datetime.fromisoformat(public.json()["publicity_ends_at"])
    assert ends - clock.now() >= dt.timedelta(days=7)
    clock.at = ends - dt.timedelta(seconds=1)
    assert (await act(office, shown, "end_publicity")).status_code == 409
    clock.at = ends
    assert (await act(office, shown, "end_publicity")).json()["state"] == "settlement"
    await report(world, edition, office, "verification")
    await entry(world, edition, gold, "final", "gold")
    await entry(world, edition, silver, "final", "gold", 2)
    await carry(world, edition.id, "final_list")
    raised = await act(chair, shown, "settle_final_list")
    assert [f["code"] for f in raised.json()["findings"]] == ["edition.final_within_initial"]
    async with world.session() as session:
        row = (
            await session.scalars(select(ListEntry).where(ListEntry.kind == "final", ListEntry.application_id == silver.id))
        ).one()
        row.tier = "silver"
        await session.commit()
    await carry(world, edition.id, "final_list")
    assert (await act(chair, shown, "settle_final_list")).json()["state"] == "government"
    undocumented = await act(government, shown, "approve")
    assert [f["code"] for f in undocumented.json()["findings"]] == ["edition.approval_document"]
    approved = await act(government, shown, "approve", approval_document="朝政〔2026〕8号")
    assert approved.json()["approval_document"] == "朝政〔2026〕8号"
    assert (await act(office, shown, "publish_results")).json()["step"] == 10
    async with world.session() as session:
        awards = list(await session.scalars(select(Award).order_by(Award.tier)))
        assert [(a.tier, a.certificate_number) for a in awards] == [
            ("gold", "朝质奖〔2026〕金01号"), ("silver", "朝质奖〔2026〕银01号"),
        ]  # fmt: skip
        assert awards[0].supervised_until.year == awards[0].granted_on.year + 3
        assert sorted(await session.scalars(select(PrizePayment.amount))) == [100_000, 200_000]
        states = dict((await session.execute(select(Application.id, Application.state))).tuples().all())
        assert states == {gold.id: "awarded", silver.id: "awarded", none.id: "not_awarded"}
        kinds = set(await session.scalars(select(PublicNotice.kind)))
        assert kinds == {"publicity", "results"}
    unpaid = await act(office, shown, "close")
    assert unpaid.json()["findings"][0]["params"]["count"] == 2


async def test_an_action_out_of_turn_names_those_that_are_open(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("open")
    answer = await office.post(f"/editions/{edition.id}/actions/publish_results", {}, version=1)
    assert (answer.status_code, answer.json()["actions"]) == (409, ["close_window"])


async def test_a_repeated_request_has_one_effect(world: World) -> None:
    office = await world.person("office")
    key = {"Idempotency-Key": "once"}
    first = await office.post("/editions", {"year": 2026}, headers=key)
    again = await office.post("/editions", {"year": 2026}, headers=key)
    assert first.json()["id"] == again.json()["id"]
    assert again.headers["idempotency-replayed"] == "true"


async def test_a_list_of_editions_costs_the_same_for_one_and_many(world: World) -> None:
    from sqlalchemy import event

    office = await world.person("office")
    counts = []
    for year in (2020, 2022, 2024):
        await world.edition("closed", number=year // 2 - 1008, year=year)
        seen: list[str] = []
        engine = world.app.state.engine.sync_engine
        listener = lambda *args, seen=seen: seen.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listener)
        items = (await office.get("/editions")).json()["items"]
        event.remove(engine, "before_cursor_execute", listener)
        counts.append((len(items), len(seen)))
    assert [n for n, _ in counts] == [1, 2, 3]
    assert len({queries for _, queries in counts}) == 1
