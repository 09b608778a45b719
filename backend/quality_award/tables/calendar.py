"""The office's calendar of working days, and which consequences of a deadline have come about."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Created, Keyed

DAY_REASONS = ("weekday", "weekend", "holiday", "make_up", "set")


class CalendarYear(Keyed, Created, Base):
    """A year of the calendar: proposed by the library, confirmed by two different people of the office.

    `published` False: the State Council has not published the year's holidays yet, so that it is weekends only.
    """

    __tablename__ = "calendar_years"
    authority_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("authorities.id"))
    year: Mapped[int]
    published: Mapped[bool]
    source: Mapped[str]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    first_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    first_at: Mapped[dt.datetime | None]
    second_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    second_at: Mapped[dt.datetime | None]
    __table_args__ = (
        UniqueConstraint("authority_id", "year", name="uq_calendar_years_year"),
        CheckConstraint("year between 2000 and 2200", name="year_known"),
        CheckConstraint("second_by is null or (first_by is not null and first_by <> second_by)", name="two_people"),
        CheckConstraint(
            "(first_by is null) = (first_at is null) and (second_by is null) = (second_at is null)", name="names_and_times"
        ),
    )


class WorkingDay(Base):
    """One day of a year: works or not, and why. A trigger refuses changes once the year is confirmed."""

    __tablename__ = "working_days"
    authority_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    year: Mapped[int]
    works: Mapped[bool]
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    __table_args__ = (
        ForeignKeyConstraint(
            ["authority_id", "year"], ["calendar_years.authority_id", "calendar_years.year"], name="fk_working_days_year"
        ),
        CheckConstraint("year = extract(year from day)", name="day_of_year"),
        CheckConstraint(f"reason in {DAY_REASONS}", name="reason_known"),
        CheckConstraint("reason <> 'set' or note <> ''", name="set_with_reason"),
    )


class DueConsequence(Keyed, Created, Base):
    """What the passing of one deadline has set off: once, whatever worker comes first and however often it is asked."""

    __tablename__ = "due_consequences"
    entity: Mapped[str]
    entity_id: Mapped[uuid.UUID]
    kind: Mapped[str]
    due_at: Mapped[dt.datetime]
    __table_args__ = (UniqueConstraint("entity", "entity_id", "kind", "due_at", name="uq_due_consequences_once"),)
