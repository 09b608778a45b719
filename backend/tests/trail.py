"""Writing, sealing and verifying the audit trail in tests."""

from typing import Any

from world import World

from quality_award.access.actor import SYSTEM
from quality_award.audit.append import append
from quality_award.audit.note import Signer
from quality_award.audit.seal import seal
from quality_award.audit.verify import Verdict, verify
from quality_award.platform.ids import new_id


async def record(world: World, count: int = 1, **values: Any) -> None:
    async with world.session() as session:
        for number in range(count):
            await append(
                session, actor=SYSTEM, now=world.clock.now(),
                **({"entity": "test", "entity_id": new_id(), "action": "act", "detail": {"n": number}} | values),
            )  # fmt: skip
        await session.commit()


def signer_of(world: World) -> Signer:
    return Signer.of(world.app.state.settings)


async def run_seal(world: World, *, sweep: bool = False) -> int:
    async with world.session() as session:
        sealed = await seal(session, signer=signer_of(world), now=world.clock.now(), sweep=sweep)
        await session.commit()
        return sealed


async def verdict(world: World, *outside: str) -> Verdict:
    async with world.session() as session:
        return await verify(session, verifier=signer_of(world).verifier, outside=outside)
