"""The pairs of a person and a place that break no rule, and counts for the others."""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import Policy
from matcher.domain.rules import PAIR_RULES, RuleCode
from matcher.domain.scenario import Scenario
from matcher.eligibility.arrays import people_of, places_of
from matcher.eligibility.pairs import PairArrays, pair_arrays
from matcher.eligibility.reach import known_pairs, pairs_in_reach
from matcher.eligibility.rules import RULES, PairRule
from matcher.eligibility.weeks import week_frame

Ints = NDArray[np.int32]
Column = NDArray[Any]

OF_PEOPLE = ("fails", "fails_only", "examined")
"""The last fields of :class:`Candidates`."""

TRAVEL = PAIR_RULES.index(RuleCode.TRAVEL_LIMIT)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who may go where, and why not elsewhere.

    The first eight are one entry per candidate, sorted by participant and place. The
    last three are per participant, in the order of the scenario; their columns are
    :data:`matcher.domain.rules.PAIR_RULES`.

    Attributes
    ----------
    participant_idx, place_idx
        Positions in the scenario.
    travel_minutes
        One way.
    slot_mask
        Bit mask of slots with a seat, free for the person and within their working
        hours; class is not yet taken out.
    first_week, last_week
        Weeks a placement may lie in, half-open, by the dates of both and the horizon.
    floor_week
        First week on whose Monday the place's CEFR floor is reached; 0 at once.
    earliest_start, latest_start
        First and last week of the start grid in which a placement may start, by
        dates, age gates and the CEFR floor.
    fails
        ``(participants, rules)``: places that fail the rule. All places count for the
        travel limit; for the other rules only examined ones do.
    fails_only
        ``(participants, rules)``: examined places that fail the rule and no other.
    examined
        ``(participants,)``: places looked at: those up to twice the travel limit away
        by estimate, and those that ``travel.csv``, a pin or a running placement names.
        Farther places fail the travel limit, whatever else they may fail.
    """

    participant_idx: Ints
    place_idx: Ints
    travel_minutes: Ints
    slot_mask: NDArray[np.int64]
    first_week: Ints
    last_week: Ints
    floor_week: Ints
    earliest_start: Ints
    latest_start: Ints
    fails: Ints
    fails_only: Ints
    examined: Ints

    def __len__(self) -> int:
        return len(self.participant_idx)

    def take(self, chosen: NDArray[np.bool_]) -> "Candidates":
        """Return the candidates at ``chosen``; the counts stay those of everybody."""
        of_candidates = fields(self)[: -len(OF_PEOPLE)]
        taken = {f.name: getattr(self, f.name)[chosen] for f in of_candidates}
        return replace(self, **taken)


def find_candidates(scenario: Scenario, policy: Policy) -> Candidates:
    """Return all candidates of ``scenario``, with the counts behind the others.

    Pairs are joined through a spatial index, never as a dense table, and examined in
    chunks of people, so that memory follows the candidates.
    """
    people, places = people_of(scenario, policy), places_of(scenario)
    frame = week_frame(scenario.horizon, policy)
    rules = [rule(scenario) for rule in RULES.values()]
    fails = np.zeros((len(people), len(rules)), dtype=np.int32)
    fails_only = np.zeros_like(fails)
    examined = np.zeros(len(people), dtype=np.int32)
    parts: list[dict[str, Column]] = []
    for person, place, minutes in pairs_in_reach(people, places, known_pairs(scenario)):
        pairs = pair_arrays(people, places, frame, person, place, minutes)
        parts.append(_examine(pairs, rules, fails, fails_only))
        _count(person, examined)
    fails[:, TRAVEL] += len(places) - examined
    columns: dict[str, Column] = {
        name: np.concatenate([part[name] for part in parts]) for name in parts[0]
    }
    return Candidates(**columns, fails=fails, fails_only=fails_only, examined=examined)


def _examine(
    pairs: PairArrays, rules: list[PairRule], fails: Ints, fails_only: Ints
) -> dict[str, Column]:
    """Count the failures of ``pairs`` into the tables; return the candidates' columns."""
    failed = [rule.fails(pairs) for rule in rules]
    num_failed = np.zeros(len(pairs.person), dtype=np.uint8)
    for flags in failed:
        num_failed += flags
    for column, flags in enumerate(failed):
        for table, counted in ((fails, flags), (fails_only, flags & (num_failed == 1))):
            _count(pairs.person[counted], table[:, column])
    return _columns(pairs, np.flatnonzero(num_failed == 0))


def _count(person: Ints, table: Ints) -> None:
    """Add to ``table`` how often each person occurs; ``person`` is sorted."""
    if len(person):
        begin = person[0]
        counts = np.bincount(person - begin)
        table[begin : begin + len(counts)] += counts.astype(np.int32)


def _columns(pairs: PairArrays, kept: NDArray[np.int64]) -> dict[str, Column]:
    starts = pairs.starts
    columns: dict[str, Column] = {
        "participant_idx": pairs.person,
        "place_idx": pairs.place,
        "travel_minutes": pairs.travel_minutes,
        "slot_mask": pairs.usable,
        "first_week": starts.first_week,
        "last_week": starts.last_week,
        "floor_week": pairs.floor_week,
        "earliest_start": starts.earliest,
        "latest_start": starts.latest,
    }
    return {name: column[kept] for name, column in columns.items()}
