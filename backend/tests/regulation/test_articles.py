"""Each rule: one case that passes, one that is refused, and its boundaries."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulation.facts_for_tests import CLOSES, LAW, NOW, application, edition, organisation

from quality_award.regulation import articles  # noqa: F401
from quality_award.regulation.dates import years_after
from quality_award.regulation.facts import (
    AwardFacts,
    MotionFacts,
    ObjectionFacts,
    PaymentFacts,
    RecordFact,
    RecusalFacts,
    SheetFacts,
)
from quality_award.regulation.registry import RULES, inputs

SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)


def says(code: str, facts: object) -> list[dict[str, object]]:
    """What a rule finds wrong."""
    return [dict(finding.params) for finding in RULES[code](facts)]


def record(kind: str, day: dt.date) -> RecordFact:
    return RecordFact(kind, day, "市应急管理局", "朝应急〔2025〕1号")


class TestArticle3:
    def test_two_years_lie_between_editions(self) -> None:
        assert says("edition.interval", edition()) == []
        assert says("edition.interval", edition(year=2025)) == [{"year": 2025, "earliest": 2026}]
        assert says("edition.interval", edition(year=2025, interval_exception=True)) == []
        assert says("edition.interval", edition(previous_year=None)) == []

    @pytest.mark.parametrize("kind", ["proposed", "initial", "final"])
    def test_each_tier_at_its_quota_passes_and_one_more_is_refused(self, kind: str) -> None:
        full = {"gold": 3, "silver": 7, "nomination": 10}
        assert says(f"edition.quota_{kind}", edition(lists={kind: full})) == []
        for tier, quota in full.items():
            found = says(f"edition.quota_{kind}", edition(lists={kind: full | {tier: quota + 1}}))
            assert {"tier": tier, "count": quota + 1, "quota": quota} in found

    @given(st.fixed_dictionaries({tier: st.integers(0, 15) for tier in ("gold", "silver", "nomination")}))
    def test_a_list_passes_exactly_when_every_tier_and_the_whole_fit(self, counts: dict[str, int]) -> None:
        fits = all(counts[tier] <= LAW.quotas[tier] for tier in counts) and sum(counts.values()) <= LAW.quota_total
        assert (says("edition.quota_final", edition(lists={"final": counts})) == []) == fits

    def test_places_may_stay_empty(self) -> None:
        assert says("edition.quota_final", edition(lists={"final": {}})) == []
        assert says("edition.final_list_present", edition(lists={"final": {}})) == []


class TestArticle8:
    FACTS = MotionFacts(
        seats=11, present=9, recused=0, votes_for=5, votes_against=4, abstain=0, chair_choice="for", quorum=2 / 3, majority=1 / 2
    )

    def test_only_a_vote_on_what_has_changed_is_withdrawn(self) -> None:
        assert says("motion.outdated", self.FACTS) != []
        assert says("motion.outdated", dataclasses.replace(self.FACTS, current=False)) == []

    def test_no_more_chairs_than_the_law_has(self) -> None:
        assert says("motion.seats", self.FACTS) == []
        assert says("motion.seats", dataclasses.replace(self.FACTS, crowded=("vice_chair",))) == [{"seat": "vice_chair"}]

    def test_quorum_is_two_thirds_of_the_seats(self) -> None:
        assert says("motion.quorum", dataclasses.replace(self.FACTS, present=8)) == []
        assert says("motion.quorum", dataclasses.replace(self.FACTS, present=7)) == [{"present": 7, "needed": 8}]

    def test_recused_members_count_on_neither_side(self) -> None:
        assert says("motion.quorum", dataclasses.replace(self.FACTS, recused=2, present=6)) == []

    def test_more_than_half_and_ties_to_the_chair(self) -> None:
        assert says("motion.majority", self.FACTS) == []
        tie = dataclasses.replace(self.FACTS, present=8, votes_for=4, votes_against=4)
        assert says("motion.majority", tie) == []
        assert says("motion.majority", dataclasses.replace(tie, chair_choice="against")) != []

    @given(st.integers(1, 30), st.integers(0, 30), st.sampled_from(["for", "against", "abstain", None]))
    def test_a_motion_is_carried_or_rejected_never_both_never_neither(self, present: int, votes: int, chair: str | None) -> None:
        facts = dataclasses.replace(self.FACTS, present=present, votes_for=min(votes, present), chair_choice=chair)
        assert (says("motion.majority", facts) == []) != (says("motion.no_majority", facts) == [])


class TestArticle13:
    def test_registered_here_with_a_valid_code(self) -> None:
        assert says("organisation.registered_here", organisation()) == []
        assert says("organisation.registered_here", organisation(area_code="210102"))[0]["what"] == "area"
        assert says("organisation.registered_here", organisation(uscc_valid=False))[0]["what"] == "uscc"

    def test_five_years_to_the_day(self) -> None:
        closing = dt.date(2026, 4, 30)
        assert says("organisation.years", organisation(registered_on=dt.date(2021, 4, 30), reference_day=closing)) == []
        late = says("organisation.years", organisation(registered_on=dt.date(2021, 5, 1), reference_day=closing))
        assert late[0]["fulfilled_on"] == "2026-05-01"

    def test_registered_on_a_leap_day(self) -> None:
        facts = organisation(registered_on=dt.date(2020, 2, 29), reference_day=dt.date(2025, 2, 28))
        assert says("organisation.years", facts) == []
        assert says("organisation.years", dataclasses.replace(facts, reference_day=dt.date(2025, 2, 27))) != []

    def test_an_application_is_judged_by_its_organisation(self) -> None:
        young = organisation(registered_on=dt.date(2025, 1, 1))
        assert says("organisation.years", application(organisation=young)) != []


class TestArticle14:
    CLOSING = dt.date(2026, 4, 30)

    def test_three_years_back_to_the_day(self) -> None:
        inside, outside = dt.date(2023, 4, 30), dt.date(2023, 4, 29)
        hit = says("organisation.clean_record", organisation(records=(record("failed_sample", inside),)))
        assert (hit[0]["clause"], hit[0]["occurred_on"]) == ("14(2)", "2023-04-30")
        assert says("organisation.clean_record", organisation(records=(record("failed_sample", outside),))) == []

    def test_after_the_closing_day_is_not_before_it(self) -> None:
        assert says("organisation.clean_record", organisation(records=(record("failed_sample", self.CLOSING + DAY),))) == []

    def test_three_fatal_general_accidents_within_any_year(self) -> None:
        days = (dt.date(2024, 6, 1), dt.date(2024, 12, 1), dt.date(2025, 5, 31))
        assert (
            len(
                says(
                    "organisation.clean_record",
                    organisation(records=tuple(record("safety_accident_fatal_general", d) for d in days)),
                )
            )
            == 3
        )
        apart = (days[0], days[1], dt.date(2025, 6, 1))
        assert (
            says(
                "organisation.clean_record",
                organisation(records=tuple(record("safety_accident_fatal_general", d) for d in apart)),
            )
            == []
        )

    def test_events_of_article_36_alone_bar_no_applicant(self) -> None:
        facts = organisation(records=(record("serious_operating_loss", dt.date(2025, 1, 1)),))
        assert says("organisation.clean_record", facts) == []

    @given(st.dates(dt.date(2015, 1, 1), dt.date(2030, 1, 1)))
    def test_a_record_bars_exactly_within_the_window(self, day: dt.date) -> None:
        barred = says("organisation.clean_record", organisation(records=(record("credit_loss", day),))) != []
        assert barred == (years_after(self.CLOSING, -3) <= day <= self.CLOSING)


class TestArticles15And27And36:
    @given(st.integers(1, 40), st.integers(1, 40))
    def test_gold_in_n_again_from_n_plus_three(self, won: int, current: int) -> None:
        refused = says("organisation.gold_interval", organisation(wins=(("gold", won),), edition_number=current)) != []
        assert refused == (won < current < won + 3)

    def test_revoked_is_barred_from_the_next_edition_only(self) -> None:
        assert says("organisation.not_barred", organisation(revoked_editions=(4,))) == [
            {"clause": "36", "until": 5, "then": "one_edition"}
        ]
        assert says("organisation.not_barred", organisation(revoked_editions=(3,))) == []

    def test_fraud_bars_for_life(self) -> None:
        assert says("organisation.not_barred", organisation(barred_for_life=True)) == [
            {"clause": "27", "until": None, "then": "life"}
        ]

    @pytest.mark.article("36", "36(1)", "36(2)", "36(3)", "36(4)", "36(5)", "36(6)")
    def test_revocation_needs_a_ground_a_vote_and_a_document(self) -> None:
        good = AwardFacts(
            dt.date(2027, 1, 1), dt.date(2026, 10, 1), dt.date(2029, 10, 1), "36(1)", "事故", True, "朝政发〔2027〕1号"
        )
        for code in ("award.revocation_ground", "award.supervised", "award.reason", "award.revocation_carried", "award.document"):
            assert says(code, good) == []
        assert says("award.revocation_ground", dataclasses.replace(good, article="18", reason=" ")) == [
            {"what": "article"},
            {"what": "reason"},
        ]
        assert says("award.supervised", dataclasses.replace(good, today=dt.date(2029, 10, 2))) != []
        assert says("award.supervised", dataclasses.replace(good, today=dt.date(2029, 10, 2), article="27")) == []
        assert says("award.reason", dataclasses.replace(good, reason="")) != []
        assert says("award.revocation_carried", dataclasses.replace(good, motion_carried=False)) != []
        assert says("award.document", dataclasses.replace(good, document="")) != []


class TestArticles16And17OfAnApplication:
    def test_the_window_closes_at_the_second(self) -> None:
        assert says("application.window", application(now=CLOSES - SECOND)) == []
        assert says("application.window", application(now=CLOSES))[0]["when"] == "after"
        assert says("application.window", application(now=NOW - dt.timedelta(days=11)))[0]["when"] == "before"
        assert says("application.window", application(edition_state="plan_approved")) != []

    def test_one_channel_from_the_registered_facts(self) -> None:
        assert says("application.channel_not_direct", application()) == []
        assert says("application.channel_not_direct", application(channel="industry")) != []
        assert says("application.channel_direct", application()) != []
        direct = application(channel="direct", derived_channel="direct")
        assert says("application.channel_direct", direct) == []
        assert says("application.channel_not_direct", direct) != []

    @pytest.mark.parametrize(
        ("code", "change", "key"),
        [
            ("application.form_complete", {"missing_fields": ("a", "b")}, "field"),
            ("application.self_evaluation_complete", {"missing_items": ("4.1.2", "4.7.7")}, "item"),
            ("application.evidence_complete", {"missing_evidence": ("licence", "credit")}, "slot"),
            ("application.evidence_stored", {"pending_evidence": ("x.pdf", "y.pdf")}, "filename"),
            ("application.checklist_done", {"unchecked": ("13(2)", "16")}, "item"),
            ("application.checklist_passed", {"failed_checks": ("13(2)", "16")}, "item"),
        ],
    )
    def test_every_gap_at_once(self, code: str, change: dict[str, tuple[str, ...]], key: str) -> None:
        assert says(code, application()) == []
        assert [gap[key] for gap in says(code, application(**change))] == list(next(iter(change.values())))

    def test_lengths_and_declaration(self) -> None:
        assert says("application.lengths", application(too_long={"profile": 12})) == [{"field": "profile", "over": 12}]
        assert says("application.declared", application(declared=False)) != []
        assert says("application.declared", application()) == []

    def test_a_barred_recommender_refuses(self) -> None:
        assert says("application.recommender_open", application()) == []
        assert says("application.recommender_open", application(recommender_barred=True)) != []

    def test_recommendation_in_time_with_words_and_two_findings(self) -> None:
        good = application(opinion="同意推荐", eligible=True, truthful=True)
        for code in ("application.recommendation_window", "application.opinion", "application.opinion_positive"):
            assert says(code, good) == []
        assert says("application.recommendation_window", application(now=CLOSES + dt.timedelta(days=15))) != []
        assert says("application.opinion", application()) == [{"what": "findings"}, {"what": "text"}]
        assert says("application.opinion_positive", application(opinion="x", eligible=True, truthful=False)) != []

    def test_formal_review_has_its_stage_and_reasons(self) -> None:
        assert says("application.formal_stage", application(edition_state="formal_review")) == []
        assert says("application.formal_stage", application(edition_state="document_review")) != []
        assert says("application.project_named", application()) == []
        assert says("application.project_named", application(subject="project", project_name=" ")) == [{}]
        assert says("application.project_named", application(subject="project", project_name="精益改善")) == []
        assert says("application.reasons", application(reasons="缺营业执照")) == []
        assert says("application.reasons", application()) != []


class TestArticle17OfAnEdition:
    @pytest.mark.parametrize(
        ("code", "refused"),
        [
            ("edition.criteria_of_ruleset", {"criteria_code": "gbt19580-2004"}),
            ("edition.ruleset_in_force", {"now": dt.datetime(2022, 4, 28, 15, 59, tzinfo=dt.UTC)}),
            ("edition.plan_complete", {"plan_text": " "}),
            ("edition.points_confirmed", {"unconfirmed_points": ("quorum",)}),
            ("edition.weights", {"weights": {"document": 60.0, "site": 39.0}}),
            ("edition.weights", {"weights": {"document": None, "site": 100.0}}),
            ("edition.windows_in_order", {"opens_at": None}),
            ("edition.windows_in_order", {"recommend_by": CLOSES - SECOND}),
            ("edition.expert_team", {"experts": 0, "leaders": 0}),
            ("edition.expert_team", {"leaders": 0}),
            ("edition.expert_team", {"unchecked_experts": 1}),
            ("edition.experts_fit", {"unfit_experts": ("李玥",)}),
            ("edition.invitations_answered", {"unanswered_experts": (("李玥", "overdue"),)}),
            ("edition.agency_procured", {"procurement_record": False}),
            ("edition.window_ahead", {"now": CLOSES}),
            ("edition.formal_reviews_done", {"waiting_formal_review": 1}),
            ("edition.teams_complete", {"without_team": ("5-县-001",)}),
            ("edition.document_sheets_done", {"open_sheets": {"document": 1}}),
            ("edition.site_sheets_done", {"open_sheets": {"site": 1}}),
            ("edition.defence_sheets_done", {"open_sheets": {"defence": 1}}),
            ("edition.opinions_complete", {"without_opinion": ("5-县-001",)}),
            ("edition.subjects_proposed", {"subjects": {"proposed": (("5-县-001", "gold", "project"),)}}),
            ("edition.subjects_initial", {"subjects": {"initial": (("5-县-001", "gold", "project"),)}}),
            ("edition.subjects_final", {"subjects": {"final": (("5-县-001", "project", "project"),)}}),
            ("edition.still_eligible", {"newly_ineligible": ("5-县-001",)}),
            ("edition.objections_decided", {"open_objections": 1}),
            ("edition.final_within_initial", {"final_outside_initial": ("5-县-001",)}),
            ("edition.no_upheld_on_final", {"upheld_on_final": ("5-县-001",)}),
            ("edition.prizes_paid", {"unpaid": 1}),
        ],
    )
    def test_an_unfinished_step_is_refused_a_finished_one_passes(self, code: str, refused: dict[str, object]) -> None:
        assert says(code, edition()) == []
        assert says(code, edition(**refused)) != []

    @pytest.mark.parametrize("kind", ["plan", "accepted_list", "initial_list", "final_list"])
    def test_the_committee_has_to_vote(self, kind: str) -> None:
        assert says(f"edition.{kind}_carried", edition()) == [{"motion": kind}]
        assert says(f"edition.{kind}_carried", edition(carried=frozenset({kind}))) == []

    @pytest.mark.parametrize(
        ("code", "kind"),
        [("formal_report", "formal_review"), ("document_report", "document_review"), ("site_report", "site_review"), ("defence_report", "defence"),
         ("evaluation_report", "evaluation"), ("verification_report", "verification")],
    )  # fmt: skip
    def test_each_named_report_is_due(self, code: str, kind: str) -> None:
        assert says(f"edition.{code}", edition()) == [{"report": kind}]
        assert says(f"edition.{code}", edition(reports=frozenset({kind}))) == []

    @pytest.mark.parametrize("kind", ["proposed", "initial", "final"])
    def test_a_list_has_to_be_drawn_up(self, kind: str) -> None:
        assert says(f"edition.{kind}_list_present", edition()) == [{"list": kind}]
        assert says(f"edition.{kind}_list_present", edition(lists={kind: {"gold": 1}})) == []

    def test_the_site_list_names_someone(self) -> None:
        assert says("edition.site_list_present", edition(lists={"site": {"": 0}})) != []
        assert says("edition.site_list_present", edition(lists={"site": {"": 2}})) == []

    def test_applications_close_only_after_the_window_and_the_recommendations(self) -> None:
        assert says("edition.window_over", edition(now=CLOSES - SECOND)) != []
        assert says("edition.window_over", edition(now=CLOSES)) == []
        later = CLOSES + dt.timedelta(days=5)
        assert says("edition.window_over", edition(now=CLOSES, recommend_by=later, waiting_recommendation=1)) != []
        assert says("edition.window_over", edition(now=later, recommend_by=later, waiting_recommendation=1)) == []

    def test_publicity_ends_not_a_second_early(self) -> None:
        ends = NOW + dt.timedelta(days=7)
        assert says("edition.publicity_over", edition(now=ends - SECOND, publicity_ends_at=ends)) != []
        assert says("edition.publicity_over", edition(now=ends, publicity_ends_at=ends)) == []
        assert says("edition.publicity_over", edition()) != []

    def test_the_government_names_its_document(self) -> None:
        assert says("edition.approval_document", edition()) != []
        assert says("edition.approval_document", edition(approval_document="朝政发〔2026〕9号")) == []


class TestArticle18:
    def test_payment_has_date_and_voucher_and_a_standing_award(self) -> None:
        good = PaymentFacts("凭证1", dt.date(2026, 10, 1), "granted")
        assert says("payment.voucher", good) == says("payment.award_stands", good) == []
        assert says("payment.voucher", dataclasses.replace(good, paid_on=None)) != []
        assert says("payment.award_stands", dataclasses.replace(good, award_state="revocation_proposed")) != []


class TestArticles20To24:
    STARTS, ENDS = NOW, NOW + dt.timedelta(days=8)
    GOOD = ObjectionFacts(
        law=LAW, now=NOW + DAY, identified=True, files=1, received_at=NOW + DAY, publicity_starts_at=STARTS, publicity_ends_at=ENDS,
        reason="证据充分", report="经核查属实", report_due_at=NOW + 2 * DAY, proof_due_at=NOW + 2 * DAY, office_opinion="建议采纳",
        motion_carried=True, motion_rejected=True,
    )  # fmt: skip

    @pytest.mark.parametrize(
        ("code", "change"),
        [
            ("objection.identified", {"identified": False}),
            ("objection.in_time", {"received_at": ENDS}),
            ("objection.in_time", {"received_at": STARTS - SECOND}),
            ("objection.in_time", {"publicity_ends_at": None}),
            ("objection.evidence", {"files": 0}),
            ("objection.proof_supplied_objector", {"reason": ""}),
            ("objection.refusal_grounds", {"reason": ""}),
            ("objection.reason", {"reason": ""}),
            ("objection.report_text", {"report": ""}),
            ("objection.office_opinion", {"office_opinion": ""}),
            ("objection.motion_carried", {"motion_carried": False}),
            ("objection.motion_rejected", {"motion_rejected": False}),
        ],
    )
    def test_conditions(self, code: str, change: dict[str, object]) -> None:
        assert says(code, self.GOOD) == []
        assert says(code, dataclasses.replace(self.GOOD, **change)) != []

    def test_the_last_second_of_the_publicity_is_in_time(self) -> None:
        assert says("objection.in_time", dataclasses.replace(self.GOOD, received_at=self.ENDS - SECOND)) == []

    def test_silence_has_its_effect_only_after_the_deadline(self) -> None:
        due = NOW + 2 * DAY
        for code in ("objection.report_overdue", "objection.proof_overdue_applicant", "objection.proof_overdue_objector"):
            assert says(code, dataclasses.replace(self.GOOD, now=due - SECOND)) != []
            assert says(code, dataclasses.replace(self.GOOD, now=due)) == []

    def test_who_supplied_proof_was_not_silent(self) -> None:
        late = dataclasses.replace(self.GOOD, now=NOW + 2 * DAY, proof_from=frozenset({"applicant"}))
        assert says("objection.proof_overdue_applicant", late)[0]["supplied"] is True
        assert says("objection.proof_overdue_objector", late) == []


class TestArticles32And33:
    GOOD = SheetFacts("document_review", "document", (), "总体良好", True, True, True)

    @pytest.mark.parametrize(
        ("code", "change"),
        [
            ("sheet.stage", {"edition_state": "site_review"}),
            ("sheet.stage", {"stage": "site"}),
            ("sheet.assigned", {"assigned": False}),
            ("sheet.undertaking", {"undertaking": False}),
            ("sheet.no_interest", {"declared_no_interest": False}),
            ("sheet.all_items", {"unscored": ("4.1.2",)}),
            ("sheet.summary", {"summary": ""}),
        ],
    )
    def test_conditions(self, code: str, change: dict[str, object]) -> None:
        assert says(code, self.GOOD) == []
        assert says(code, dataclasses.replace(self.GOOD, **change)) != []

    def test_a_recusal_decision_has_a_reason(self) -> None:
        assert says("recusal.decision_reason", RecusalFacts("同事", "劳动合同", "理由成立")) == []
        assert says("recusal.decision_reason", RecusalFacts("同事", "劳动合同", " ")) != []


def test_what_actions_ask_for() -> None:
    assert inputs(("payment.voucher", "payment.award_stands")) == ("paid_on", "voucher")
    assert inputs(("application.opinion", "application.opinion_positive")) == ("eligible", "truthful", "opinion")
