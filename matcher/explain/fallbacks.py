"""Plan B and C for everybody with a placement, proved employer by employer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.fallbacks import Fallback, FallbackBound, FallbackRank
from matcher.domain.ids import EmployerId, ParticipantId, SectionId
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy, Tier
from matcher.domain.scenario import Scenario
from matcher.explain.elsewhere import NO_EMPLOYER, Elsewhere, elsewhere_of
from matcher.explain.seekers import Seekers
from matcher.explain.withdrawals import NO_CASE, Moves, Withdrawals, choose
from matcher.options.ranges import expand
from matcher.placement import search_weights

Ints = NDArray[np.int64]

WEIGHED_AS = (
    Tier.COVERAGE_DUE,
    Tier.COVERAGE_OTHER,
    Tier.FIT,
    Tier.RHYTHM,
    Tier.TIE_BREAK,
)
"""The tiers of a plan by whose weights a search for fallbacks compares them."""


@dataclass(frozen=True, slots=True)
class Fallbacks:
    """Plans B and C of a plan.

    Attributes
    ----------
    placements
        Those of the plan, with their fallbacks.
    bounds
        Employers alone before pairs, each in the order of their ids.
    """

    placements: tuple[Placement, ...]
    bounds: tuple[FallbackBound, ...]


def plan_fallbacks(
    scenario: Scenario,
    policy: Policy,
    placements: Sequence[Placement],
    class_sections: Mapping[ParticipantId, SectionId],
    seed: int,
    workers: int,
) -> Fallbacks:
    """Find plan B for as many as possible, and then plan C given those.

    For each employer: everybody placed elsewhere stays, and the placements B of its
    people fit beside them. For each pair of employers: everybody placed elsewhere stays
    and so do the placements B of their people that hold there, and the placements C of
    the others fit beside them. ``docs/fallbacks.md`` defines both. Of two placements
    in a row each has fallbacks of its own, beside the other.
    """
    if not placements:
        return Fallbacks((), ())
    elsewhere = elsewhere_of(scenario, policy, seed, placements, class_sections)
    search = _Search(scenario, policy, workers, elsewhere)
    b, alone = search.plan_b()
    c, pairs = search.plan_c(b)
    made = {
        FallbackRank.B: elsewhere.placements(b),
        FallbackRank.C: elsewhere.placements(c),
    }
    found = _with_fallbacks(scenario, placements, elsewhere.seekers, made)
    return Fallbacks(found, (*alone, *pairs))


class _Search:
    """The two rounds of choices, in the columns of ``elsewhere``."""

    def __init__(
        self, scenario: Scenario, policy: Policy, workers: int, elsewhere: Elsewhere
    ) -> None:
        self._policy, self._workers = policy, workers
        self._elsewhere = elsewhere
        self._ids = [employer.id for employer in scenario.employers]
        self._at = elsewhere.lost_at
        self._person = elsewhere.seekers.person
        self._weights = search_weights(WEIGHED_AS)

    def plan_b(self) -> tuple[Ints, list[FallbackBound]]:
        """Return the columns chosen, and the bound of each employer."""
        elsewhere = self._elsewhere
        placed = np.flatnonzero(self._at != NO_EMPLOYER)
        employers, case = np.unique(self._at[placed], return_inverse=True)
        nobody = np.zeros(0, dtype=np.int64)
        return self._round(
            placed,
            case,
            employers[:, None],
            elsewhere.possible,
            left=Moves(case, elsewhere.held[self._person[placed]]),
            taken=Moves(nobody, nobody),
        )

    def plan_c(self, b: Ints) -> tuple[Ints, list[FallbackBound]]:
        """Return the columns chosen given those of plan B, and the bound of each pair."""
        elsewhere, seekers = self._elsewhere, len(self._at)
        seeker_b = elsewhere.seeker(b)
        chosen_b = np.full(seekers, -1, dtype=np.int64)
        chosen_b[seeker_b] = b
        b_at = np.full(seekers, NO_EMPLOYER, dtype=np.int64)
        b_at[seeker_b] = elsewhere.employer[b]
        asked = np.flatnonzero(b_at != NO_EMPLOYER)
        if not len(asked):
            return asked, []
        both = np.sort(np.stack([self._at[asked], b_at[asked]], axis=1), axis=1)
        pairs, case = np.unique(both, axis=0, return_inverse=True)
        pair, seeker = self._seekers_of(pairs)
        needs_c = np.full(seekers, NO_CASE, dtype=np.int64)
        needs_c[asked] = case
        person, times = self._people_of(pair, seeker)
        stays = (needs_c[seeker] != pair) & (times == 1)
        of_column = elsewhere.problem.group - elsewhere.num_people
        b_of_column = np.where(of_column < 0, NO_EMPLOYER, b_at[of_column])
        return self._round(
            asked,
            case,
            pairs,
            elsewhere.possible & (elsewhere.employer != b_of_column),
            left=Moves(*person),
            taken=Moves(pair[stays], chosen_b[seeker[stays]]),
        )

    def _people_of(self, case: Ints, seeker: Ints) -> tuple[tuple[Ints, Ints], Ints]:
        """Return the cases and held columns of the people behind seekers, each once.

        And per seeker how many placements their person loses in the case. Who loses two
        in a row has nothing left.
        """
        people = self._elsewhere.num_people
        keys, nth, times = np.unique(
            case * people + self._person[seeker],
            return_inverse=True,
            return_counts=True,
        )
        held = self._elsewhere.held[keys % people]
        return (keys // people, held), times[nth]

    def _seekers_of(self, employers: Ints) -> tuple[Ints, Ints]:
        """Return (case, seeker) for all who lose a placement at ``employers`` of a case."""
        order = np.argsort(self._at, kind="stable")
        low = np.searchsorted(self._at[order], employers)
        high = np.searchsorted(self._at[order], employers, side="right")
        counts = (high - low).ravel()
        line, nth = expand(counts)
        return line // employers.shape[1], order[low.ravel()[line] + nth]

    def _round(
        self,
        asked: Ints,
        case: Ints,
        employers: Ints,
        open_: NDArray[np.bool_],
        left: Moves,
        taken: Moves,
    ) -> tuple[Ints, list[FallbackBound]]:
        elsewhere = self._elsewhere
        case_of_group = np.full(elsewhere.problem.num_groups, NO_CASE, dtype=np.int64)
        case_of_group[elsewhere.num_people + asked] = case
        groups = elsewhere.num_people + asked
        least = Moves(case, elsewhere.problem.group_first[groups])
        choice = choose(
            elsewhere.problem,
            Withdrawals(case_of_group, open_, elsewhere.held, left, taken, least),
            len(employers),
            self._weights,
            self._policy.limits,
            self._workers,
        )
        people = np.bincount(case, minlength=len(employers))
        found = elsewhere.employer[choice.columns] != NO_EMPLOYER
        value = np.bincount(case[found], minlength=len(employers))
        bounds = [
            FallbackBound(
                tuple(self._ids[i] for i in employers[n]),
                int(people[n]),
                int(value[n]),
                int(value[n] + choice.gap[n]),
            )
            for n in range(len(employers))
        ]
        return choice.columns, bounds


def _with_fallbacks(
    scenario: Scenario,
    placements: Sequence[Placement],
    seekers: Seekers,
    made: Mapping[FallbackRank, Mapping[int, Placement]],
) -> tuple[Placement, ...]:
    employer = {place.id: place.employer for place in scenario.places}
    seeker = {lost: s for s, lost in enumerate(seekers.lost) if lost is not None}
    found = []
    for placement in placements:
        fallbacks: list[Fallback] = []
        lost: set[EmployerId] = {employer[placement.place]}
        for rank in FallbackRank:
            instead = made[rank].get(seeker[placement])
            if instead is None:
                break
            fallbacks.append(Fallback(rank, tuple(sorted(lost)), instead))
            lost.add(employer[instead.place])
        found.append(replace(placement, fallbacks=tuple(fallbacks)))
    return tuple(found)
