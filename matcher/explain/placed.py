"""Why people are placed where they are: level, shares, rules and the runner-up."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.chains import places_before
from matcher.domain.fit import criterion_shares
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy
from matcher.domain.reasons import Decided, PlacedReason, RuledOut
from matcher.domain.rules import PAIR_RULES, RuleCode
from matcher.domain.satisfaction import satisfaction_level
from matcher.domain.scenario import Scenario
from matcher.eligibility import Candidates
from matcher.explain.runner_up import runner_ups
from matcher.options import Options

Ints = NDArray[np.int64]


def with_reasons(
    scenario: Scenario,
    policy: Policy,
    candidates: Candidates,
    options: Options,
    chosen: Ints,
    placements: Sequence[Placement],
) -> tuple[Placement, ...]:
    """Return ``placements`` with level, reasons and runner-up.

    ``chosen`` is the option of everybody, by position in the scenario.
    """
    position = {p.id: i for i, p in enumerate(scenario.participants)}
    places, sections = scenario.places_by_id(), scenario.sections_by_id()
    others = runner_ups(scenario, policy, options, chosen)
    horizon = scenario.horizon
    decided = _decided(scenario)
    found = []
    for placement, before in zip(placements, places_before(placements), strict=True):
        i = position[placement.participant]
        person, place = scenario.participants[i], places[placement.place]
        shares = criterion_shares(
            scenario,
            policy,
            person,
            place,
            None if placement.section is None else sections[placement.section],
            horizon.monday(horizon.week_of(placement.start_date)),
            placement.steps[-1].slots,
            None if before is None else places[before],
        )
        rule = decided.get((placement.participant, placement.place))
        reasons: list[PlacedReason] = [] if rule is None else [Decided(rule)]
        reasons += shares
        if rule is not RuleCode.RUNNING_KEPT:
            reasons += _ruled_out(candidates, i)
        found.append(
            replace(
                placement,
                level=satisfaction_level(person, place),
                reasons=tuple(reasons),
                runner_up=others.get(i) if before is None else None,
            )
        )
    return tuple(found)


def _decided(scenario: Scenario) -> dict[tuple[str, str], RuleCode]:
    """Return the rule behind each (participant, place) decided beforehand."""
    pinned = {
        (str(pin.participant), str(pin.place)): RuleCode.PINNED
        for pin in scenario.pins
        if pin.place is not None
    }
    running = {
        (str(r.participant), str(r.place)): RuleCode.RUNNING_KEPT
        for r in scenario.running
    }
    return pinned | running


def _ruled_out(candidates: Candidates, person: int) -> Iterator[RuledOut]:
    """Yield the rules that kept the person from a place, the most telling first."""
    counts = zip(
        PAIR_RULES,
        candidates.fails[person].tolist(),
        candidates.fails_only[person].tolist(),
        strict=True,
    )
    found = [RuledOut(*count) for count in counts if count[1]]
    yield from sorted(found, key=lambda out: (-out.fails_only, -out.fails))
