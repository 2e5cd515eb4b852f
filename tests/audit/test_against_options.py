"""The engine's options and the audit are two readings of the same rules."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from matcher.audit import AuditReport, audit_placements
from matcher.domain.policy import Policy, Tier
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.eligibility import find_candidates
from matcher.options import build_options
from matcher.placement import placements_of
from tests.eligibility.random_scenarios import random_scenario
from tests.helpers.absences import with_absences

CROWDS = {
    RuleCode.SEAT_DAY,
    RuleCode.PEOPLE_AT_ONCE,
    RuleCode.EMPLOYER_PEOPLE,
    RuleCode.EMPLOYER_STARTS,
    RuleCode.SECTION_SEATS,
}
"""An option knows nothing of the others; only their sum can be too much."""

PICKS = 6


def resolved(seed: int) -> tuple[Scenario, Policy]:
    """A random scenario without the pins that name a class it does not have.

    In every second one people are away now and then.
    """
    scenario, policy = random_scenario(seed)
    if seed % 2:
        scenario = with_absences(seed, scenario)
    known = {None, *(section.id for section in scenario.sections)}
    pins = tuple(pin for pin in scenario.pins if pin.section in known)
    return replace(scenario, pins=pins), replace(policy, tiers=tuple(Tier))


def peopled(seed: int) -> bool:
    scenario, _ = resolved(seed)
    return bool(scenario.participants and scenario.places)


SEEDS = [seed for seed in range(50) if peopled(seed)]


def picks(seed: int) -> Iterator[tuple[AuditReport, dict[Tier, int]]]:
    """Yield options of everybody, drawn blindly, with their audit and their values."""
    scenario, policy = resolved(seed)
    every_tier = replace(policy, tiers=tuple(Tier))
    options = build_options(scenario, every_tier, find_candidates(scenario, policy))
    person, rng = options.columns.participant_idx, Random(seed)
    own = [np.flatnonzero(person == i) for i in range(len(scenario.participants))]
    for _ in range(PICKS):
        chosen = np.array([rng.choice(columns) for columns in own], dtype=np.int64)
        placements, sections = placements_of(scenario, options, chosen)
        stated = dict.fromkeys(p.id for p in scenario.participants) | sections
        report = audit_placements(scenario, policy, placements, stated)
        yield report, {tier: int(v[chosen].sum()) for tier, v in options.values.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_an_option_breaks_no_rule_of_its_own(seed):
    """Whatever the engine may choose for one person is allowed for that person."""
    for report, _ in picks(seed):
        assert {v.rule for v in report.violations} <= CROWDS


@pytest.mark.parametrize("seed", SEEDS)
def test_options_are_worth_what_the_audit_says(seed):
    """Each tier's values, added up over people, are the audit's."""
    for report, values in picks(seed):
        del values[Tier.TIE_BREAK], values[Tier.FIT_REFERENCE]
        assert values == report.values
