"""Signing in, staying signed in, second factor, roles, registration, people, keys, the clock."""

import asyncio
import datetime as dt
from typing import Any

import httpx
import pyotp
import pytest
from world import START, MovableClock, Person, World, anonymous, uscc

from quality_award.features.identity.service import keys
from quality_award.platform.crypto import hash_password, seal
from quality_award.tables.identity import Membership, SigningKey, User

pytestmark = pytest.mark.anyio
PASSWORD = "Chaoyang-2026"


async def with_password(world: World, person: Person, *, secret: str | None = None) -> None:
    """Give a person of the world a password, and a one-time-code device that is confirmed."""
    async with world.session() as session:
        user = await session.get(User, person.user.id)
        assert user is not None
        user.password_hash = hash_password(PASSWORD)
        user.totp_confirmed_at = None
        if secret:
            user.totp_secret = seal(world.app.state.settings.master_key_bytes, secret.encode(), user.id.bytes)
            user.totp_confirmed_at = world.clock.now()
        await session.commit()


class Browser:
    """A browser: keeps cookies, holds the last access token."""

    def __init__(self, world: World) -> None:
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app=world.app), base_url="http://test")
        self.token = ""

    async def post(self, path: str, json: Any = None, **kwargs: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        answer = await self.http.post(f"/api/v1{path}", json={} if json is None else json, headers=headers, **kwargs)
        if answer.status_code in (200, 201) and "access_token" in answer.json():
            self.token = answer.json()["access_token"]
        return answer

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {self.token}"})

    async def login(self, person: Person, code: str | None = None, password: str = PASSWORD) -> httpx.Response:
        body = {"login": person.user.login, "password": password} | ({"totp_code": code} if code else {})
        return await self.post("/auth/login", body)


def code(secret: str, clock: MovableClock, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(clock.now() + dt.timedelta(seconds=30 * steps))


async def applicant(world: World) -> Person:
    return await world.person("applicant", organisation_id=(await world.organisation()).id)


def registration(number: int, **organisation: Any) -> dict[str, Any]:
    return {
        "login": f"org{number:04d}",
        "name": "李喆",
        "phone": "13800000000",
        "password": PASSWORD,
        "organisation": {
            "uscc": uscc(700_000 + number),
            "name": f"朝阳新组织{number}",
            "area_code": "211302",
            "address": "凌河街 2 号",
            "registered_on": "2012-03-04",
            "division": "33",
            "ownership": "other",
            "nature": "for_profit",
            "legal_representative": "赵垚",
            "employees": 30,
        }
        | organisation,
    }


async def test_an_applicant_signs_in_with_a_password_alone(world: World) -> None:
    person = await applicant(world)
    await with_password(world, person)
    browser = Browser(world)
    answer = await browser.login(person)
    assert answer.status_code == 200, answer.text
    assert answer.json()["membership"]["role"] == "applicant"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/api/v1/auth" in cookie
    me = await browser.get("/me")
    assert me.json()["person"]["login"] == person.user.login, me.text


async def test_refusals_of_a_login_read_the_same(world: World) -> None:
    person = await applicant(world)
    await with_password(world, person)
    wrong = await Browser(world).login(person, password="wrong password")
    nobody = await anonymous(world, "POST", "/auth/login", json={"login": "nobody", "password": "wrong password"})
    assert wrong.status_code == nobody.status_code == 401
    assert wrong.json() == nobody.json()
    assert wrong.json()["type"] == "/problems/wrong-login"


async def test_five_wrong_passwords_stop_further_tries_until_the_window_has_passed(world: World) -> None:
    person = await applicant(world)
    await with_password(world, person)
    browser = Browser(world)
    for _ in range(5):
        assert (await browser.login(person, password="wrong password")).status_code == 401
    stopped = await browser.login(person)
    assert stopped.status_code == 429
    assert int(stopped.headers["retry-after"]) > 0
    world.clock.advance(minutes=16)
    assert (await browser.login(person)).status_code == 200


async def test_concurrent_wrong_passwords_are_counted_one_by_one(world: World) -> None:
    person = await applicant(world)
    await with_password(world, person)
    answers = await asyncio.gather(*(Browser(world).login(person, password="wrong password") for _ in range(9)))
    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 4


async def test_refresh_rotates_and_a_token_used_twice_ends_the_session_for_both(world: World) -> None:
    person = await applicant(world)
    await with_password(world, person)
    browser = Browser(world)
    await browser.login(person)
    stolen = browser.http.cookies["refresh"]
    assert (await browser.post("/auth/refresh")).status_code == 200
    assert browser.http.cookies["refresh"] != stolen
    thief = Browser(world)
    reused = await thief.http.post("/api/v1/auth/refresh", cookies={"refresh": stolen})
    assert reused.status_code == 401
    assert reused.json()["type"] == "/problems/refresh-reused"
    assert (await browser.get("/me")).status_code == 401
    assert (await browser.post("/auth/refresh")).status_code == 401


async def test_refresh_without_or_with_a_made_up_cookie(world: World) -> None:
    assert (await anonymous(world, "POST", "/auth/refresh")).status_code == 401
    assert (await anonymous(world, "POST", "/auth/refresh", cookies={"refresh": "made-up"})).status_code == 401


async def test_an_idle_session_ends(world: World) -> None:
    person = await applicant(world)
    await with_password(world, person)
    browser = Browser(world)
    await browser.login(person)
    world.clock.advance(minutes=11)
    assert (await browser.get("/me")).json()["type"] == "/problems/token-expired"
    world.clock.advance(hours=12)
    assert (await browser.post("/auth/refresh")).status_code == 401


async def test_logout_ends_the_session(world: World) -> None:
    person = await applicant(world)
    await with_password(world, person)
    browser = Browser(world)
    await browser.login(person)
    assert (await browser.post("/auth/logout")).status_code == 204
    assert (await browser.get("/me")).status_code == 401


@pytest.mark.parametrize("role", ["office", "committee", "government", "auditor", "admin"])
async def test_staff_without_a_device_may_only_enrol_one(world: World, role: str) -> None:
    person = await world.person(role)
    await with_password(world, person)
    browser = Browser(world)
    signed_in = (await browser.login(person)).json()
    assert signed_in["membership"] is None
    assert signed_in["memberships"] == []
    assert signed_in["totp_required"] is True
    assert (await browser.get("/notifications")).json()["type"] == "/problems/no-membership"
    forbidden = await browser.post("/auth/act-as", {"membership_id": str(person.membership.id)})
    assert forbidden.status_code == 403


async def test_enrolling_a_device_opens_the_role_and_ends_sessions_opened_without_it(world: World) -> None:
    person = await world.person("office")
    await with_password(world, person)
    browser, other = Browser(world), Browser(world)
    await browser.login(person)
    await other.login(person)
    enrolment = (await browser.post("/auth/totp/enrol")).json()
    assert enrolment["otpauth_uri"].startswith("otpauth://totp/")
    assert "<svg" in enrolment["qr_svg"]
    assert 'xmlns="http://www.w3.org/2000/svg"' in enrolment["qr_svg"]
    wrong = await browser.post("/auth/totp/confirm", {"code": "000000"})
    assert wrong.status_code == 422
    secret = enrolment["secret"]
    assert (await browser.post("/auth/totp/confirm", {"code": code(secret, world.clock)})).status_code == 204
    assert (await browser.post("/auth/refresh")).json()["membership"]["role"] == "office"
    assert (await other.post("/auth/refresh")).status_code == 401
    assert (await browser.post("/auth/totp/enrol")).json()["type"] == "/problems/totp-enrolled"


async def test_a_device_is_replaced_and_the_old_one_holds_until_the_new_is_confirmed(world: World) -> None:
    person = await world.person("office")
    old = pyotp.random_base32()
    await with_password(world, person, secret=old)
    browser = Browser(world)
    await browser.login(person, code(old, world.clock))
    world.clock.advance(seconds=60)
    assert (await browser.post("/auth/totp/enrol", {"code": "000000"})).status_code == 422
    made = (await browser.post("/auth/totp/enrol", {"code": code(old, world.clock)})).json()
    world.clock.advance(seconds=60)
    assert (await Browser(world).login(person, code(old, world.clock))).status_code == 200
    new = code(made["secret"], world.clock)
    assert (await browser.post("/auth/totp/confirm", {"code": new})).json()["type"] == "/problems/totp-enrolled"
    forged = await browser.post("/auth/totp/confirm", {"code": new, "ticket": "AAAA"})
    assert forged.json()["type"] == "/problems/totp-not-begun"
    assert (await browser.post("/auth/totp/confirm", {"code": new, "ticket": made["ticket"]})).status_code == 204
    world.clock.advance(seconds=60)
    assert (await Browser(world).login(person, code(old, world.clock))).json()["type"] == "/problems/bad-totp"
    assert (await Browser(world).login(person, code(made["secret"], world.clock))).status_code == 200


async def test_codes_cannot_be_tried_out_from_within_a_session(world: World) -> None:
    person = await world.person("office")
    secret = pyotp.random_base32()
    await with_password(world, person, secret=secret)
    browser = Browser(world)
    await browser.login(person, code(secret, world.clock))
    world.clock.advance(seconds=60)
    for _ in range(5):
        assert (await browser.post("/auth/totp/enrol", {"code": "000000"})).status_code == 422
    assert (await browser.post("/auth/totp/enrol", {"code": code(secret, world.clock)})).status_code == 429


async def test_codes_are_asked_for_and_work_once(world: World) -> None:
    person = await world.person("office")
    secret = pyotp.random_base32()
    await with_password(world, person, secret=secret)
    asked = await Browser(world).login(person)
    assert asked.status_code == 401
    assert asked.json()["type"] == "/problems/totp-required"
    now = code(secret, world.clock)
    assert (await Browser(world).login(person, now)).status_code == 200
    replayed = await Browser(world).login(person, now)
    assert replayed.status_code == 401
    assert replayed.json()["type"] == "/problems/totp-used"
    # The step before one that was used is used up too.
    assert (await Browser(world).login(person, code(secret, world.clock, -1))).status_code == 401
    world.clock.advance(seconds=31)
    assert (await Browser(world).login(person, code(secret, world.clock))).status_code == 200
    assert (await Browser(world).login(person, "123456")).json()["type"] == "/problems/bad-totp"


async def test_a_code_used_by_two_at_once_opens_one_session(world: World) -> None:
    person = await world.person("office")
    secret = pyotp.random_base32()
    await with_password(world, person, secret=secret)
    now = code(secret, world.clock)
    answers = await asyncio.gather(*(Browser(world).login(person, now) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401]


async def test_a_person_with_two_roles_acts_in_the_one_they_pick(world: World) -> None:
    person = await world.person("office")
    secret = pyotp.random_base32()
    await with_password(world, person, secret=secret)
    second = Membership(
        user_id=person.user.id, role="committee", seat="member", authority_id=world.authority.id,
        valid_from=START, created_at=START,
    )  # fmt: skip
    await world.add(second)
    browser = Browser(world)
    signed_in = (await browser.login(person, code(secret, world.clock))).json()
    assert {one["role"] for one in signed_in["memberships"]} == {"office", "committee"}
    assert (await browser.post("/auth/act-as", {"membership_id": str(second.id)})).json()["membership"]["role"] == "committee"
    assert (await browser.post("/auth/refresh")).json()["membership"]["role"] == "committee"
    foreign = await world.person("government")
    assert (await browser.post("/auth/act-as", {"membership_id": str(foreign.membership.id)})).status_code == 403


async def test_an_ended_role_ends_its_requests_at_once(world: World) -> None:
    person = await world.person("office")
    assert (await person.get("/me")).status_code == 200
    async with world.session() as session:
        row = await session.get(Membership, person.membership.id)
        assert row is not None
        row.valid_to = world.clock.now()
        await session.commit()
    assert (await person.get("/notifications")).status_code == 401


async def test_sessions_are_listed_and_ended_by_their_person_only(world: World) -> None:
    person = await applicant(world)
    await with_password(world, person)
    here, there = Browser(world), Browser(world)
    await here.login(person)
    await there.login(person)
    rows = (await here.get("/auth/sessions")).json()
    other = next(row for row in rows if not row["current"] and row["user_agent"] != "tests")
    stranger = await applicant(world)
    assert (await stranger.request("DELETE", f"/auth/sessions/{other['id']}")).status_code == 404
    answer = await here.http.delete(f"/api/v1/auth/sessions/{other['id']}", headers={"Authorization": f"Bearer {here.token}"})
    assert answer.status_code == 204
    assert (await there.get("/me")).status_code == 401


async def test_changing_the_password_names_every_gap_and_ends_other_sessions(world: World) -> None:
    person = await applicant(world)
    await with_password(world, person)
    here, there = Browser(world), Browser(world)
    await here.login(person)
    await there.login(person)
    bad = await here.post("/auth/password", {"old_password": "no", "new_password": "short"})
    assert [gap["field"] for gap in bad.json()["errors"]] == ["old_password", "new_password"]
    good = await here.post("/auth/password", {"old_password": PASSWORD, "new_password": "another-Password-1"})
    assert good.status_code == 204
    assert (await here.get("/me")).status_code == 200
    assert (await there.get("/me")).status_code == 401


async def test_an_organisation_registers_itself_once(world: World) -> None:
    browser = Browser(world)
    made = await browser.post("/auth/register", registration(1))
    assert made.status_code == 201, made.text
    assert made.json()["membership"]["scope_name"] == "朝阳新组织1"
    again = await Browser(world).post("/auth/register", registration(1))
    assert {gap["code"] for gap in again.json()["errors"]} == {"user.login_taken", "organisation.registered_already"}


async def test_registration_names_all_gaps_at_once(world: World) -> None:
    good = uscc(700_002)
    wrong = good[:-1] + ("0" if good[-1] != "0" else "1")
    body = registration(2, uscc=wrong, area_code="110000", division="00", registered_on="2031-01-01", ownership="municipal")
    body |= {"login": "a b", "phone": "x", "password": "short"}
    answer = await Browser(world).post("/auth/register", body)
    assert answer.status_code == 422
    fields = {gap["field"] for gap in answer.json()["errors"]}
    assert fields == {
        "login", "phone", "password", "organisation.uscc", "organisation.area_code", "organisation.division",
        "organisation.registered_on", "organisation.industry_department_id",
    }  # fmt: skip


async def test_the_administrator_keeps_people_and_roles(world: World) -> None:
    admin = await world.person("admin")
    made = await admin.post("/people", {"login": "Chair1", "name": "主任", "password": PASSWORD})
    assert made.status_code == 201, made.text
    path = f"/people/{made.json()['id']}/memberships"
    seated = await admin.post(path, {"role": "committee", "seat": "chair", "title": "副市长"})
    assert seated.status_code == 201, seated.text
    second = (await admin.post("/people", {"login": "chair2", "name": "另一主任", "password": PASSWORD})).json()["id"]
    refused = await admin.post(f"/people/{second}/memberships", {"role": "committee", "seat": "chair"})
    assert refused.status_code == 409
    assert refused.json()["findings"][0]["code"] == "committee.one_chair"
    assert refused.json()["article"] == "7"
    membership = seated.json()["memberships"][0]["id"]
    ended = await admin.post(f"{path}/{membership}/end", {})
    assert ended.json()["memberships"][0]["valid_to"] is not None
    assert (await admin.post(f"/people/{second}/memberships", {"role": "committee", "seat": "chair"})).status_code == 201
    rows = (await admin.get("/people", params={"q": "chair"})).json()["items"]
    assert [row["login"] for row in rows] == ["chair2", "chair1"]


async def test_roles_that_exclude_each_other_and_ones_own_login(world: World) -> None:
    admin = await world.person("admin")
    office = await world.person("office")
    both = await admin.post(f"/people/{office.user.id}/memberships", {"role": "auditor"})
    assert both.json()["type"] == "/problems/roles-exclude"
    own = await admin.post(f"/people/{admin.user.id}/memberships", {"role": "auditor"})
    assert own.json()["type"] == "/problems/not-on-yourself"
    bad = await admin.post(f"/people/{office.user.id}/memberships", {"role": "recommender", "seat": "chair"})
    assert {gap["field"] for gap in bad.json()["errors"]} == {"seat", "department_id"}


async def test_closing_a_login_and_forgetting_a_device_end_its_sessions(world: World) -> None:
    admin = await world.person("admin")
    office = await world.person("office")
    assert (await admin.post(f"/people/{office.user.id}/totp-reset")).json()["totp_enrolled"] is False
    assert (await office.get("/me")).status_code == 401
    closed = await admin.patch(f"/people/{office.user.id}", {"disabled": True})
    assert closed.json()["disabled_at"] is not None
    await with_password(world, office)
    assert (await Browser(world).login(office)).json()["type"] == "/problems/wrong-login"


@pytest.mark.parametrize("role", ["office", "committee", "government", "auditor"])
async def test_only_the_administrator_manages_people(world: World, role: str) -> None:
    person = await world.person(role)
    assert (await person.get("/people")).status_code == 403
    assert (await person.post("/people", {"login": "xxxx", "name": "x", "password": PASSWORD})).status_code == 403
    assert (await person.get("/signing-keys")).status_code == 403
    assert (await person.post("/signing-keys/rotate")).status_code == 403


async def test_keys_are_published_before_they_sign_and_verify_after(world: World) -> None:
    admin = await world.person("admin")
    person = await applicant(world)
    await with_password(world, person)
    browser = Browser(world)
    await browser.login(person)
    rotated = await admin.post("/signing-keys/rotate")
    assert sorted(row["state"] for row in rotated.json()) == ["active", "next", "retired"]
    assert (await browser.get("/me")).status_code == 200
    assert (await browser.post("/auth/refresh")).status_code == 200
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=world.app), base_url="http://test") as client:
        published = (await client.get("/.well-known/jwks.json")).json()["keys"]
    assert {key["kid"] for key in published} == {row["kid"] for row in rotated.json()}
    assert all("d" not in key and key["alg"] == "ES256" for key in published)


async def test_keys_move_on_by_themselves(world: World) -> None:
    settings = world.app.state.settings

    async def run() -> dict[str, str]:
        async with world.session() as session:
            rows = await keys.rotate_keys(session, now=world.clock.now(), settings=settings)
            await session.commit()
            return {row.kid: row.state for row in rows}

    first = await run()
    assert sorted(first.values()) == ["active", "next"]
    assert await run() == first
    world.clock.advance(days=31)
    second = await run()
    assert sorted(second.values()) == ["active", "next", "retired"]
    active = next(kid for kid, state in second.items() if state == "active")
    assert first[active] == "next"
    world.clock.advance(days=2)
    assert sorted((await run()).values()) == ["active", "next"]
    async with world.session() as session:
        assert await session.get(SigningKey, active) is not None


async def test_forged_and_foreign_tokens_are_refused(world: World) -> None:
    person = await applicant(world)
    header, body, signature = person.token().split(".")
    for bad in (
        "",
        "x",
        f"{header}.{body}.",
        f"{header}.{body[:-2]}AA.{signature}",
        "eyJhbGciOiJub25lIn0." + body + ".",
    ):
        answer = await anonymous(world, "GET", "/me", headers={"Authorization": f"Bearer {bad}"})
        assert answer.status_code == 401


async def test_only_a_rehearsals_clock_moves_and_only_forward(world: World) -> None:
    office = await world.person("office")
    refused = await office.post("/clock", {"advance_seconds": 60})
    assert refused.json()["type"] == "/problems/not-a-rehearsal"


async def test_a_rehearsals_clock(app: Any, clock: MovableClock) -> None:
    world = await World.create(app, clock, rehearsal=True)
    office = await world.person("office")
    person = await applicant(world)
    await with_password(world, person)
    browser = Browser(world)
    await browser.login(person)
    assert (await person.post("/clock", {"advance_seconds": 60})).status_code == 403
    assert (await office.post("/clock", {})).status_code == 422
    back = await office.post("/clock", {"set_to": "2020-01-01T00:00:00Z"})
    assert back.json()["errors"][0]["code"] == "clock.forward"
    moved = await office.post("/clock", {"advance_seconds": 40 * 86_400})
    assert moved.json()["now"].startswith("2026-04-11")
    assert moved.json()["rehearsal"] is True
    # Logins don't age by the jump: the session is renewed forty days on.
    clock.advance(days=40)
    assert (await browser.post("/auth/refresh")).status_code == 200
