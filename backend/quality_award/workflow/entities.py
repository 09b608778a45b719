"""Which table row stands for which entity of the procedure, and which edition and application it belongs to."""

import uuid
from typing import Any

from quality_award.regulation.parameters import ruleset
from quality_award.tables.applications import Application
from quality_award.tables.awards import Award, PrizePayment
from quality_award.tables.conflicts import Conflict
from quality_award.tables.decisions import Motion
from quality_award.tables.draws import Draw
from quality_award.tables.editions import Edition
from quality_award.tables.objections import Objection
from quality_award.tables.recusals import BreakGlass
from quality_award.tables.reviews import Recusal, ScoreSheet

Row = Edition | Application | Objection | Award | PrizePayment | ScoreSheet | Motion | Recusal | BreakGlass | Draw | Conflict

NAMES: dict[type[Any], str] = {
    Edition: "edition",
    Application: "application",
    Objection: "objection",
    Award: "award",
    PrizePayment: "payment",
    ScoreSheet: "score_sheet",
    Motion: "motion",
    Recusal: "recusal",
    BreakGlass: "break_glass",
    Draw: "draw",
    Conflict: "conflict",
}


def stages_of(row: Row) -> tuple[str, ...]:
    """The stages of an edition's ruleset, in their order; every other entity has one course whatever the stages."""
    return ruleset(row.ruleset_code).stages if isinstance(row, Edition) else ()


def edition_of(row: Row) -> uuid.UUID | None:
    """The edition that the row belongs to."""
    if isinstance(row, Edition):
        return row.id
    return getattr(row, "edition_id", None)


def application_of(row: Row) -> uuid.UUID | None:
    """The application that the row belongs to: what a recusal looks at."""
    if isinstance(row, Application):
        return row.id
    return getattr(row, "application_id", None)
