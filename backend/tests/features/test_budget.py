"""Art. 19: budget against actual."""

import pytest
from world import World

from quality_award.tables.awards import Award, PrizePayment

pytestmark = pytest.mark.anyio


@pytest.mark.article("19")
async def test_budget_against_what_was_awarded_paid_and_stopped(world: World) -> None:
    office, applicant = await world.person("office"), await world.organisation()
    edition = await world.edition("conferred", budget_work=600_000, budget_prizes=700_000)
    for number, (tier, state, amount) in enumerate(
        (("gold", "paid", 200_000), ("silver", "pending", 100_000), ("nomination", "stopped", 50_000))
    ):
        application = await world.application(edition, state="awarded")
        award = Award(
            authority_id=edition.authority_id,
            edition_id=edition.id,
            organisation_id=application.organisation_id,
            application_id=application.id,
            tier=tier,
            certificate_number=f"朝质奖〔2026〕{number}号",
            verify_code=f"BUDGET{number}",
            granted_on=world.clock.now().date(),
            supervised_until=world.clock.now().date(),
            state="granted",
            created_at=world.clock.now(),
        )
        await world.add(award)
        paid = {"paid_on": world.clock.now().date(), "voucher": "朝财拨〔2026〕1号"} if state == "paid" else {}
        await world.add(PrizePayment(award_id=award.id, amount=amount, state=state, created_at=world.clock.now(), **paid))
    found = (await office.get(f"/editions/{edition.id}/budget")).json()
    assert found == {
        "budget_work": 600_000, "budget_prizes": 700_000, "awarded": 350_000, "paid": 200_000, "pending": 100_000, "stopped": 50_000,
    }  # fmt: skip
    other = await world.person("applicant", organisation_id=applicant.id)
    assert (await other.get(f"/editions/{edition.id}/budget")).status_code == 403
