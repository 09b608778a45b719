"""A small world for tests: people with tokens, organisations, editions and applications in a wanted state.

Rows are inserted as they would stand after the transitions that lead there; tests of the transitions go through the API.
"""

import base64
import datetime as dt
import itertools
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from quality_award.access.recusal import DECLARING
from quality_award.platform import tokens
from quality_award.platform.crypto import seal
from quality_award.platform.ids import new_id
from quality_award.platform.names import person_key
from quality_award.regulation.criteria import criteria
from quality_award.regulation.parameters import latest, ruleset
from quality_award.tables.applications import Application, Evidence
from quality_award.tables.conflicts import Conflict
from quality_award.tables.editions import Edition, EditionExpert
from quality_award.tables.identity import Membership, Session, SigningKey, User
from quality_award.tables.parties import Agency, Authority, Department, Expert, Organisation
from quality_award.tables.recusals import BreakGlass
from quality_award.tables.relations import Party
from quality_award.tables.reviews import InterestDeclaration, Recusal, ScoreSheet, TeamMember, Undertaking
from quality_award.tables.trail import SystemState

START = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
MASTER_KEY = base64.b64encode(b"k" * 32).decode()
CRITERIA = "gbt19580-2012"


@dataclass
class MovableClock:
    """A clock that tests set."""

    at: dt.datetime = START

    def now(self) -> dt.datetime:
        """Where the test has put it."""
        return self.at

    def advance(self, **amount: float) -> None:
        """Move forward by a timedelta's arguments."""
        self.at += dt.timedelta(**amount)


_serial = itertools.count(1)


def uscc(serial: int, area: str = "211302") -> str:
    """A valid unified social credit code (GB 32100) for a made-up organisation."""
    digits = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"91{area}" + _organisation_code(serial)
    weights = [pow(3, i, 31) for i in range(17)]
    total = sum(digits.index(c) * w for c, w in zip(body, weights, strict=True))
    return body + digits[(31 - total % 31) % 31]


def _organisation_code(serial: int) -> str:
    body = f"MA{serial:06d}"
    values = [int(c) if c.isdigit() else ord(c) - 55 for c in body]
    check = 11 - sum(v * w for v, w in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    return body + {10: "X", 11: "0"}.get(check, str(check))


def identity_number(serial: int) -> str:
    """A valid resident identity number (GB 11643) of a made-up person."""
    born = dt.date(1960, 1, 1) + dt.timedelta(days=serial // 1000)
    body = f"211302{born:%Y%m%d}{serial % 1000:03d}"
    weights = [pow(2, 17 - place, 11) for place in range(17)]
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


@dataclass
class World:
    """Holds what tests refer to by name. `session` commits are the builders' own."""

    app: FastAPI
    clock: MovableClock
    authority: Authority
    departments: dict[str, Department] = field(default_factory=dict)
    key: tokens.NewKey | None = None
    # Staff have signed and declared on every case that there is, so that only tests of Art. 32 and 33 speak of it.
    declared: bool = True
    staff: list["Person"] = field(default_factory=list)
    cases: list[Application] = field(default_factory=list)

    @classmethod
    async def create(cls, app: FastAPI, clock: MovableClock, *, rehearsal: bool = False) -> "World":
        """One authority, its seven county bureaus and one industry department, a signing key."""
        key = tokens.new_key()
        async with app.state.sessions() as session:
            authority = await session.scalar(select(Authority))
            own = latest().authority
            world = cls(app, clock, authority or Authority(code=own.code, name=own.name_zh, award_name=own.award_zh))
            world.key = key
            if authority is None:
                session.add(world.authority)
                session.add(SystemState(id=1, rehearsal=rehearsal, clock_offset_seconds=0, created_at=clock.now()))
                await session.flush()
            settings = app.state.settings
            session.add(
                SigningKey(
                    kid=key.kid,
                    private_key=seal(settings.master_key_bytes, key.private_pem, key.kid.encode()),
                    public_jwk=key.public_jwk,
                    state="active",
                    created_at=clock.now(),
                    changed_at=clock.now(),
                )
            )
            for code in ("211302", "211303", "211321", "211322", "211324", "211381", "211382"):
                world.departments[code] = Department(
                    authority_id=world.authority.id,
                    code=code,
                    name=f"{code} 市场监督管理局",
                    kind="county",
                    area_code=code,
                    divisions=[],
                )
            world.departments["industry"] = Department(
                authority_id=world.authority.id, code="miit", name="市工业和信息化局", kind="industry", divisions=["33", "34"]
            )
            session.add_all(world.departments.values())
            await session.commit()
        app.state.rehearsal = rehearsal
        return world

    def session(self) -> AsyncSession:
        """A session of its own; the caller commits."""
        made: AsyncSession = self.app.state.sessions()
        return made

    async def add(self, *rows: Any) -> None:
        """Insert rows and commit."""
        async with self.session() as session:
            for row in rows:
                session.add(row)
                await session.flush()
            await session.commit()

    async def person(self, role: str, *, seat: str | None = None, name: str | None = None, **scope: uuid.UUID) -> "Person":
        """A person in one role, signed in."""
        assert self.key is not None
        now = self.clock.now()
        number = next(_serial)
        user = User(
            id=new_id(),
            login=f"{role}{number}",
            name=name or f"{role} {number}",
            password_hash="unusable",
            totp_confirmed_at=now,
            created_at=now,
        )
        membership = Membership(
            id=new_id(),
            user_id=user.id,
            role=role,
            authority_id=self.authority.id,
            seat=seat or ("member" if role == "committee" else None),
            valid_from=now - dt.timedelta(days=1),
            created_at=now,
            **scope,
        )
        login = Session(
            id=new_id(),
            user_id=user.id,
            membership_id=membership.id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + dt.timedelta(days=3650),
            user_agent="tests",
            address="127.0.0.1",
        )
        await self.add(user, membership, login)
        person = Person(self, user, membership, login)
        if role in DECLARING - {"expert"}:
            self.staff.append(person)
            for application in self.cases if self.declared else ():
                await self.clear_to_read(person, application)
        return person

    async def organisation(self, *, area: str | None = None, ownership: str = "other", **values: Any) -> Organisation:
        """An organisation that meets Art. 13(1) unless `values` says otherwise."""
        number = next(_serial)
        area = area or latest().areas[0].code
        row = Organisation(
            **{
                "authority_id": self.authority.id,
                "uscc": uscc(number, area),
                "name": f"朝阳试验组织{number}有限公司",
                "area_code": area,
                "address": "朝阳大街 1 号",
                "registered_on": dt.date(2010, 5, 4),
                "division": "33",
                "ownership": ownership,
                "nature": "for_profit",
                "legal_representative": "王镕",
                "employees": 120,
                "sectors": [],
                "industry_department_id": self.departments["industry"].id if ownership == "municipal" else None,
                "created_at": self.clock.now(),
            }
            | values
        )
        await self.add(row)
        return row

    async def agency(self) -> Agency:
        """A third-party review agency."""
        row = Agency(authority_id=self.authority.id, name="辽宁卓越评价中心", uscc=uscc(next(_serial), "210102"))
        await self.add(row)
        return row

    async def expert(self, *, leader: bool = False, **values: Any) -> Expert:
        """An expert of the provincial pool."""
        number = next(_serial)
        row = Expert(
            **{
                "authority_id": self.authority.id,
                "name": f"专家{number}",
                "pool_number": f"LN-{number:05d}",
                "provenance": "辽宁省省长质量奖评审专家库",
                "employer": f"辽宁评价机构{number}",
                "title": "高级工程师",
                "categories": ["4.1", "4.7"],
                "divisions": ["33"],
                "leader_qualified": leader,
                "created_at": self.clock.now(),
            }
            | values
        )
        await self.add(row)
        return row

    async def edition(self, state: str = "draft", *, number: int = 5, year: int = 2026, **values: Any) -> Edition:
        """An edition in a state, with its window around the clock's present (open since a day, closing in 30 days)."""
        law = latest()
        now = self.clock.now()
        # Teams are made after the applicants have seen the candidate panel.
        seen = state not in ("draft", "plan_review", "plan_approved", "open", "formal_review")
        past_publicity = state in ("publicity", "settlement", "government", "approved", "conferred", "closed")
        row = Edition(
            **{
                "authority_id": self.authority.id,
                "number": number,
                "year": year,
                "title": f"第{number}届朝阳市市长质量奖",
                "ruleset_code": law.code,
                "criteria_code": CRITERIA,
                "quotas": {**law.quotas, "total": law.quota_total},
                "pinned_at": None if state in ("draft", "plan_review", "plan_approved") else now,
                "state": state,
                "plan_text": "评定实施方案",
                "opens_at": now - dt.timedelta(days=1),
                "closes_at": now + dt.timedelta(days=30),
                "recommend_by": now + dt.timedelta(days=45),
                "local_settings": {},
                "panel_opens_at": now - dt.timedelta(days=4) if seen else None,
                "panel_closes_at": now - dt.timedelta(days=1) if seen else None,
                "publicity_starts_at": now if past_publicity else None,
                "publicity_ends_at": now + dt.timedelta(days=8) if past_publicity else None,
                "created_at": now,
            }
            | values
        )
        await self.add(row)
        return row

    async def application(
        self, edition: Edition, organisation: Organisation | None = None, state: str = "draft", **values: Any
    ) -> Application:
        """An application in a state, complete from `submitted` on."""
        organisation = organisation or await self.organisation()
        channel = ruleset(edition.ruleset_code).channels[organisation.ownership]
        unit = {"direct": "", "industry": "industry", "county": organisation.area_code}[channel]
        department = self.departments[unit].id if unit else None
        now = self.clock.now()
        number = next(_serial)
        handed_in = state != "draft"
        row = Application(
            **{
                "authority_id": self.authority.id,
                "edition_id": edition.id,
                "organisation_id": organisation.id,
                "case_number": f"{edition.number}-{channel}-{number:04d}",
                "channel": channel,
                "department_id": department,
                "state": state,
                "form": {},
                "profile": "组织概述",
                "self_evaluation": {item.code: "自我评价" for item in criteria(CRITERIA).items} if handed_in else {},
                "declared_by": organisation.legal_representative if handed_in else None,
                "declared_at": now if handed_in else None,
                "submitted_at": now if handed_in else None,
                "created_at": now,
            }
            | values
        )
        await self.add(row)
        self.cases.append(row)
        for person in self.staff if self.declared else ():
            await self.clear_to_read(person, row)
        return row

    async def evidence(self, application: Application, uploader: "Person", slot: str = "licence", **values: Any) -> Evidence:
        """A stored piece of evidence (the row; tests of the store upload for real)."""
        number = next(_serial)
        row = Evidence(
            **{
                "application_id": application.id,
                "slot": slot,
                "filename": f"{slot}{number}.pdf",
                "content_type": "application/pdf",
                "size": 1024,
                "object_key": f"tests/{number}",
                "sha256": "0" * 64,
                "state": "stored",
                "expires_at": self.clock.now(),
                "stored_at": self.clock.now(),
                "uploaded_by": uploader.user.id,
                "created_at": self.clock.now(),
            }
            | values
        )
        await self.add(row)
        return row

    async def invite(self, edition: Edition, expert: Expert, by: "Person", *, checked: bool = True) -> None:
        """Put an expert into the edition's expert team."""
        await self.add(
            EditionExpert(
                edition_id=edition.id,
                expert_id=expert.id,
                invited_by=by.user.id,
                checked_at=self.clock.now() if checked else None,
            )
        )

    async def team_member(self, application: Application, expert: Expert, by: "Person", *, leader: bool = False) -> TeamMember:
        """Assign an expert to an application."""
        row = TeamMember(
            edition_id=application.edition_id,
            application_id=application.id,
            expert_id=expert.id,
            leader=leader,
            assigned_by=by.user.id,
            created_at=self.clock.now(),
        )
        await self.add(row)
        return row

    async def conflict(self, application: Application, expert: Expert, grade: str = "barred", **values: Any) -> Conflict:
        """A conflict of interest between an expert and an application, found and open."""
        async with self.session() as session:
            party = await session.scalar(select(Party).where(Party.expert_id == expert.id))
        if party is None:
            party = Party(
                id=new_id(), authority_id=self.authority.id, kind="person", name=expert.name, name_key=person_key(expert.name),
                aliases=[], alias_keys=[], expert_id=expert.id, created_at=self.clock.now(),
            )  # fmt: skip
            await self.add(party)
        here = {"id": str(party.id), "name": expert.name, "kind": "person"}
        there = {"id": str(new_id()), "name": application.case_number, "kind": "organisation"}
        hop = {"from": here, "to": there, "tie": str(new_id()), "kind": "employment", "back": False}
        row = Conflict(
            **{
                "id": new_id(),
                "authority_id": self.authority.id,
                "edition_id": application.edition_id,
                "application_id": application.id,
                "party_id": party.id,
                "grade": grade,
                "hops": 1,
                "path": [hop],
                "evidence": [hop["tie"]],
                "through": [],
                "state": "open",
                "dismissed_evidence": [],
                "created_at": self.clock.now(),
            }
            | values
        )
        await self.add(row)
        return row

    async def clear_to_read(self, reviewer: "Person", application: Application) -> None:
        """Undertaking signed, no interest declared: what Art. 32 and 33 ask before the first look."""
        now, user_id = self.clock.now(), reviewer.user.id
        signed = {"user_id": user_id, "edition_id": application.edition_id, "signed_at": now, "text_sha256": "0" * 64}
        declared = {"id": new_id(), "user_id": user_id, "application_id": application.id, "has_interest": False}
        async with self.session() as session:
            await session.execute(insert(Undertaking).values(signed).on_conflict_do_nothing())
            await session.execute(
                insert(InterestDeclaration).values(declared | {"detail": "", "created_at": now}).on_conflict_do_nothing()
            )
            await session.commit()

    async def sheet(self, application: Application, expert: Expert, stage: str = "document", **values: Any) -> ScoreSheet:
        """A score sheet; pass state='submitted', total=… for one that was handed in."""
        row = ScoreSheet(
            **{
                "edition_id": application.edition_id,
                "application_id": application.id,
                "expert_id": expert.id,
                "stage": stage,
                "state": "open",
                "created_at": self.clock.now(),
            }
            | values
        )
        await self.add(row)
        return row

    async def recuse(self, person: "Person", application: Application) -> Recusal:
        """A recusal in force."""
        row = Recusal(
            edition_id=application.edition_id,
            application_id=application.id,
            user_id=person.user.id,
            ground="declared",
            reason="曾在该组织任职",
            state="in_force",
            created_at=self.clock.now(),
        )
        await self.add(row)
        return row

    async def break_glass(self, person: "Person", application: Application, **values: Any) -> BreakGlass:
        """A recused officer's request to read a case; pass state='open', decided_by=…, decided_at=…, ends_at=… for an open one."""
        row = BreakGlass(
            **{
                "edition_id": application.edition_id,
                "application_id": application.id,
                "user_id": person.user.id,
                "reason": "舆情处置，急需核对原始材料",
                "hours": 4,
                "state": "requested",
                "created_at": self.clock.now(),
            }
            | values
        )
        await self.add(row)
        return row


@dataclass
class Person:
    """A signed-in person: `client()` sends requests as them."""

    world: World
    user: User
    membership: Membership
    login: Session

    def token(self) -> str:
        """An access token made now."""
        key = self.world.key
        assert key is not None
        return tokens.sign(
            tokens.Claims(self.user.id, self.login.id, self.membership.id),
            kid=key.kid,
            private_pem=key.private_pem,
            now=self.world.clock.now(),
            issuer=self.world.app.state.settings.public_url,
        )

    async def request(
        self, method: str, path: str, *, version: int | None = None, headers: dict[str, str] | None = None, **kwargs: Any
    ) -> httpx.Response:
        """One request to `/api/v1` + path as this person; `version` becomes If-Match."""
        sent = {"Authorization": f"Bearer {self.token()}", **(headers or {})}
        if version is not None:
            sent["If-Match"] = f'"v{version}"'
        transport = httpx.ASGITransport(app=self.world.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, f"/api/v1{path}", headers=sent, **kwargs)

    async def get(self, path: str, **kwargs: Any) -> httpx.Response:
        """GET."""
        return await self.request("GET", path, **kwargs)

    async def post(self, path: str, json: Any = None, **kwargs: Any) -> httpx.Response:
        """POST with a JSON body ({} when none is given)."""
        return await self.request("POST", path, json={} if json is None else json, **kwargs)

    async def patch(self, path: str, json: Any, **kwargs: Any) -> httpx.Response:
        """PATCH."""
        return await self.request("PATCH", path, json=json, **kwargs)

    async def put(self, path: str, json: Any, **kwargs: Any) -> httpx.Response:
        """PUT."""
        return await self.request("PUT", path, json=json, **kwargs)


async def anonymous(world: World, method: str, path: str, **kwargs: Any) -> httpx.Response:
    """A request without a login."""
    transport = httpx.ASGITransport(app=world.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.request(method, f"/api/v1{path}", **kwargs)


async def log_key(world: World) -> str:
    """The audit log's public key, as anybody reads it."""
    transport = httpx.ASGITransport(app=world.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return (await client.get("/.well-known/audit-log-key")).text
