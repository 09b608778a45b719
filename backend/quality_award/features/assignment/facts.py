"""Rows → the facts of Art. 11, 17(6) and 32."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from quality_award.features.conflicts.pure.words import path_words
from quality_award.features.conflicts.queries import Standing
from quality_award.features.editions.facts import panel_of
from quality_award.regulation.facts import AssignmentFacts, VisitFacts
from quality_award.regulation.reference import section_of
from quality_award.tables.editions import Edition, EditionExpert
from quality_award.tables.parties import Expert, ExpertAbsence, Organisation

from .pure.employers import Employer, same
from .pure.problem import Weights
from .queries.teams import Candidate, Case, Seat

FIT_DIVISION = 10
FIT_SECTION = 4
# In points of the fit: each earlier edition in which the two met, an undecided hint, a case more or less wished for.
PAST, MOST_PAST = 3.0, 9.0
HINT = 2.0
WISH, MOST_WISH = 1.0, 3.0

Pair = tuple[uuid.UUID, uuid.UUID]


@dataclass
class Board:
    """The teams of an edition as they stand: what every pair of expert and applicant is judged on.

    `recused` holds (user, application), `posts` (user, organisation), `standing` (expert, application) → the conflict found
    along ties, `past` (expert, organisation) → the years of earlier editions, `visits` application → day, `busy` expert → day →
    application, `done` (application, expert) with a sheet handed in.
    """

    edition: Edition
    now: dt.datetime
    cases: dict[uuid.UUID, Case]
    candidates: dict[uuid.UUID, Candidate]
    teams: dict[uuid.UUID, list[Seat]]
    recused: set[Pair]
    posts: set[Pair]
    standing: Mapping[Pair, Standing]
    past: dict[Pair, list[int]]
    absences: dict[uuid.UUID, list[ExpertAbsence]]
    visits: dict[uuid.UUID, dt.date]
    busy: dict[uuid.UUID, dict[dt.date, uuid.UUID]]
    done: set[Pair]
    moved: dict[uuid.UUID, int] = field(default_factory=lambda: defaultdict(int))
    """Seats that this command has added to an expert, or taken."""

    def load(self, expert_id: uuid.UUID) -> int:
        """Every live seat of an expert with an applicant under review, hidden ones too."""
        candidate = self.candidates.get(expert_id)
        return (candidate.load if candidate else 0) + self.moved[expert_id]

    def join(self, seat: Seat) -> None:
        """An expert sits down: what follows is judged with them on the team."""
        case_id, expert_id = seat.member.application_id, seat.expert.id
        self.teams.setdefault(case_id, []).append(seat)
        self.moved[expert_id] += 1
        if day := self.visits.get(case_id):
            self.busy.setdefault(expert_id, {})[day] = case_id

    def leave(self, seat: Seat) -> None:
        """An expert leaves a team."""
        case_id, expert_id = seat.member.application_id, seat.expert.id
        self.teams[case_id].remove(seat)
        self.moved[expert_id] -= 1
        if (day := self.visits.get(case_id)) and self.busy.get(expert_id, {}).get(day) == case_id:
            del self.busy[expert_id][day]


def make_board(
    edition: Edition,
    now: dt.datetime,
    *,
    cases: Iterable[Case],
    candidates: Iterable[Candidate],
    seats: Iterable[Seat],
    recused: set[Pair],
    posts: set[Pair],
    standing: Mapping[Pair, Standing],
    past: Iterable[tuple[uuid.UUID, uuid.UUID, int]],
    absences: Iterable[ExpertAbsence],
    visits: Iterable[tuple[uuid.UUID, uuid.UUID, dt.date]],
    done: set[Pair],
    shown: bool,
) -> Board:
    """Gather the rows of an edition. `shown`: loads and visits count what the reader sees, not the whole truth."""
    by_id = {case.id: case for case in cases}
    teams: dict[uuid.UUID, list[Seat]] = {case_id: [] for case_id in by_id}
    for seat in seats:
        if seat.member.application_id in teams:
            teams[seat.member.application_id].append(seat)
    years: dict[Pair, list[int]] = defaultdict(list)
    for expert_id, organisation_id, year in sorted(past):
        years[expert_id, organisation_id].append(year)
    away: dict[uuid.UUID, list[ExpertAbsence]] = defaultdict(list)
    for absence in absences:
        away[absence.expert_id].append(absence)
    days: dict[uuid.UUID, dt.date] = {}
    busy: dict[uuid.UUID, dict[dt.date, uuid.UUID]] = defaultdict(dict)
    for expert_id, application_id, day in visits:
        if shown and application_id not in by_id:
            continue
        days[application_id] = day
        busy[expert_id][day] = application_id
    held = Counter(seat.expert.id for team in teams.values() for seat in team)
    people = [replace(one, load=held[one.expert.id]) for one in candidates] if shown else candidates
    return Board(
        edition,
        now,
        by_id,
        {candidate.expert.id: candidate for candidate in people},
        teams,
        recused,
        posts,
        standing,
        dict(years),
        dict(away),
        days,
        dict(busy),
        done,
    )


def employer_of(expert: Expert) -> Employer:
    """Where an expert works."""
    return Employer(expert.employer, expert.employer_uscc)


def answer_of(invited: EditionExpert, now: dt.datetime) -> str:
    """What stands against an invitation: "declined", and where an answer is waited for "waiting" or "overdue"; else ""."""
    if invited.answer == "declined":
        return "declined"
    if invited.answer is None and invited.answer_by is not None:
        return "overdue" if invited.answer_by <= now else "waiting"
    return ""


def absent(absences: Iterable[ExpertAbsence], day: dt.date) -> bool:
    """Whether a day lies in one of the absences."""
    return any(one.from_day <= day <= one.until_day for one in absences)


def assignment_facts(board: Board, case: Case, expert: Expert, *, leader: bool) -> AssignmentFacts:
    """What stands for or against this expert on this team."""
    candidate = board.candidates.get(expert.id)
    user_id = candidate.user_id if candidate else None
    team = board.teams[case.id]
    conflicts = []
    if same(employer_of(expert), Employer(case.organisation.name, case.organisation.uscc)):
        conflicts.append("employer")
    if user_id and (user_id, case.organisation.id) in board.posts:
        conflicts.append("post")
    barred, undecided, hints = told(board.standing.get((expert.id, case.id)))
    day = board.visits.get(case.id)
    return AssignmentFacts(
        edition_state=case.edition.state,
        application_state=case.application.state,
        expert=expert.name,
        invited=candidate is not None,
        checked=candidate.checked if candidate else False,
        status=expert.status,
        account=user_id is not None,
        recused=user_id is not None and (user_id, case.id) in board.recused,
        conflicts=tuple(conflicts),
        on_team=any(seat.expert.id == expert.id for seat in team),
        colleague=next(
            (
                seat.expert.name
                for seat in team
                if seat.expert.id != expert.id and same(employer_of(seat.expert), employer_of(expert))
            ),
            "",
        ),
        as_leader=leader,
        leader_qualified=expert.leader_qualified,
        leader=next((seat.expert.name for seat in team if seat.member.leader), ""),
        answer=answer_of(candidate.invited, board.now) if candidate else "",
        barred=barred,
        undecided=undecided,
        hints=hints,
        load=board.load(expert.id),
        max_load=expert.max_load,
        absent_on=day if day and absent(board.absences.get(expert.id, ()), day) else None,
        elsewhere_on=day if day and board.busy.get(expert.id, {}).get(day, case.id) != case.id else None,
        panel=panel_of(board.edition, board.now),
        panel_until=board.edition.panel_closes_at,
    )


Paths = tuple[dict[str, str], ...]


def told(standing: Standing | None) -> tuple[Paths, Paths, Paths]:
    """(barred, undecided, hints) of one pair, each with its path in words.

    What was confirmed bars whatever its grade; what was dismissed or is gone says nothing.
    """
    if standing is None or standing.state not in ("open", "confirmed"):
        return (), (), ()
    path = (
        {
            "conflict_id": str(standing.conflict_id),
            "path_zh": path_words(standing.path, "zh-CN"),
            "path_en": path_words(standing.path, "en"),
        },
    )
    if standing.grade == "barred" or standing.state == "confirmed":
        return path, (), ()
    return ((), path, ()) if standing.grade == "declare" else ((), (), path)


def fit(expert: Expert, organisation: Organisation) -> int:
    """How well an expert's industries fit: the applicant's division, its section of GB/T 4754, or neither."""
    divisions = {str(division) for division in expert.divisions}
    if organisation.division in divisions:
        return FIT_DIVISION
    if section(organisation.division) in {section(division) for division in divisions}:
        return FIT_SECTION
    return 0


def points(board: Board, case: Case, expert: Expert) -> float:
    """What a seat would add, by the measure of the proposals: the worth of the pair, the categories that nobody on the team
    covers yet, less what one more case of this expert costs."""
    weights = Weights()
    known = {str(category) for seat in board.teams[case.id] for category in seat.expert.categories}
    covered = len({str(category) for category in expert.categories} - known)
    worth = fit(expert, case.organisation) - min(MOST_PAST, PAST * len(board.past.get((expert.id, case.organisation.id), ())))
    if told(board.standing.get((expert.id, case.id)))[2]:
        worth -= HINT
    return worth + weights.cover * covered - weights.load * (board.load(expert.id) + 0.5)


def section(division: str) -> str:
    """The section of a division."""
    try:
        return section_of(division).code
    except (KeyError, ValueError):
        # A division that the standard doesn't have fits nothing but itself.
        return f"?{division}"


def visit_facts(board: Board, case: Case, day: dt.date, *, today: dt.date, works: bool) -> VisitFacts:
    """What stands for or against visiting an applicant on a day."""
    team = board.teams.get(case.id, [])
    return VisitFacts(
        edition_state=case.edition.state,
        application_state=case.application.state,
        day=day,
        today=today,
        working_day=works,
        members=len(team),
        absent=tuple(seat.expert.name for seat in team if absent(board.absences.get(seat.expert.id, ()), day)),
        busy=tuple(seat.expert.name for seat in team if board.busy.get(seat.expert.id, {}).get(day, case.id) != case.id),
    )
