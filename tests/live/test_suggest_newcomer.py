"""A newcomer: what is told at once holds the best plan that trying finds."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from matcher.domain.agreements import Counted, Quota
from matcher.domain.ids import QuotaId
from matcher.domain.participant import Participant
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.live.session import PlanSession, Standing
from matcher.live.suggest import Effects, effects_on
from tests.helpers import builders as make
from tests.live.pinned import ways_of
from tests.placement.batch import plan_all
from tests.placement.brute_force import as_one, as_tiers, best_total, choices, marks_of
from tests.placement.tiny_scenarios import tiny_scenario
from tests.placement.uses import written_out
from tests.placement.worth import AIMS, values

SEEDS = (0, 3, 8)
ASKED = 6
"""Options of each newcomer that are given to them, and all others planned again."""


def parted(scenario: Scenario) -> tuple[Scenario, Scenario, Participant]:
    """The scenario with nothing said of its last person, without them, and the person."""
    newcomer = scenario.participants[-1]
    every = replace(
        scenario,
        pins=tuple(p for p in scenario.pins if p.participant != newcomer.id),
        bans=tuple(b for b in scenario.bans if b.participant != newcomer.id),
        running=tuple(r for r in scenario.running if r.participant != newcomer.id),
        earlier=tuple(e for e in scenario.earlier if e.participant != newcomer.id),
        pairs=tuple(
            p for p in scenario.pairs if newcomer.id not in (p.participant, p.other)
        ),
    )
    return every, replace(every, participants=every.participants[:-1]), newcomer


def truths(
    every: Scenario, policy: Policy, standing: Standing
) -> Iterator[tuple[int, list[int]]]:
    """Some options of the newcomer, and by how much the best plan with each changes.

    Against the worth of ``standing.now``; the worth of the plan is not taken off.
    """
    found = choices(every, policy)
    written, needs, _ = written_out(every, policy)
    ways = [way for _, way in written]
    own = ways_of(every, standing.options.take(standing.own), ways)
    now = own[standing.now - int(standing.own[0])]
    before = list(values(every, policy, ways[now]).values())
    person = Random(standing.participant.id)
    for at in person.sample(range(len(own)), min(ASKED, len(own))):
        way = ways[own[at]]
        worth = as_one(list(values(every, policy, way).values()))
        given = [(worth, needs[own[at]], marks_of(every, way))]
        try:
            best = best_total(replace(found, own=[*found.own[:-1], given]))
        except ValueError:
            continue
        totals = as_tiers(best, len(AIMS))
        yield at, [total - old for total, old in zip(totals, before, strict=True)]


def check(effects: Effects, at: int, changes: list[int]) -> bool:
    """One option lies between both ends; returns whether they agree."""
    assert effects.most is not None
    bound = effects.most[: len(AIMS), at].tolist()
    decided = next((i for i, by in enumerate(bound) if by), len(AIMS))
    assert changes[: decided + 1] <= bound[: decided + 1], at
    if effects.alone.fits[at]:
        assert effects.alone.changes[: len(AIMS), at].tolist() <= changes, at
    agrees: bool = changes[: decided + 1] == bound[: decided + 1]
    return agrees


def test_the_best_plan_with_a_newcomer_lies_between_both_ends():
    """No better than prices say, no worse than while nobody moves."""
    inputs = [(*parted(tiny_scenario(s)[0]), tiny_scenario(s)[1]) for s in SEEDS]
    with pytest.MonkeyPatch.context() as patch:
        outcomes = plan_all(
            [(rest, policy) for _, rest, _, policy in inputs],
            patch,
            with_conflicts=False,
        )
    exact: list[bool] = []
    for (every, rest, newcomer, policy), made in zip(inputs, outcomes, strict=True):
        assert all(tier.gap == 0 for tier in made.plan.tiers)
        session = PlanSession(rest, policy, made.plan, made.proof)
        standing = session.standing_of_newcomer(newcomer)
        effects = effects_on(session, standing)
        if effects.most is None:
            continue
        reached = [tier.value or 0 for tier in made.plan.tiers][: len(AIMS)]
        for at, totals in truths(every, policy, standing):
            changes = [new - old for new, old in zip(totals, reached, strict=True)]
            exact.append(check(effects, at, changes))
    assert len(exact) > 10
    assert sum(exact) > len(exact) // 4


def test_where_a_lower_quota_is_only_one_end_is_told():
    """It may lack fewer with somebody new: what the proof says of it no longer holds."""
    quota = Quota(QuotaId("l0"), 9, Counted.PERIOD, least=1)
    rest = make.scenario([make.participant("p1")], [make.place("q1")])
    told = []
    for scenario in (rest, replace(rest, quotas=(quota,))):
        with pytest.MonkeyPatch.context() as patch:
            [made] = plan_all([(scenario, Policy())], patch, with_conflicts=False)
        session = PlanSession(scenario, Policy(), made.plan, made.proof)
        standing = session.standing_of_newcomer(make.participant("p2"))
        told.append(effects_on(session, standing).most)
    assert told[0] is not None
    assert told[1] is None
