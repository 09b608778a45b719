"""The stages of an edition as data: the standard set, from which a ruleset picks and orders, and what may not be moved.

A stage is a run of states of the edition. `procedure.course` strings the picked stages together: the last step of one
leads into the first state of the next.

How to add one: its row here, its names in `messages/stages.json`, its steps in `procedure.STEPS`.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """One stage. `sheet`: the kind of score sheet that reviewers hand in; `scored`: its mean has a weight in the total."""

    key: str
    article: str
    states: tuple[str, ...]
    required: bool = True
    sheet: str = ""
    scored: str = ""


STAGES: dict[str, Stage] = {
    stage.key: stage
    for stage in (
        Stage("plan", "17(1)", ("draft", "plan_review", "plan_approved")),
        Stage("application", "17(2)", ("open",)),
        Stage("formal_review", "17(4)", ("formal_review",)),
        Stage("document_review", "17(5)", ("document_review",), sheet="document", scored="document"),
        Stage("defence", "17(6)", ("defence",), required=False, sheet="defence", scored="defence"),
        Stage("site_review", "17(6)", ("site_review",), sheet="site", scored="site"),
        Stage("public_opinion", "17(7)", ("public_opinion",), required=False, scored="public_opinion"),
        Stage("evaluation", "17(7)", ("evaluation",)),
        Stage("deliberation", "17(8)", ("deliberation", "initial_list")),
        Stage("publicity", "17(8)", ("publicity",)),
        Stage("settlement", "17(9)", ("settlement",)),
        Stage("approval", "17(9)", ("government",)),
        Stage("conferral", "18", ("approved", "conferred", "closed")),
    )
}

STANDARD = tuple(key for key, stage in STAGES.items() if stage.required)
"""The course of the 2022 measures of Chaoyang, Art. 17(1) to (9) and 18."""

BEFORE: tuple[tuple[str, str, str], ...] = (
    ("plan", "application", "nothing is announced before the committee has approved plan and experts"),
    ("application", "formal_review", "what is reviewed has been applied for"),
    ("formal_review", "document_review", "experts read what was accepted"),
    ("document_review", "defence", "only those chosen on their documents present themselves"),
    ("document_review", "site_review", "only those chosen on their documents are visited"),
    ("document_review", "public_opinion", "the public is asked about those chosen on their documents"),
    ("defence", "evaluation", "its scores go into the evaluation"),
    ("site_review", "evaluation", "its scores go into the evaluation"),
    ("public_opinion", "evaluation", "its scores go into the evaluation"),
    ("evaluation", "deliberation", "the committee deliberates on the evaluated list"),
    ("deliberation", "publicity", "no publicity before the committee's list"),
    ("publicity", "settlement", "the final list is settled in the light of the publicity"),
    ("settlement", "approval", "the government approves what the committee has settled"),
    ("approval", "conferral", "nothing is conferred without the government's approval"),
)
"""(first, later, why): the order that no ruleset may break."""


def problems(keys: Sequence[str]) -> list[tuple[int | None, str]]:
    """What is wrong with an order of stages, each with the place in the list (None: the list as a whole)."""
    found: list[tuple[int | None, str]] = []
    for place, key in enumerate(keys):
        if key not in STAGES:
            found.append((place, f"no stage {key!r}; there are: {', '.join(STAGES)}"))
        elif key in keys[:place]:
            found.append((place, f"stage {key!r} is there twice"))
    found += [(None, f"stage {key!r} is missing") for key in STANDARD if key not in keys]
    for first, later, why in BEFORE:
        if first in keys and later in keys and keys.index(first) > keys.index(later):
            found.append((keys.index(later), f"{later!r} stands before {first!r}: {why}"))
    return found


def stage_of(state: str) -> Stage:
    """The stage that a state of the edition belongs to."""
    return next(stage for stage in STAGES.values() if state in stage.states)


def reached(keys: Sequence[str], state: str, key: str) -> bool:
    """Whether an edition of these stages that is in `state` has come to the stage, or past it."""
    return key in keys and keys.index(stage_of(state).key) >= keys.index(key)


def sheet_of(state: str) -> str:
    """The kind of score sheet that is handed in while the edition is in this state; "" when none is."""
    return stage_of(state).sheet


SHEET_STATES = {stage.sheet: stage.states[0] for stage in STAGES.values() if stage.sheet}
"""Kind of score sheet → the state of the edition in which it is filled in."""

REVIEWING = frozenset(
    state for key in ("document_review", "defence", "site_review", "public_opinion") for state in STAGES[key].states
)
"""States of the edition in which experts and the agency review, and so may read (Art. 17(5), 17(6), 33)."""
