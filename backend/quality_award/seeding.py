"""What an installation starts with: the authority with its departments and people, the demonstration's logins."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from demo_data import (
    ADMIN,
    AGENCY,
    AUDITOR,
    COMMITTEE,
    DEPARTMENTS,
    EXPERTS,
    GOVERNMENT,
    OFFICE,
    placed,
)
from quality_award.platform.crypto import hash_password, seal
from quality_award.platform.ids import new_id
from quality_award.platform.names import person_key
from quality_award.platform.proofs import proof_hash
from quality_award.platform.settings import Settings
from quality_award.platform.tokens import new_key
from quality_award.regulation import parameters
from quality_award.tables.identity import Membership, SigningKey, User
from quality_award.tables.parties import Agency, Authority, Department, Expert
from quality_award.tables.relations import Party
from quality_award.tables.trail import SystemState

PASSWORD = "Chaoyang-2026-demo"


async def already_there(session: AsyncSession) -> bool:
    """Whether the database has its authority."""
    return await session.scalar(select(Authority.id).limit(1)) is not None


async def foundation(session: AsyncSession, settings: Settings, *, now: dt.datetime) -> Authority:
    """The authority, the mark of a rehearsal database, a signing key: what every installation needs."""
    parameters.install(settings.ruleset_texts)
    given = parameters.latest().authority
    authority = Authority(id=new_id(), code=given.code, name=given.name_zh, award_name=given.award_zh)
    session.add(authority)
    session.add(SystemState(id=1, rehearsal=settings.rehearsal, clock_offset_seconds=0, created_at=now))
    key = new_key()
    session.add(
        SigningKey(
            kid=key.kid,
            private_key=seal(settings.master_key_bytes, key.private_pem, key.kid.encode()),
            public_jwk=key.public_jwk,
            state="active",
            created_at=now,
            changed_at=now,
        )
    )
    await session.flush()
    return authority


async def people(
    session: AsyncSession, authority: Authority, settings: Settings, *, now: dt.datetime, since: dt.datetime
) -> None:
    """Departments, agency, expert pool, and a login for each person of the demonstration; one phone is one person."""
    hashed, key = hash_password(PASSWORD), settings.master_key_bytes
    users: dict[str, User] = {}
    roles: list[Membership] = []

    def person(login: str, name: str, phone: str) -> User:
        if phone not in users:
            users[phone] = User(
                id=new_id(), login=login, name=name, phone=phone, password_hash=hashed, locale="zh-CN", created_at=now
            )
            session.add(users[phone])
        return users[phone]

    def role(user: User, name: str, title: str, **scope: object) -> None:
        roles.append(
            Membership(
                user_id=user.id, role=name, title=title, authority_id=authority.id, valid_from=since, created_at=now, **scope
            )
        )

    agency = Agency(id=new_id(), authority_id=authority.id, name=AGENCY.name, uscc=AGENCY.uscc)
    session.add(agency)
    areas = {place.code: place for place in parameters.latest().areas}
    for one in DEPARTMENTS:
        area = areas[placed(one.area_code, tuple(areas))] if one.area_code else None
        department = Department(
            id=new_id(),
            authority_id=authority.id,
            code=one.code,
            name=one.name if area is None or area.code == one.area_code else f"{area.name_zh}市场监督管理局",
            kind=one.kind,
            area_code=area.code if area else None,
            divisions=list(one.divisions),
        )
        session.add(department)
        await session.flush()
        head = person(one.head.login, one.head.name, one.head.phone)
        role(head, "recommender", one.head.title, department_id=department.id)
    for member in COMMITTEE:
        role(person(member.login, member.name, member.phone), "committee", member.title, seat=member.seat)
    for officer in (*OFFICE, *GOVERNMENT, *AUDITOR, *ADMIN):
        role(person(officer.login, officer.name, officer.phone), officer.role, officer.title)
    for clerk in AGENCY.people:
        role(person(clerk.login, clerk.name, clerk.phone), "agency", clerk.title, agency_id=agency.id)
    for entry in EXPERTS:
        expert = Expert(
            id=new_id(),
            authority_id=authority.id,
            name=entry.name,
            pool_number=entry.pool_number,
            provenance=entry.provenance,
            employer=entry.employer,
            employer_uscc=entry.employer_uscc,
            title=entry.title,
            categories=list(entry.categories),
            divisions=list(entry.divisions),
            leader_qualified=entry.leader_qualified,
            identity_hash=proof_hash("identity", entry.identity, key),
            phone_hash=proof_hash("phone", entry.phone, key),
            qualifications=list(entry.qualifications),
            load_wish=entry.load_wish,
            max_load=entry.max_load,
            area=entry.area,
            created_at=now,
        )
        session.add(expert)
        await session.flush()
        session.add(
            Party(
                authority_id=authority.id,
                kind="person",
                name=expert.name,
                name_key=person_key(expert.name),
                identity_hash=expert.identity_hash,
                phone_hash=expert.phone_hash,
                expert_id=expert.id,
                created_at=now,
            )
        )
        role(person(entry.login, entry.name, entry.phone), "expert", entry.title, expert_id=expert.id)
    await session.flush()
    session.add_all(roles)
    await session.flush()
