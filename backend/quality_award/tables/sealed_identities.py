"""The objector's identity, encrypted, and every look at it (Art. 25). Imported by `features.objections.sealed` alone."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Created, Keyed


class SealedIdentity(Base):
    """Name, contact and identity number as one AES-256-GCM ciphertext bound to the objection's id."""

    __tablename__ = "sealed_identities"
    objection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("objections.id"), primary_key=True)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    consented_at: Mapped[dt.datetime | None]


class IdentityHandler(Base):
    """The named persons who may open the identity of one objection."""

    __tablename__ = "identity_handlers"
    objection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("objections.id"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)


class IdentityLook(Keyed, Created, Base):
    """One look, with its reason."""

    __tablename__ = "identity_looks"
    objection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("objections.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str]
