"""What an application's form says of people and organisations around the applicant (Art. 16, 32), as parties and ties."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Named:
    """A party as it is named: `uscc` only of organisations."""

    kind: str
    name: str
    uscc: str | None = None


@dataclass(frozen=True)
class Statement:
    """`subject` stands in this relation to `target` (see `tables.relations.Tie` for how to read the kinds)."""

    subject: Named
    target: Named
    kind: str
    role: str = ""
    share: float | None = None
    since: dt.date | None = None
    until: dt.date | None = None


HELPERS = {"consultants": "consulting", "certifiers": "certification", "trainers": "training"}
"""Tables of the form that name who advised, certified or trained the applicant: the kind of tie that each states."""


def of_form(
    applicant: Named, *, legal_representative: str, form: Mapping[str, Any], organisations: frozenset[str]
) -> tuple[Statement, ...]:
    """Everything that is stated, each once. `organisations` are the names among the shareholders that are organisations'."""
    found = [*_people(applicant, legal_representative, form), *_shareholders(applicant, form, organisations)]
    for table, kind in HELPERS.items():
        found += _helpers(applicant, form, table, kind)
    return tuple(dict.fromkeys(found))


def _rows(form: Mapping[str, Any], table: str) -> Iterator[Mapping[str, Any]]:
    rows = form.get(table)
    if isinstance(rows, list):
        yield from (row for row in rows if isinstance(row, Mapping))


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return value.strip() if isinstance(value, str) else ""


def _years(row: Mapping[str, Any]) -> tuple[dt.date | None, dt.date | None]:
    """From the first day of the one year to the last of the other; what is not stated, or stands the wrong way round, is open."""
    since, until = row.get("since"), row.get("until")
    first = dt.date(since, 1, 1) if isinstance(since, int) else None
    last = dt.date(until, 12, 31) if isinstance(until, int) else None
    return (None, None) if first and last and last < first else (first, last)


def _people(applicant: Named, legal_representative: str, form: Mapping[str, Any]) -> Iterator[Statement]:
    if legal_representative.strip():
        yield Statement(Named("person", legal_representative.strip()), applicant, "post", "法定代表人")
    for key, role in (("quality_head", "质量负责人"), ("contact_name", "联系人")):
        if name := _text(form, key):
            yield Statement(Named("person", name), applicant, "employment", role)
    for row in _rows(form, "executives"):
        if name := _text(row, "name"):
            since, until = _years(row)
            yield Statement(Named("person", name), applicant, "post", _text(row, "post"), None, since, until)


def _shareholders(applicant: Named, form: Mapping[str, Any], organisations: frozenset[str]) -> Iterator[Statement]:
    for row in _rows(form, "shareholders"):
        name, code, share = _text(row, "name"), _text(row, "uscc").upper(), row.get("share")
        if not name or not isinstance(share, int | float) or not 0.005 <= share <= 100:
            continue
        holder = Named("organisation", name, code or None) if code or name in organisations else Named("person", name)
        if holder != applicant:
            yield Statement(holder, applicant, "shareholding", "", round(float(share), 2), _years(row)[0])


def _helpers(applicant: Named, form: Mapping[str, Any], table: str, kind: str) -> Iterator[Statement]:
    for row in _rows(form, table):
        since, until = _years(row)
        body, person = _text(row, "organisation"), _text(row, "person")
        if body and body != applicant.name:
            yield Statement(Named("organisation", body), applicant, kind, "", None, since, until)
        if person:
            yield Statement(Named("person", person), applicant, kind, "", None, since, until)
            if body and body != applicant.name:
                yield Statement(Named("person", person), Named("organisation", body), "employment", "", None, since, until)
