"""The committee: motions at their own stage, one vote each, quorum and majority, recused members left out (Art. 7, 8, 32)."""

import datetime as dt

import pytest
from sqlalchemy import event, select
from world import Person, World

from quality_award.tables.editions import Edition, ListEntry
from quality_award.tables.objections import Objection
from quality_award.tables.trail import OutboxEvent

pytestmark = pytest.mark.anyio


async def committee(world: World) -> list[Person]:
    """A chair, two vice chairs and six members."""
    seats = ["chair", "vice_chair", "vice_chair", *["member"] * 6]
    return [await world.person("committee", seat=seat) for seat in seats]


async def meeting(office: Person, edition: Edition) -> str:
    """A meeting to put motions in."""
    body = {"title": "第一次会议", "place": "市政府", "held_at": "2026-03-02T01:00:00Z"}
    answer = await office.post(f"/editions/{edition.id}/meetings", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def put(office: Person, meeting_id: str, kind: str, **extra: object) -> dict[str, object]:
    """A motion put to the vote."""
    answer = await office.post(f"/meetings/{meeting_id}/motions", {"kind": kind, "title": "审议事项", **extra})
    assert answer.status_code == 201, answer.text
    found: dict[str, object] = answer.json()
    return found


@pytest.mark.article("8", "17(1)")
async def test_a_plan_is_carried_by_more_than_half_with_a_quorum(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("plan_review")
    members = await committee(world)
    motion = await put(office, await meeting(office, edition), "plan")
    path = f"/motions/{motion['id']}"
    for member in members[:5]:
        assert (await member.post(f"{path}/ballots", {"choice": "for"})).status_code == 201
    early = await members[0].post(f"{path}/actions/carry", version=1)
    assert early.status_code == 409
    assert early.json()["findings"][0]["code"] == "motion.quorum"
    await members[5].post(f"{path}/ballots", {"choice": "against"})
    wrong = await members[0].post(f"{path}/actions/reject", version=1)
    assert wrong.json()["findings"][0]["code"] == "motion.no_majority"
    assert (await members[3].post(f"{path}/actions/carry", version=1)).status_code == 403
    done = await members[0].post(f"{path}/actions/carry", version=1)
    assert (done.status_code, done.json()["state"]) == (200, "carried")
    assert done.json()["votes_for"] == 5
    approved = await members[0].get(f"/editions/{edition.id}")
    action = next(one for one in approved.json()["actions"] if one["name"] == "approve_plan")
    assert "edition.plan_carried" not in {finding["code"] for finding in action["findings"]}


async def test_one_vote_each_and_none_after_the_close(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("plan_review")
    members = await committee(world)
    motion = await put(office, await meeting(office, edition), "plan")
    path = f"/motions/{motion['id']}"
    for member in members:
        assert (await member.post(f"{path}/ballots", {"choice": "for"})).status_code == 201
    twice = await members[4].post(f"{path}/ballots", {"choice": "against"})
    assert (twice.status_code, twice.json()["findings"][0]["code"]) == (409, "motion.voted_already")
    assert (await members[0].post(f"{path}/actions/carry", version=1)).status_code == 200
    late = await world.person("committee")
    assert (await late.post(f"{path}/ballots", {"choice": "for"})).json()["type"] == "/problems/motion-closed"


async def test_motions_wait_for_their_stage(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("open")
    meeting_id = await meeting(office, edition)
    for kind in ("plan", "accepted_list", "initial_list", "final_list"):
        answer = await office.post(f"/meetings/{meeting_id}/motions", {"kind": kind, "title": "审议事项"})
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/motion-out-of-turn")


async def test_a_list_changed_after_it_was_put_needs_a_new_vote(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("deliberation")
    members = await committee(world)
    application = await world.application(edition, state="shortlisted")
    now = world.clock.now()
    entry = ListEntry(edition_id=edition.id, kind="initial", application_id=application.id, tier="gold", created_at=now)
    await world.add(entry)
    motion = await put(office, await meeting(office, edition), "initial_list")
    other = await world.application(edition, state="shortlisted")
    await world.add(ListEntry(edition_id=edition.id, kind="initial", application_id=other.id, tier="silver", created_at=now))
    path = f"/motions/{motion['id']}"
    vote = await members[0].post(f"{path}/ballots", {"choice": "for"})
    assert (vote.status_code, vote.json()["type"]) == (409, "/problems/motion-changed")
    assert (await members[0].get(path)).json()["may_vote"] is False
    for action in ("carry", "reject"):
        assert (await members[0].post(f"{path}/actions/{action}", version=1)).json()["type"] == "/problems/motion-changed"
    again = {"kind": "initial_list", "title": "审议事项"}
    blocked = await office.post(f"/meetings/{motion['meeting_id']}/motions", again)
    assert blocked.json()["findings"][0]["code"] == "motion.open_already"
    assert (await members[5].post(f"{path}/actions/withdraw", version=1)).status_code == 403
    gone = await office.post(f"{path}/actions/withdraw", version=1)
    assert (gone.status_code, gone.json()["state"]) == (200, "withdrawn")
    await put(office, str(motion["meeting_id"]), "initial_list")


async def test_a_vote_that_goes_badly_is_not_withdrawn(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("plan_review")
    members = await committee(world)
    motion = await put(office, await meeting(office, edition), "plan")
    path = f"/motions/{motion['id']}"
    for member in members:
        await member.post(f"{path}/ballots", {"choice": "against"})
    for person in (office, members[0]):
        refused = await person.post(f"{path}/actions/withdraw", version=1)
        assert refused.json()["findings"][0]["code"] == "motion.outdated"
    assert (await members[0].post(f"{path}/actions/reject", version=1)).json()["state"] == "rejected"


async def test_a_returned_plan_does_not_block_the_next_one(world: World) -> None:
    """Put, returned, changed, submitted again: the old motion is withdrawn, the new plan is voted on."""
    office = await world.person("office")
    edition = await world.edition("plan_review")
    motion = await put(office, await meeting(office, edition), "plan")
    async with world.session() as session:
        row = await session.get(Edition, edition.id)
        assert row is not None
        row.plan_text = "修改后的方案"
        await session.commit()
    shown = (await office.get(f"/motions/{motion['id']}")).json()
    assert (shown["current"], [one["allowed"] for one in shown["actions"]]) == (False, [True])
    assert (await office.post(f"/motions/{motion['id']}/actions/withdraw", version=1)).status_code == 200
    await put(office, str(motion["meeting_id"]), "plan")


async def test_only_the_office_and_the_chairs_convene_and_put(world: World) -> None:
    edition = await world.edition("plan_review")
    chair, vice, *_, member = await committee(world)
    office, auditor = await world.person("office"), await world.person("auditor")
    body = {"title": "第一次会议", "place": "市政府", "held_at": "2026-03-02T01:00:00Z"}
    path = f"/editions/{edition.id}/meetings"
    for person in (office, chair, vice):
        assert (await person.post(path, body)).status_code == 201
    assert (await member.post(path, body)).json()["type"] == "/problems/not-chairing"
    assert (await auditor.post(path, body)).status_code == 403
    found = (await member.get(path)).json()[0]
    shown = (await member.get(f"/meetings/{found['id']}")).json()
    assert shown["may_manage"] is False
    motion = {"kind": "plan", "title": "实施方案"}
    assert (await member.post(f"/meetings/{found['id']}/motions", motion)).status_code == 403
    assert (await member.patch(f"/meetings/{found['id']}", {"minutes": "x"}, version=1)).status_code == 403
    assert (await vice.post(f"/meetings/{found['id']}/motions", motion)).status_code == 201


@pytest.mark.article("7", "8")
async def test_minutes_and_attendance_are_kept_with_a_version(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("plan_review")
    members = await committee(world)
    path = f"/meetings/{await meeting(office, edition)}"
    saved = await office.patch(path, {"minutes": "会议由主任主持。"}, version=1)
    assert (saved.json()["minutes"], saved.json()["version"]) == ("会议由主任主持。", 2)
    assert (await office.patch(path, {"minutes": "旧稿"}, version=1)).status_code == 412
    assert (await office.patch(path, {"minutes": "旧稿"})).status_code == 428
    ids = [str(one.membership.id) for one in members[:6]]
    shown = (await office.patch(path, {"present": ids}, version=2)).json()
    assert [one["membership_id"] for one in shown["seats"] if one["present"]] == ids
    assert shown["seats"][0]["seat"] == "chair"
    assert shown["minutes"] == "会议由主任主持。"
    stranger = await office.patch(path, {"present": [str(office.membership.id)]}, version=3)
    assert stranger.status_code == 422


async def test_a_member_recused_from_a_case_does_not_vote_on_its_accepted_list(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("formal_review")
    members = await committee(world)
    application = await world.application(edition, state="formal_passed")
    await world.application(edition, state="formal_failed")
    await world.recuse(members[3], application)
    motion = await put(office, await meeting(office, edition), "accepted_list")
    assert (motion["recused"], motion["needed"]) == (1, 6)
    path = f"/motions/{motion['id']}"
    shown = (await members[3].get(path)).json()
    assert (len(shown["entries"]), shown["may_vote"], shown["actions"]) == (1, False, [])
    assert len((await members[4].get(path)).json()["entries"]) == 2
    vote = await members[3].post(f"{path}/ballots", {"choice": "for"})
    assert (vote.status_code, vote.json()["type"]) == (403, "/problems/recused")


async def test_members_hear_of_a_new_motion(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("plan_review")
    await put(office, await meeting(office, edition), "plan")
    async with world.session() as session:
        names = (await session.scalars(select(OutboxEvent.name))).all()
    assert "motion.open" in names


async def test_a_meeting_asks_as_often_for_three_motions_as_for_one(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("open")
    path = f"/meetings/{await meeting(office, edition)}"

    async def asked() -> int:
        seen: list[str] = []

        def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        engine = world.app.state.engine.sync_engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            assert (await office.get(path)).status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    await put(office, path.rsplit("/", 1)[1], "other")
    one = await asked()
    await put(office, path.rsplit("/", 1)[1], "other")
    await put(office, path.rsplit("/", 1)[1], "other")
    assert await asked() == one


async def test_a_recused_member_neither_sees_nor_votes_on_the_case(world: World) -> None:
    office = await world.person("office")
    edition = await world.edition("settlement")
    members = await committee(world)
    application = await world.application(edition, state="shortlisted")
    now = world.clock.now()
    objection = Objection(
        edition_id=edition.id, application_id=application.id, case_number="异5-001", follow_code_hash="x", subject="真实性",
        grounds="数据不符，附年报。", identified=True, state="reported", received_at=now + dt.timedelta(hours=1), report="属实",
        office_opinion="提请决定", created_at=now,
    )  # fmt: skip
    await world.add(objection)
    await world.recuse(members[4], application)
    motion = await put(office, await meeting(office, edition), "objection", subject_id=str(objection.id))
    path = f"/motions/{motion['id']}"
    assert motion["recused"] == 1
    assert (await members[4].get(path)).status_code == 404
    assert (await members[4].post(f"{path}/ballots", {"choice": "for"})).status_code == 404
    for member in members[:4] + members[5:]:
        cast = await member.post(f"{path}/ballots", {"choice": "for"})
        assert cast.status_code == 201, cast.text
    done = await members[1].post(f"{path}/actions/carry", version=1)
    assert done.json()["state"] == "carried"


@pytest.mark.parametrize("role", ["applicant", "recommender", "agency", "expert", "government", "admin"])
async def test_other_roles_see_no_meetings(world: World, role: str) -> None:
    edition = await world.edition("plan_review")
    scope = {
        "applicant": lambda: world.organisation(),
        "agency": lambda: world.agency(),
        "expert": lambda: world.expert(),
    }.get(role)
    name = {"applicant": "organisation_id", "agency": "agency_id", "expert": "expert_id"}.get(role)
    given = {name: (await scope()).id} if scope and name else {}
    if role == "recommender":
        given = {"department_id": world.departments["211302"].id}
    person = await world.person(role, **given)
    assert (await person.get(f"/editions/{edition.id}/meetings")).status_code == 403
