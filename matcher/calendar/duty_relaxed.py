"""What the duty lacks in any placements that are as good, by one relaxation with them.

Everybody's options that the placement's proof leaves, under all of its rows, its aims at
what they have reached; and for each slot that an option leaves free a share of each session
there. Whatever the relaxation leaves lacks in any such plan: its bound is worked out in
integers from its prices.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.calendar.attendance import Attendance, attended, options_of
from matcher.calendar.build import build_calendar, taught_slots
from matcher.calendar.duty_anywhere import left_by_practice
from matcher.calendar.hours import in_duty_window
from matcher.calendar.sessions import find_sessions
from matcher.domain.policy import Policy, Tier
from matcher.domain.scenario import Scenario
from matcher.options import Options
from matcher.placement import PlacementResult
from matcher.placement.host import bound_last_tier
from matcher.placement.problem import Problem
from matcher.placement.whole import every_column, whole_problem
from matcher.verify.left import options_left

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

ANY_PLACEMENT = "hours_short_legal_bound_any_placement"
AS_GOOD = "hours_short_legal_bound_as_good"

MOST_OPTIONS = 1_000_000
"""With more options than this the proof is not gone through once more."""

MOST_LEFT = 200_000
"""With more options left than this the relaxation would take minutes."""


@dataclass(frozen=True, slots=True)
class AsGood:
    """Bounds on what the duty lacks in plans as good as ``placement``.

    Attributes
    ----------
    lacks
        Hours that the plan's own calendar lacks, rounded up.
    """

    scenario: Scenario
    policy: Policy
    options: Options
    placement: PlacementResult
    lacks: int

    def raised(self, anywhere: Mapping[str, int]) -> Mapping[str, int]:
        """Return the bounds ``anywhere``, higher where a relaxation proves more.

        In the aims up to ``hours-short``, and ``_as_good`` in all but the tie-break.
        """
        aims = tuple(t for t in self.policy.tiers if t is not Tier.TIE_BREAK)
        bound = anywhere[ANY_PLACEMENT]
        if Tier.HOURS_SHORT in aims and bound < self.lacks:
            first = aims[: aims.index(Tier.HOURS_SHORT) + 1]
            bound = max(bound, self.bound(first))
        as_good = max(bound, self.bound(aims)) if bound < self.lacks else bound
        return {**anywhere, ANY_PLACEMENT: bound, AS_GOOD: as_good}

    def bound(self, aims: Sequence[Tier]) -> int:
        """Return the hours that lack in plans as good in ``aims``, rounded up.

        0 where it is not worked out: nothing is offered that another plan could make
        more of, choices tie people together, or there is too much of it.
        """
        if (
            not any(one.is_work_oriented for one in self.scenario.activities)
            or len(self.options.columns) > MOST_OPTIONS
        ):
            return 0
        left = options_left(
            self.scenario,
            self.policy,
            self.options,
            self.placement.components,
            self.placement.proofs,
            aims,
        )
        left[self.placement.chosen] = True
        kept = np.flatnonzero(left)
        if len(kept) > MOST_LEFT:
            return 0
        some = self.options.take(kept)
        own = np.searchsorted(kept, self.placement.chosen)
        problem, _ = whole_problem(
            self.scenario, self.policy, some, every_column, tuple(aims)
        )
        if problem.num_groups > len(own):
            return 0
        problem = problem.widened()
        short = left_by_practice(self.scenario, some)
        attendance = beside_classes(self.scenario, some, short)
        whole = attended(_as_good(problem, -short), attendance)
        start = np.concatenate([own, problem.num_columns + attendance.stays])
        most = bound_last_tier(whole, self.policy.limits, start, -60 * self.lacks)
        return -(most // 60)


def _as_good(problem: Problem, worth: Ints) -> Problem:
    """Return the problem in which aims can be kept from above too, and ``worth`` is last."""
    values = np.concatenate([problem.values, -problem.values, worth[None]])
    return replace(problem, values=values, loss=())


def beside_classes(scenario: Scenario, options: Options, short: Ints) -> Attendance:
    """Return the choices of all who lack hours with some option, ``short`` minutes each.

    A slot is free unless there is class then; and to nobody with whom nothing lacks.
    """
    people = options.columns.participant_idx
    lacking = np.zeros(len(scenario.participants), dtype=np.int64)
    np.maximum.at(lacking, people, short)
    empty = build_calendar(scenario, (), {})
    free = empty.free.take(lacking[empty.free.participant_idx] > 0)
    sessions = find_sessions(replace(empty, free=free), ())
    cell, session = sessions.cell, sessions.session
    inside = in_duty_window(scenario, free.participant_idx[cell], free.day[cell])
    useful = inside & sessions.is_work_oriented[session]
    cells, slot = np.unique(cell[useful], return_inverse=True)
    held, session = np.unique(session[useful], return_inverse=True)
    person = free.participant_idx[cells].astype(np.int64)
    whose, option = options_of(people, person)
    taught = taught_slots(scenario, list(scenario.horizon.calendar_span.days()))
    in_class = taught[
        options.columns.section_idx[option],
        free.day[cells][whose],
        free.slot_idx[cells][whose],
    ]
    blocked = in_class | (short[option] == 0)
    return Attendance(
        person,
        slot.astype(np.int64),
        session.astype(np.int64),
        sessions.minutes[held][session],
        sessions.seats[held],
        lacking,
        option[blocked],
        whose[blocked],
        lacking[people] - short,
    )
