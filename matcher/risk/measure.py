"""From a scenario to everybody's risk, by resampled semesters."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import Policy
from matcher.domain.risk import DRAWS, ParticipantRisk, RiskReport, Share, WidenedRisk
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.risk.entering import would_enter
from matcher.risk.ground import Ground, ground_of
from matcher.risk.market import NOWHERE
from matcher.risk.quick_plan import QuickPlan

Ints = NDArray[np.int64]


class _Tally:
    """Counts over all semesters.

    Attributes
    ----------
    present, without
        Per participant: semesters that concern them, and those without a place.
    saved
        Per position in the market: of those, the ones in which a twin finds a place.
    entrants, outside
        People in all semesters, and those of them without a place.
    """

    def __init__(self, ground: Ground) -> None:
        self.present = np.zeros(len(ground.person), dtype=np.int64)
        self.without = np.zeros(len(ground.person), dtype=np.int64)
        self.saved = np.zeros(len(ground.market.people), dtype=np.int64)
        self.entrants = self.outside = 0


def measure_risk(
    scenario: Scenario,
    policy: Policy,
    *,
    draws: int = DRAWS,
    seed: int = 0,
    place_dropout: float = 0.0,
) -> RiskReport:
    """Return how often each participant is without a place in semesters like this one.

    A semester is as many people as there are, drawn with replacement, and the places
    there are. It concerns those who were drawn exactly once: for them it is themselves
    among others drawn from the others. Running placements stay as they are.

    Parameters
    ----------
    draws
        Semesters, at least 1. The first n are the same however many are asked for.
    place_dropout
        Chance with which each place drops out of a semester, 0 to 1.
    """
    ground = ground_of(scenario, policy)
    tally = _Tally(ground)
    for number in range(draws):
        chance = np.random.default_rng([seed, number])
        plan, who = _semester(ground, chance, place_dropout)
        _count(ground, plan, who, tally)
    return RiskReport(
        scenario.name,
        seed,
        draws,
        place_dropout,
        _placed_as_it_stands(ground, seed),
        Share(tally.outside, tally.entrants),
        _ranked(scenario, ground, tally, draws),
        tuple(_left_out(scenario)),
    )


def _left_out(scenario: Scenario) -> Iterator[RuleCode]:
    if any(quota.least for quota in scenario.quotas):
        yield RuleCode.QUOTA_LEAST
    if scenario.opens_only_with():
        yield RuleCode.OPENS_WITH
    if scenario.pairs_together():
        yield RuleCode.TOGETHER


def _semester(
    ground: Ground, chance: np.random.Generator, place_dropout: float
) -> tuple[QuickPlan, Ints]:
    """Return the plan of a semester, and the participant behind each entrant."""
    residents = ground.resampled
    drawn = chance.integers(0, max(1, len(residents)), len(residents))
    closed = chance.random(ground.num_places) < place_dropout
    return _planned(ground, residents[drawn], closed, chance)


def _planned(
    ground: Ground,
    people: Ints,
    closed: NDArray[np.bool_],
    chance: np.random.Generator,
) -> tuple[QuickPlan, Ints]:
    lots = chance.random(len(people))
    urgency = ground.market.urgency[ground.person[people]]
    who = people[np.lexsort((lots, urgency))]
    plan = QuickPlan(ground.market, ground.person[who].tolist(), closed, chance)
    plan.run()
    return plan, who


def _placed_as_it_stands(ground: Ground, seed: int) -> int:
    chance = np.random.default_rng([seed])
    closed = np.zeros(ground.num_places, dtype=np.bool_)
    plan, _ = _planned(ground, ground.resampled, closed, chance)
    placed = sum(option != NOWHERE for option in plan.option)
    return placed + len(ground.running)


def _count(ground: Ground, plan: QuickPlan, who: Ints, tally: _Tally) -> None:
    once = np.bincount(who, minlength=len(ground.person))[who] == 1
    tally.entrants += len(who)
    for entrant, person in enumerate(who.tolist()):
        is_outside = plan.option[entrant] == NOWHERE
        tally.outside += is_outside
        if not once[entrant]:
            continue
        tally.present[person] += 1
        if not is_outside:
            continue
        tally.without[person] += 1
        for twin in ground.twins[person]:
            turn = int(ground.market.turn[twin])
            more = ground.market.people[twin]
            tally.saved[twin] += would_enter(plan, turn, more)


def _ranked(
    scenario: Scenario, ground: Ground, tally: _Tally, draws: int
) -> tuple[ParticipantRisk, ...]:
    """Return everybody whose programme has practice, highest risk first."""
    templates = scenario.templates_by_id()
    risks = {
        i: _risk_of(ground, tally, i, draws)
        for i, person in enumerate(scenario.participants)
        if templates[person.template].steps or i in ground.running
    }
    order = sorted(risks, key=lambda i: (-risks[i].value, i))
    values = [risks[i].value for i in order]
    return tuple(
        ParticipantRisk(
            scenario.participants[i].id,
            values.index(risks[i].value) + 1,
            int(ground.num_places_open[ground.person[i]]),
            risks[i],
            _best(ground, tally, i),
        )
        for i in order
    )


def _risk_of(ground: Ground, tally: _Tally, person: int, draws: int) -> Share:
    if person in ground.running:
        return Share(0, draws)
    return Share(int(tally.without[person]), int(tally.present[person]))


def _best(ground: Ground, tally: _Tally, person: int) -> WidenedRisk | None:
    """Return the widening that helps in most semesters, of equals the gentlest."""
    best = max(ground.twins[person], key=lambda t: tally.saved[t], default=None)
    widening = None if best is None else ground.widening[best]
    if best is None or widening is None or not tally.saved[best]:
        return None
    left = int(tally.without[person] - tally.saved[best])
    return WidenedRisk(
        widening,
        int(ground.num_places_open[best]),
        Share(left, int(tally.present[person])),
    )
