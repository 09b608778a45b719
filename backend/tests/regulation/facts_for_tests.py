"""Facts that pass every rule; tests change one thing at a time."""

import dataclasses
import datetime as dt
from typing import Any

from quality_award.regulation.facts import ApplicationFacts, EditionFacts, OrganisationFacts
from quality_award.regulation.parameters import ruleset

LAW = ruleset("chaoyang-2022")
NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
CLOSES = dt.datetime(2026, 4, 30, 16, tzinfo=dt.UTC)


def organisation(**changes: Any) -> OrganisationFacts:
    """An organisation that may apply."""
    facts = OrganisationFacts(
        law=LAW,
        name="试验组织",
        uscc_valid=True,
        area_code="211302",
        registered_on=dt.date(2010, 1, 1),
        reference_day=dt.date(2026, 4, 30),
        edition_number=5,
    )
    return dataclasses.replace(facts, **changes)


def application(**changes: Any) -> ApplicationFacts:
    """An application that may be submitted."""
    facts = ApplicationFacts(
        law=LAW,
        now=NOW,
        organisation=organisation(),
        edition_state="open",
        opens_at=NOW - dt.timedelta(days=10),
        closes_at=CLOSES,
        recommend_by=CLOSES + dt.timedelta(days=15),
        channel="county",
        derived_channel="county",
        declared=True,
    )
    return dataclasses.replace(facts, **changes)


def edition(**changes: Any) -> EditionFacts:
    """An edition on which nothing is open."""
    facts = EditionFacts(
        law=LAW,
        now=NOW,
        number=5,
        year=2026,
        previous_year=2024,
        interval_exception=False,
        plan_text="方案",
        unconfirmed_points=(),
        weights={"document": 60.0, "site": 40.0},
        opens_at=NOW,
        closes_at=CLOSES,
        recommend_by=CLOSES,
        agency=True,
        procurement_record=True,
        experts=10,
        leaders=3,
        unchecked_experts=0,
        unfit_experts=(),
        carried=frozenset(),
        reports=frozenset(),
        waiting_recommendation=0,
        waiting_formal_review=0,
        accepted=10,
        without_team=(),
        open_sheets={},
        lists={},
        newly_ineligible=(),
        final_outside_initial=(),
        upheld_on_final=(),
        publicity_ends_at=None,
        open_objections=0,
        approval_document="",
        unpaid=0,
    )
    return dataclasses.replace(facts, **changes)
