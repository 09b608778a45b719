"""What the login, account and people endpoints take and give."""

import datetime as dt
import uuid

from pydantic import AwareDatetime, BaseModel, Field


class LoginIn(BaseModel):
    """Login and password; the one-time code when the login has one."""

    login: str = Field(max_length=50)
    password: str = Field(max_length=200)
    totp_code: str | None = Field(None, max_length=10)


class PersonOut(BaseModel):
    """The person who is signed in."""

    id: uuid.UUID
    name: str
    login: str
    phone: str | None
    locale: str
    totp_enrolled: bool


class MembershipOut(BaseModel):
    """One role that the person may act in, with what it reaches to."""

    id: uuid.UUID
    role: str
    seat: str | None
    title: str | None
    scope_name: str | None
    organisation_id: uuid.UUID | None
    department_id: uuid.UUID | None
    agency_id: uuid.UUID | None
    expert_id: uuid.UUID | None
    valid_from: dt.datetime
    valid_to: dt.datetime | None


class MeOut(BaseModel):
    """Who is signed in, in which role. `membership` null: only the login itself may be managed (enrol a code first)."""

    person: PersonOut
    membership: MembershipOut | None
    memberships: list[MembershipOut]
    totp_required: bool


class SignedInOut(MeOut):
    """The same with an access token. The refresh token is in an HttpOnly cookie."""

    access_token: str
    expires_in: int


class ActAsIn(BaseModel):
    """Which role to act in from now on."""

    membership_id: uuid.UUID


class SessionOut(BaseModel):
    """One login on one device."""

    id: uuid.UUID
    created_at: dt.datetime
    last_seen_at: dt.datetime
    expires_at: dt.datetime
    user_agent: str
    address: str
    current: bool


class PasswordIn(BaseModel):
    """Change of one's own password."""

    old_password: str = Field(max_length=200)
    new_password: str = Field(max_length=200)


class EnrolIn(BaseModel):
    """The present code, needed only to replace a device that is enrolled already."""

    code: str | None = Field(None, max_length=10)


class EnrolOut(BaseModel):
    """The new secret: as text, as address for authenticator apps, as a picture. A device that replaces another has a ticket."""

    secret: str
    otpauth_uri: str
    qr_svg: str
    ticket: str | None


class ConfirmIn(BaseModel):
    """A code of the new device; the enrolment's ticket when it replaces another."""

    code: str = Field(max_length=10)
    ticket: str | None = Field(None, max_length=500)


class OrganisationIn(BaseModel):
    """The organisation that registers itself (Art. 13)."""

    uscc: str = Field(max_length=30)
    name: str = Field(max_length=100)
    area_code: str = Field(max_length=6)
    address: str = Field(max_length=200)
    registered_on: dt.date
    division: str = Field(max_length=2)
    ownership: str = Field(max_length=20)
    nature: str = Field(max_length=20)
    legal_representative: str = Field(max_length=50)
    employees: int = Field(ge=1, le=10_000_000)
    industry_department_id: uuid.UUID | None = None
    sectors: list[str] = Field(default_factory=list, max_length=10)


class RegisterIn(BaseModel):
    """An applicant's first login together with its organisation."""

    login: str = Field(max_length=50)
    name: str = Field(max_length=50)
    phone: str = Field(max_length=20)
    password: str = Field(max_length=200)
    organisation: OrganisationIn


class MetaOut(BaseModel):
    """What every page needs before anybody is signed in."""

    now: dt.datetime
    rehearsal: bool
    city: str
    award_name: str
    version: str


class ClockIn(BaseModel):
    """How far forward, or to which instant, a rehearsal's clock moves."""

    advance_seconds: int | None = Field(None, ge=1, le=10 * 366 * 86_400)
    set_to: AwareDatetime | None = None


class PersonIn(BaseModel):
    """A new person with a first password, handed over by the administrator."""

    login: str = Field(max_length=50)
    name: str = Field(max_length=50)
    phone: str | None = Field(None, max_length=20)
    password: str = Field(max_length=200)


class PersonPatch(BaseModel):
    """Changes to a person; only the fields sent are changed."""

    name: str | None = Field(None, min_length=1, max_length=50)
    phone: str | None = Field(None, max_length=20)
    disabled: bool | None = None


class PersonRowOut(BaseModel):
    """A person as the administrator sees them."""

    id: uuid.UUID
    login: str
    name: str
    phone: str | None
    created_at: dt.datetime
    disabled_at: dt.datetime | None
    totp_enrolled: bool
    open_sessions: int
    memberships: list[MembershipOut]


class MembershipIn(BaseModel):
    """A dated role with its scope; a committee role has a seat (Art. 7)."""

    role: str = Field(max_length=20)
    seat: str | None = Field(None, max_length=20)
    title: str | None = Field(None, max_length=50)
    organisation_id: uuid.UUID | None = None
    department_id: uuid.UUID | None = None
    agency_id: uuid.UUID | None = None
    expert_id: uuid.UUID | None = None
    valid_from: AwareDatetime | None = None
    valid_to: AwareDatetime | None = None


class EndIn(BaseModel):
    """Until when a role is held; now, when nothing is said."""

    valid_to: AwareDatetime | None = None


class PasswordSetIn(BaseModel):
    """A new first password, set by the administrator."""

    password: str = Field(max_length=200)


class ScopeOut(BaseModel):
    """Something that a role can be tied to."""

    id: uuid.UUID
    name: str


class SigningKeyOut(BaseModel):
    """A signing key without its private half."""

    kid: str
    state: str
    created_at: dt.datetime
    changed_at: dt.datetime


class JwksOut(BaseModel):
    """RFC 7517 key set."""

    keys: list[dict[str, str]]
