"""Constraint names are API: the rule and article each stands for, so that database and rule refusals read the same."""

CONSTRAINTS: dict[str, tuple[str, str]] = {
    "uq_applications_one_per_edition": ("application.one_channel", "17(3)"),
    "list_entries_quota": ("edition.quota", "3"),
    "ck_editions_publicity_seven_days": ("edition.publicity_seven_days", "17(8)"),
    "ck_public_notices_publicity_seven_days": ("edition.publicity_seven_days", "17(8)"),
    "ck_editions_window_in_order": ("edition.windows_in_order", "17(1)"),
    "ck_editions_recommend_after_close": ("edition.windows_in_order", "17(1)"),
    "uq_editions_number": ("edition.number_taken", "3"),
    "uq_editions_year": ("edition.interval", "3"),
    "uq_memberships_one_chair": ("committee.one_chair", "7"),
    "uq_organisations_uscc": ("organisation.registered_already", "17(3)"),
    "uq_users_login": ("user.login_taken", ""),
    "uq_ballots_one_each": ("motion.voted_already", "8"),
    "uq_motions_one_open": ("motion.open_already", "8"),
    "uq_team_members_live": ("assignment.already", "11"),
    "uq_team_members_one_leader": ("assignment.one_leader", "11"),
    "uq_recusals_live": ("recusal.already", "32"),
    "uq_break_glass_live": ("break_glass.already", "32"),
    "ck_break_glass_two_people": ("break_glass.second_person", "32"),
    "uq_awards_one_live": ("award.one_per_edition", "3"),
    "uq_reviewer_ratings_application_id": ("reviewers.rated_already", "31"),
    "recused_person": ("recusal.in_force", "32"),
    "ck_calendar_years_two_people": ("calendar.two_people", "22"),
    "calendar_confirmed": ("calendar.confirmed", "22"),
    "pinned_ruleset": ("edition.pinned", "5"),
    "awards_quota": ("award.quota", "3"),
    "editions_quota_kept": ("edition.quota_kept", "3"),
    "committee_seats": ("committee.seats_taken", "7"),
    "publicity_kept": ("edition.publicity_kept", "17(8)"),
    "expert_fit": ("expert.unfit", "29"),
    "uq_experts_pool_number": ("expert.twice", "10"),
    "uq_experts_identity_hash": ("expert.identity_twice", "10"),
    "ck_experts_load_in_order": ("expert.load_order", "10"),
    "draws_fixed": ("draw.fixed", "10"),
    "ck_draws_two_people": ("draw.witness", "10"),
    "payment_fixed": ("payment.fixed", "18"),
    "append_only": ("record.append_only", "26"),
    "uq_archives_one_running": ("archive-running", "26"),
    "uq_prize_payments_award_id": ("payment.once", "18"),
}


def rule_of_constraint(name: str) -> tuple[str, str] | None:
    """(rule code, article) of a constraint, if it stands for one."""
    return CONSTRAINTS.get(name)
