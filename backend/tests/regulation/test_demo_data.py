"""The demonstration data is valid where the real thing would be checked, coherent, and not the same for everybody."""

import datetime as dt
from collections import Counter

import pytest
from stdnum.cn import uscc as stdnum_uscc

import demo_data as demo
from demo_data.codes import check_character, organ_code, uscc
from demo_data.figures import figures
from quality_award.regulation.articles.art14_exclusions import KINDS
from quality_award.regulation.criteria import criteria
from quality_award.regulation.parameters import invalid_fields, latest, missing_fields
from quality_award.regulation.reference import division, divisions, encouraged_sectors, registration_areas

LAW = latest()
ITEMS = criteria("gbt19580-2012").item_codes


def codes() -> list[str]:
    employers = {e.employer_uscc for e in demo.EXPERTS if e.employer_uscc is not None}
    return [*(o.uscc for o in demo.ORGANISATIONS), demo.AGENCY.uscc, *sorted(employers - {o.uscc for o in demo.ORGANISATIONS})]


def test_every_code_is_valid_and_nobody_shares_one() -> None:
    assert len(set(codes())) == len(codes())
    for code in codes():
        assert stdnum_uscc.is_valid(code), code
        # GB 11714, computed here in another way: check character and weighted sum are 0 modulo 11.
        body, check = code[8:16], code[16]
        total = sum(w * int(c, 36) for w, c in zip((3, 7, 9, 10, 5, 8, 4, 2), body, strict=True))
        assert (total + (10 if check == "X" else int(check))) % 11 == 0, code


def test_codes_of_the_standards() -> None:
    # The example of GB 11714-1997, and a unified code that is known from the standard library's documentation.
    assert organ_code("D2143569") == "D2143569X"
    assert check_character("91110000600037341") == "L"
    with pytest.raises(ValueError, match="eight"):
        uscc("91", "211302", "123")
    with pytest.raises(ValueError, match="seventeen"):
        check_character("91")


def test_organisations_are_spread_over_the_city() -> None:
    assert len(demo.ORGANISATIONS) >= 45
    assert set(Counter(o.area_code for o in demo.ORGANISATIONS)) == {a.code for a in registration_areas()}
    assert min(Counter(o.area_code for o in demo.ORGANISATIONS).values()) >= 4
    assert {o.ownership for o in demo.ORGANISATIONS} == {"central", "provincial", "municipal", "other"}
    assert Counter(o.nature for o in demo.ORGANISATIONS)["non_profit"] >= 5
    assert len({o.division for o in demo.ORGANISATIONS}) >= 20
    assert {s for o in demo.ORGANISATIONS for s in o.sectors} == {s.code for s in encouraged_sectors()}


def test_registered_facts_fit_each_other() -> None:
    for one in demo.ORGANISATIONS:
        assert one.uscc[2:8] == one.area_code
        assert division(one.division).code == one.division
        assert dt.date(1949, 10, 1) < one.registered_on < dt.date(2026, 1, 1)
        assert (one.uscc[0] == "9") == (one.nature == "for_profit")
        assert one.employees > 50


def test_some_are_too_young_and_most_are_not() -> None:
    young = [o.key for o in demo.ORGANISATIONS if o.registered_on > dt.date(2021, 6, 30)]
    assert young == ["yuanli", "runmin"]


def test_keys_names_and_persons_are_their_own() -> None:
    for values in (
        [o.key for o in demo.ORGANISATIONS],
        [o.name for o in demo.ORGANISATIONS],
        [o.contact_phone for o in demo.ORGANISATIONS],
        [n for o in demo.ORGANISATIONS for n in (o.legal_representative, o.quality_head, o.contact_name)],
    ):
        assert len(set(values)) == len(values)


@pytest.mark.parametrize("one", demo.ORGANISATIONS, ids=lambda o: o.key)
def test_the_form_is_complete_and_valid(one: demo.Organisation) -> None:
    for year in (2026, 2028):
        form = demo.application_form(one, year)
        assert missing_fields(LAW.form_definition, form, one.nature, year) == ()
        assert invalid_fields(LAW.form_definition, form, one.nature, year) == ()


@pytest.mark.parametrize("one", demo.ORGANISATIONS, ids=lambda o: o.key)
def test_the_figures_are_coherent(one: demo.Organisation) -> None:
    fig = figures(one)
    assert fig.turnover[0] < fig.turnover[1] < fig.turnover[2] == one.turnover
    for profit, turnover, tax, spent in zip(fig.profit, fig.turnover, fig.tax, fig.rd, strict=True):
        assert 0 < profit < turnover * 0.25
        assert 0 < tax < turnover * 0.12
        assert 0 < spent < turnover * 0.06
    assert fig.quality[0] < fig.quality[2] <= 100
    assert fig.satisfaction[0] < fig.satisfaction[2] <= 100


@pytest.mark.parametrize("one", demo.ORGANISATIONS, ids=lambda o: o.key)
def test_texts_answer_every_item_within_their_lengths(one: demo.Organisation) -> None:
    texts = demo.self_evaluation(one)
    assert tuple(texts) == ITEMS
    for code, text in texts.items():
        assert 120 <= len(text) <= 200, (code, len(text))
        assert "{" not in text
        assert text.endswith("。")
    assert 350 <= len(demo.profile(one)) <= 500
    assert sum(map(len, texts.values())) <= LAW.limits.self_evaluation_chars


def test_no_two_texts_are_the_same() -> None:
    texts = [text for one in demo.ORGANISATIONS for text in (*demo.self_evaluation(one).values(), demo.profile(one))]
    assert len(set(texts)) == len(texts)


def test_texts_say_what_the_form_says() -> None:
    one = demo.organisation("hengyue")
    form = demo.application_form(one, 2026)
    assert f"{form['revenue']['2024']:.1f}" in demo.item_text(one, "4.7.4")
    assert f"{form['satisfaction']['2025']:.1f}%" in demo.item_text(one, "4.7.3")
    assert str(form["technical_staff"]) in demo.profile(one)
    assert demo.item_text(one, "4.1.2") == demo.item_text(one, "4.1.2")


def test_a_bureau_for_every_area_and_a_department_for_every_division() -> None:
    assert [d.area_code for d in demo.COUNTY_BUREAUS] == [a.code for a in registration_areas()]
    covered = [code for d in demo.INDUSTRY_DEPARTMENTS for code in d.divisions]
    assert sorted(covered) == [d.code for d in divisions()]
    assert {d.code for d in demo.DEPARTMENTS}.__len__() == len(demo.DEPARTMENTS) >= 13


def test_channels_as_the_ruleset_derives_them() -> None:
    for one in demo.ORGANISATIONS:
        department = demo.department_for(one)
        assert LAW.channels[one.ownership] == ("direct" if department is None else department.kind)
    assert {LAW.channels[o.ownership] for o in demo.ORGANISATIONS} == {"direct", "industry", "county"}


def test_thirty_six_experts_of_the_pool() -> None:
    assert len(demo.EXPERTS) == 36
    assert len({e.pool_number for e in demo.EXPERTS}) == len({e.name for e in demo.EXPERTS}) == 36
    categories = {c.code for c in criteria("gbt19580-2012").categories}
    for expert in demo.EXPERTS:
        assert set(expert.categories) <= categories
        assert all(division(code) for code in expert.divisions)
    assert set().union(*(e.categories for e in demo.EXPERTS)) == categories
    assert sum(e.leader_qualified for e in demo.EXPERTS) >= 12
    assert all(any(char in e.name for e in demo.EXPERTS) for char in "镕喆堃玥")


def test_every_applicant_has_experts_of_its_industry_and_a_leader_among_them() -> None:
    for one in demo.ORGANISATIONS:
        fit = [e for e in demo.EXPERTS if one.division in e.divisions and e.employer_uscc != one.uscc]
        assert len(fit) >= 3, one.division
        assert any(e.leader_qualified for e in fit), one.division


def test_some_experts_work_for_applicants() -> None:
    owned = {o.uscc for o in demo.ORGANISATIONS}
    assert [e.name for e in demo.EXPERTS if e.employer_uscc in owned] == ["龙昊泽", "段知微"]


def test_the_committee_is_composed_as_article_7_says() -> None:
    seats = Counter(p.seat for p in demo.COMMITTEE)
    assert {key: seats[key] for key in LAW.seats} == LAW.seats
    assert seats["member"] == 8
    head = next(p for p in demo.COMMITTEE if p.seat == "vice_chair" and "市场监督管理局局长" in p.title)
    assert demo.OFFICE[0].name == head.name


def test_logins_are_unique() -> None:
    logins = [
        *(p.login for p in demo.STAFF),
        *(d.head.login for d in demo.DEPARTMENTS),
        *(e.login for e in demo.EXPERTS),
        *(o.login for o in demo.ORGANISATIONS),
    ]
    assert len(set(logins)) == len(logins)


def test_the_previous_edition_kept_its_quotas_and_dates() -> None:
    past = demo.PREVIOUS_EDITION
    assert Counter(a.tier for a in past.awards) == {"gold": 2, "silver": 5, "nomination": 6}
    assert all(a.prize == LAW.prizes[a.tier] for a in past.awards)
    assert [a.score for a in past.awards] == sorted((a.score for a in past.awards), reverse=True)
    assert len({a.organisation for a in past.awards}) == len({a.certificate for a in past.awards}) == 13
    assert all(demo.organisation(a.organisation) for a in past.awards)
    assert (past.publicity_until - past.publicity_from).days == LAW.publicity_days
    days = [
        past.announced_on,
        past.opens_on,
        past.closes_on,
        past.recommend_by,
        past.publicity_from,
        past.publicity_until,
        past.approved_on,
        past.results_on,
    ]
    assert days == sorted(days)
    assert demo.PRESENT_YEAR - past.year == LAW.cycle_years
    assert past.number + 1 == demo.PRESENT_NUMBER


def test_records_are_of_known_kinds_and_organisations() -> None:
    for record in demo.RECORDS:
        assert record.kind in KINDS
        assert demo.organisation(record.organisation)
