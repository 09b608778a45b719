"""What login, registration, sessions and people take and give."""

import datetime as dt
import uuid

from pydantic import BaseModel, Field

Password = Field(min_length=12, max_length=200)


class LoginIn(BaseModel):
    """Login name, password, and the one-time code where the role needs one."""

    login: str = Field(max_length=50)
    password: str = Field(max_length=200)
    totp_code: str | None = Field(None, max_length=10)


class PersonOut(BaseModel):
    """The person behind the session."""

    id: uuid.UUID
    name: str
    login: str
    totp_enrolled: bool


class MembershipOut(BaseModel):
    """One role of a person, with its scope in words."""

    id: uuid.UUID
    role: str
    seat: str | None
    title: str | None
    scope_name: str | None
    valid_from: dt.datetime
    valid_to: dt.datetime | None


class SignedInOut(BaseModel):
    """A fresh access token, and the roles to choose from."""

    access_token: str
    expires_in: int
    person: PersonOut
    membership: MembershipOut | None
    memberships: list[MembershipOut]


class ActAsIn(BaseModel):
    """The role to act in from now on."""

    membership_id: uuid.UUID


class OrganisationIn(BaseModel):
    """Registered facts of an organisation (Art. 13(1), 17(3))."""

    uscc: str = Field(min_length=18, max_length=18)
    name: str = Field(min_length=2, max_length=100)
    area_code: str = Field(pattern=r"^\d{6}$")
    address: str = Field(min_length=2, max_length=200)
    registered_on: dt.date
    division: str = Field(pattern=r"^\d{2}$")
    ownership: str = Field(pattern="^(central|provincial|municipal|other)$")
    nature: str = Field(pattern="^(for_profit|non_profit)$")
    legal_representative: str = Field(min_length=2, max_length=50)
    employees: int = Field(ge=1, le=1_000_000)
    industry_department_id: uuid.UUID | None = None
    sectors: list[str] = Field(default_factory=list, max_length=10)


class RegisterIn(BaseModel):
    """A person registers their organisation and themselves as its applicant."""

    login: str = Field(min_length=3, max_length=50, pattern=r"^[A-Za-z0-9._-]+$")
    name: str = Field(min_length=2, max_length=50)
    phone: str = Field(min_length=5, max_length=20)
    password: str = Password
    organisation: OrganisationIn


class SessionOut(BaseModel):
    """One login on one device."""

    id: uuid.UUID
    created_at: dt.datetime
    last_seen_at: dt.datetime
    user_agent: str
    current: bool


class PasswordIn(BaseModel):
    """Old and new password."""

    old_password: str = Field(max_length=200)
    new_password: str = Password


class EnrolmentOut(BaseModel):
    """A new TOTP secret to scan."""

    secret: str
    otpauth_uri: str
    qr_svg: str


class CodeIn(BaseModel):
    """Six digits of the authenticator."""

    code: str = Field(max_length=10)


class MetaOut(BaseModel):
    """What every page needs to know before a login."""

    now: dt.datetime
    rehearsal: bool
    city: str
    award_name: str
    version: str


class ClockIn(BaseModel):
    """How far to move a rehearsal's clock: forward only."""

    advance_seconds: int = Field(ge=1, le=400 * 86_400)


class PersonIn(BaseModel):
    """A new person with a first password."""

    login: str = Field(min_length=3, max_length=50, pattern=r"^[A-Za-z0-9._-]+$")
    name: str = Field(min_length=2, max_length=50)
    phone: str | None = Field(None, max_length=20)
    password: str = Password


class MembershipIn(BaseModel):
    """A role to give: exactly the scope that the role needs."""

    role: str = Field(pattern="^(recommender|office|agency|expert|committee|government|auditor|admin)$")
    title: str | None = Field(None, max_length=100)
    seat: str | None = Field(None, pattern="^(chair|vice_chair|member)$")
    department_id: uuid.UUID | None = None
    agency_id: uuid.UUID | None = None
    expert_id: uuid.UUID | None = None


class PersonWithRolesOut(BaseModel):
    """A person as the administrator sees them."""

    id: uuid.UUID
    login: str
    name: str
    totp_enrolled: bool
    disabled: bool
    memberships: list[MembershipOut]


class KeyOut(BaseModel):
    """A signing key without its private half."""

    kid: str
    state: str
    created_at: dt.datetime
    changed_at: dt.datetime
