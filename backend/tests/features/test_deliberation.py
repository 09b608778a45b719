"""The committee: motions at their own stage, one vote each, quorum and majority, recused members left out (Art. 7, 8, 32)."""

import datetime as dt

import pytest
from world import Person, World

from quality_award.tables.editions import Edition, ListEntry
from quality_award.tables.objections import Objection

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
    vote = await members[0].post(f"/motions/{motion['id']}/ballots", {"choice": "for"})
    assert (vote.status_code, vote.json()["type"]) == (409, "/problems/motion-changed")


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
