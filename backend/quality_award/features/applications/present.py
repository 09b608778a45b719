"""Applications and their form in the reader's words."""

import datetime as dt

from quality_award.features.editions.pure.course import step_of
from quality_award.regulation.criteria import criteria
from quality_award.regulation.facts import ApplicationFacts
from quality_award.regulation.messages import translate
from quality_award.regulation.parameters import Field, Ruleset, indicator_years, ruleset
from quality_award.regulation.reference import area, division
from quality_award.regulation.registry import run
from quality_award.tables.editions import Edition

from .queries import Case
from .schemas import (
    ApplicationSummaryOut,
    ColumnOut,
    FieldOut,
    FormOut,
    GapOut,
    ItemOut,
    NamedOut,
    OptionOut,
    SectionOut,
)


def summary_step(edition: Edition, now: dt.datetime) -> int:
    """Which of the nine steps of Art. 17 the edition is in."""
    return step_of(edition.state, edition.closes_at, now)


def area_name(code: str, lang: str) -> str:
    """Name of an area, or its code when it is not one of ours."""
    try:
        found = area(code)
    except KeyError:
        return code
    return found.name_en if lang == "en" else found.name_zh


def industry_name(code: str, lang: str) -> str:
    """Name of a division of GB/T 4754."""
    try:
        found = division(code)
    except KeyError:
        return code
    return found.name_en if lang == "en" else found.name_zh


def summary_out(case: Case) -> ApplicationSummaryOut:
    """A line of a list."""
    row = case.application
    return ApplicationSummaryOut(
        id=row.id,
        version=row.version,
        state=row.state,
        case_number=row.case_number,
        edition_id=row.edition_id,
        edition=case.edition.title,
        organisation=case.organisation.name,
        area_code=case.organisation.area_code,
        division=case.organisation.division,
        channel=row.channel,
        department=case.department.name if case.department else None,
        submitted_at=row.submitted_at,
    )


def _status(filled: int, needed: int, touched: bool) -> str:
    if filled >= needed:
        return "done"
    return "incomplete" if touched and filled else "in_progress" if touched else "not_started"


def sections_of(case: Case, facts: ApplicationFacts, lang: str) -> list[SectionOut]:
    """The task list of a draft: each group of the form, profile, self-evaluation, evidence, declaration."""
    law, row = facts.law, case.application
    form = law.form_definition
    fields = form.fields_for(case.organisation.nature)
    missing = {name.split(".")[0] for name in facts.missing_fields}
    sections = []
    for group in form.groups:
        keys = [field.key for field in fields if field.group == group.key]
        if not keys:
            continue
        gaps = sum(key in missing for key in keys)
        needed = sum(_needed(field, row.form) for field in fields if field.group == group.key)
        touched = any(row.form.get(key) is not None for key in keys)
        filled = max(needed - gaps, 0)
        status = "done" if gaps == 0 and (touched or needed == 0) else _status(filled, max(needed, 1), touched)
        sections.append(SectionOut(key=f"form/{group.key}", status=status, filled=filled, needed=needed))
    items = len(criteria(case.edition.criteria_code).item_codes)
    written = items - len(facts.missing_items)
    required = law.required_slots(case.organisation.nature)
    stored = len(required) - len(facts.missing_evidence)
    return [
        *sections,
        SectionOut(
            key="profile",
            status=_status(int(bool(row.profile.strip())), 1, False),
            filled=int(bool(row.profile.strip())),
            needed=1,
        ),
        SectionOut(key="self-evaluation", status=_status(written, items, written > 0), filled=written, needed=items),
        SectionOut(key="evidence", status=_status(stored, len(required), stored > 0), filled=stored, needed=len(required)),
        SectionOut(key="declaration", status=_status(int(facts.declared), 1, False), filled=int(facts.declared), needed=1),
    ]


def _needed(field: Field, values: dict[str, object]) -> bool:
    return field.required and (field.required_if is None or values.get(field.required_if) is True)


GAPS = (
    "organisation.registered_here", "organisation.years", "organisation.clean_record", "organisation.gold_interval",
    "organisation.not_barred", "application.form_complete", "application.self_evaluation_complete", "application.lengths",
    "application.evidence_complete", "application.evidence_stored", "application.declared",
)  # fmt: skip


def gaps_of(case: Case, facts: ApplicationFacts, lang: str) -> list[GapOut]:
    """Everything that stands between the draft and its submission, at once, with where to settle it."""
    gaps = []
    for finding in run(GAPS, facts):
        params = dict(finding.params)
        section, field = "eligibility", finding.rule
        if finding.rule == "application.form_complete":
            field = str(params["field"])
            section = f"form/{facts.law.form_definition.field(field.split('.')[0]).group}"
            params["field"] = _field_words(facts.law, field, lang)
        elif finding.rule == "application.self_evaluation_complete":
            field, section = str(params["item"]), "self-evaluation"
            item = criteria(case.edition.criteria_code).item(field)
            params["item"] = f"{field} {item.name_en if lang == 'en' else item.name_zh}"
        elif finding.rule in ("application.evidence_complete", "application.evidence_stored"):
            field, section = str(params.get("slot", "")), "evidence"
            if "slot" in params:
                slot = next(one for one in facts.law.evidence_slots if one.key == field)
                params["slot"] = slot.title_en if lang == "en" else slot.title_zh
        elif finding.rule == "application.lengths":
            section = str(params["field"]).replace("_", "-")
        elif finding.rule == "application.declared":
            section = "declaration"
        message, following = translate(lang, finding.rule, params)
        gaps.append(GapOut(section=section, field=field, article=finding.article, message=message, next=following))
    if not case.application.profile.strip():
        message, following = translate(lang, "application.profile_missing", {})
        gaps.append(GapOut(section="profile", field="profile", article="16", message=message, next=following))
    return gaps


def _field_words(law: Ruleset, path: str, lang: str) -> str:
    key, *rest = path.split(".")
    field = law.form_definition.field(key)
    title = field.title_en if lang == "en" else field.title_zh
    return f"{title} {' '.join(rest)}".strip()


def form_out(edition: Edition, nature: str, lang: str) -> FormOut:
    """The form of an edition in one language, for one nature of organisation."""
    law = ruleset(edition.ruleset_code)
    form = law.form_definition
    english = lang == "en"

    def pick(zh: str, en: str) -> str:
        return en if english else zh

    rules = criteria(edition.criteria_code)
    fields = form.fields_for(nature)
    used = {field.group for field in fields}
    return FormOut(
        title=pick(form.title_zh, form.title_en),
        declaration=pick(form.declaration_zh, form.declaration_en),
        years=list(indicator_years(edition.year)),
        groups=[
            NamedOut(key=g.key, title=pick(g.title_zh, g.title_en), help="", article="16", required=True)
            for g in form.groups
            if g.key in used
        ],
        fields=[
            FieldOut(
                key=f.key,
                group=f.group,
                type=f.type,
                required=f.required,
                required_if=f.required_if,
                article=f.article,
                title=pick(f.title_zh, f.title_en),
                unit=pick(f.unit_zh, f.unit_en),
                per_year=f.per_year,
                min=f.min,
                max=f.max,
                options=[OptionOut(value=o.value, label=pick(o.zh, o.en)) for o in f.options],
                columns=[
                    ColumnOut(key=c.key, type=c.type, required=c.required, title=pick(c.title_zh, c.title_en)) for c in f.columns
                ],
            )
            for f in fields
        ],
        slots=[
            NamedOut(
                key=s.key,
                title=pick(s.title_zh, s.title_en),
                help=pick(s.help_zh, s.help_en),
                article=s.article,
                required=s.required,
            )
            for s in law.slots_for(nature)
        ],
        checklist=[
            NamedOut(key=c.key, title=pick(c.title_zh, c.title_en), help="", article=c.article, required=True)
            for c in law.checklist_for(nature)
        ],
        items=[
            ItemOut(
                code=item.code,
                category=category.code,
                category_name=pick(category.name_zh, category.name_en),
                name=pick(item.name_zh, item.name_en),
                points=item.points,
                kind=item.kind,
                asks=pick(item.asks_zh, item.asks_en),
            )
            for category in rules.categories
            for item in category.items
        ],
        profile_chars=law.limits.profile_chars,
        self_evaluation_chars=law.limits.self_evaluation_chars,
        max_file_bytes=law.limits.max_file_bytes,
        content_types=list(law.content_types),
    )
