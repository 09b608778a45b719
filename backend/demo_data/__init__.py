"""Plain, always equal data for the demonstration edition and for rehearsals. Nothing here knows the database.

Every person, organisation and document is fictitious. How to add an organisation: a row in `organisations._ROWS`; its trade's
words, if new, in `trades.TRADES`. The tests say what must hold.
"""

from collections.abc import Sequence

from .editions import (
    CALL_TEXT,
    PLAN_TEXT,
    PRESENT_NUMBER,
    PRESENT_TITLE,
    PRESENT_YEAR,
    PREVIOUS_EDITION,
    RECORDS,
    DemoRecord,
    PastAward,
    PastEdition,
)
from .figures import application_form
from .organisations import ORGANISATIONS, Organisation, organisation
from .people import (
    ADMIN,
    AGENCY,
    AUDITOR,
    COMMITTEE,
    COUNTY_BUREAUS,
    DEPARTMENTS,
    EXPERTS,
    GOVERNMENT,
    INDUSTRY_DEPARTMENTS,
    OFFICE,
    STAFF,
    DemoAgency,
    DemoExpert,
    Department,
    Person,
)
from .texts import item_text, profile, self_evaluation

__all__ = [
    "ADMIN",
    "AGENCY",
    "AUDITOR",
    "CALL_TEXT",
    "COMMITTEE",
    "COUNTY_BUREAUS",
    "DEPARTMENTS",
    "EXPERTS",
    "GOVERNMENT",
    "INDUSTRY_DEPARTMENTS",
    "OFFICE",
    "ORGANISATIONS",
    "PLAN_TEXT",
    "PRESENT_NUMBER",
    "PRESENT_TITLE",
    "PRESENT_YEAR",
    "PREVIOUS_EDITION",
    "RECORDS",
    "STAFF",
    "DemoAgency",
    "DemoExpert",
    "DemoRecord",
    "Department",
    "Organisation",
    "PastAward",
    "PastEdition",
    "Person",
    "application_form",
    "department_for",
    "item_text",
    "organisation",
    "placed",
    "profile",
    "self_evaluation",
]


def placed(code: str, areas: Sequence[str]) -> str:
    """An area of the demonstration laid over the areas of the city whose award it is: the same code in Chaoyang."""
    order = [bureau.area_code for bureau in COUNTY_BUREAUS]
    return code if code in areas else areas[order.index(code) % len(areas)]


def department_for(one: Organisation) -> Department | None:
    """The unit that recommends an organisation, None for the direct channel (Art. 17(3))."""
    if one.ownership in ("central", "provincial"):
        return None
    if one.ownership == "municipal":
        return next(d for d in INDUSTRY_DEPARTMENTS if one.division in d.divisions)
    return next(d for d in COUNTY_BUREAUS if d.area_code == one.area_code)
