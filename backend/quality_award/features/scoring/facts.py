"""Rows → the facts of Art. 17(5), (6), 31, 32 and 33."""

from collections.abc import Collection

from quality_award.regulation.criteria import criteria_of_sheet
from quality_award.regulation.facts import RatingFacts, SheetFacts
from quality_award.regulation.parameters import ruleset
from quality_award.regulation.stages import reached

from .queries import Rated, Shown


def sheet_facts(shown: Shown, scored: Collection[str]) -> SheetFacts:
    """The facts of a sheet, for the person who asked for it."""
    return SheetFacts(
        edition_state=shown.edition.state,
        stage=shown.sheet.stage,
        unscored=tuple(
            code for code in criteria_of_sheet(shown.sheet.stage, shown.edition.criteria_code).item_codes if code not in scored
        ),
        summary=shown.sheet.summary,
        undertaking=shown.signed,
        declared_no_interest=shown.declared,
        assigned=shown.assigned,
        conflict=shown.conflict,
    )


def rating_facts(rated: Rated) -> RatingFacts:
    """The facts of a rating about to be given."""
    return RatingFacts(
        application_state=rated.application.state,
        site_review_begun=reached(ruleset(rated.edition.ruleset_code).stages, rated.edition.state, "site_review"),
        rated=rated.rating is not None,
    )
