"""People, the dated roles they hold, and their sessions (GB/T 22239 8.1.4.1; Art. 7 for seats)."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Created, Keyed

ROLES = (
    "applicant", "recommender", "office", "agency", "expert", "committee", "government", "auditor", "admin",
)  # fmt: skip
SEATS = ("chair", "vice_chair", "member")


class User(Keyed, Created, Base):
    """A person with a login. Staff roles need TOTP; `totp_last_step` stops a code from being used twice."""

    __tablename__ = "users"
    login: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str | None]
    password_hash: Mapped[str]
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_confirmed_at: Mapped[dt.datetime | None]
    totp_last_step: Mapped[int | None]
    locale: Mapped[str] = mapped_column(default="zh-CN")
    disabled_at: Mapped[dt.datetime | None]
    __table_args__ = (UniqueConstraint("login", name="uq_users_login"),)


class Membership(Keyed, Created, Base):
    """One role of one person, dated, with its scope. What the actor of a request is."""

    __tablename__ = "memberships"
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str]
    authority_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("authorities.id"))
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id"))
    department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("departments.id"))
    agency_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agencies.id"))
    expert_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("experts.id"))
    seat: Mapped[str | None]
    title: Mapped[str | None]
    valid_from: Mapped[dt.datetime]
    valid_to: Mapped[dt.datetime | None]
    __table_args__ = (
        CheckConstraint(f"role in {ROLES}", name="role_known"),
        CheckConstraint(
            "(role <> 'applicant' or organisation_id is not null)"
            " and (role <> 'recommender' or department_id is not null)"
            " and (role <> 'agency' or agency_id is not null)"
            " and (role <> 'expert' or expert_id is not null)"
            " and ((role = 'committee') = (seat is not null))",
            name="scope_fits_role",
        ),
        CheckConstraint("valid_to is null or valid_to >= valid_from", name="dates_in_order"),
        # Art. 7: exactly one chair at any time.
        Index(
            "uq_memberships_one_chair",
            "authority_id",
            unique=True,
            postgresql_where=text("role = 'committee' and seat = 'chair' and valid_to is null"),
        ),
        Index("ix_memberships_user_id", "user_id"),
    )


class Session(Keyed, Created, Base):
    """One login on one device: the family of its rotated refresh tokens. Revoking it ends every token of it."""

    __tablename__ = "sessions"
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    membership_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("memberships.id"))
    last_seen_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    revoked_because: Mapped[str | None]
    user_agent: Mapped[str]
    address: Mapped[str]
    __table_args__ = (Index("ix_sessions_user_id", "user_id"),)


class RefreshToken(Keyed, Created, Base):
    """A refresh token by its SHA-256 only. Presented twice: the whole session is revoked."""

    __tablename__ = "refresh_tokens"
    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sessions.id"))
    token_hash: Mapped[str]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    __table_args__ = (
        UniqueConstraint("token_hash", name="uq_refresh_tokens_token_hash"),
        Index("ix_refresh_tokens_session_id", "session_id"),
    )


class SigningKey(Base):
    """ES256 keys by `kid`: next (published, not used), active (signs), retired (still verifies)."""

    __tablename__ = "signing_keys"
    kid: Mapped[str] = mapped_column(primary_key=True)
    private_key: Mapped[bytes] = mapped_column(LargeBinary)
    public_jwk: Mapped[dict[str, Any]]
    state: Mapped[str]
    created_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    __table_args__ = (
        CheckConstraint("state in ('next', 'active', 'retired')", name="state_known"),
        Index("uq_signing_keys_one_active", "state", unique=True, postgresql_where=text("state = 'active'")),
    )


class LoginAttempt(Keyed, Base):
    """Failed and successful logins, for throttling per login and per address."""

    __tablename__ = "login_attempts"
    login: Mapped[str]
    address: Mapped[str]
    at: Mapped[dt.datetime]
    succeeded: Mapped[bool]
    __table_args__ = (Index("ix_login_attempts_login_at", "login", "at"),)
