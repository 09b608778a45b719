"""What everyone may read: the running edition, winners, certificates."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.regulation.parameters import ruleset
from quality_award.tables.awards import Award
from quality_award.tables.editions import Edition
from quality_award.tables.parties import Authority, Department, Organisation

PUBLISHED = ("conferred", "closed")


@dataclass(frozen=True)
class Winner:
    """An award with the names that go with it."""

    award: Award
    edition: Edition
    organisation: Organisation
    authority: Authority


def _winners() -> Select[Award, Edition, Organisation, Authority]:
    return (
        select(Award, Edition, Organisation, Authority)
        .join(Edition, Edition.id == Award.edition_id)
        .join(Organisation, Organisation.id == Award.organisation_id)
        .join(Authority, Authority.id == Award.authority_id)
        .where(Edition.state.in_(PUBLISHED))
    )


async def winners(session: AsyncSession, year: int | None) -> list[Winner]:
    """The registry: newest edition first, the highest prize first."""
    query = _winners().order_by(Edition.year.desc(), Award.certificate_number)
    if year is not None:
        query = query.where(Edition.year == year)
    found = [Winner(*row) for row in (await session.execute(query)).tuples()]
    return sorted(
        found,
        key=lambda one: (
            -one.edition.year, ruleset(one.edition.ruleset_code).tier_rank(one.award.tier), one.award.certificate_number
        ),
    )  # fmt: skip


async def by_code(session: AsyncSession, code: str) -> Winner | None:
    """The award behind a verification code."""
    row = (await session.execute(_winners().where(Award.verify_code == code))).tuples().one_or_none()
    return Winner(*row) if row else None


def public_state(award: Award) -> str:
    """A revocation is public once the government has decided it, not while it is under way (Art. 36)."""
    return "revoked" if award.state == "revoked" else "granted"


async def awards_of(session: AsyncSession, uscc: str) -> list[Winner]:
    """The registry's entries for a code: what everyone may look up by the winner's name."""
    return [Winner(*row) for row in (await session.execute(_winners().where(Organisation.uscc == uscc))).tuples()]


async def public_editions(session: AsyncSession) -> list[Edition]:
    """Editions that were announced, and those held before the system."""
    query = select(Edition).where(Edition.announced_at.is_not(None) | Edition.state.in_(PUBLISHED))
    return list(await session.scalars(query.order_by(Edition.number)))


async def bureau(session: AsyncSession, area_code: str) -> str | None:
    """The name of the market-regulation bureau of an area (Art. 12, 17(3))."""
    name: str | None = await session.scalar(select(Department.name).where(Department.area_code == area_code))
    return name


async def current(session: AsyncSession) -> Edition | None:
    """The latest edition that has been announced."""
    return (
        await session.execute(select(Edition).where(Edition.announced_at.is_not(None)).order_by(Edition.number.desc()).limit(1))
    ).scalar_one_or_none()
