"""What is confirmed is the best plan that trying finds."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from matcher.domain.policy import (
    FAIRNESS,
    STANDARD_TIERS,
    FitWeights,
    Policy,
    Tier,
)
from matcher.domain.scenario import Scenario
from matcher.domain.suggestions import Changes, OthersMove, TierChange
from matcher.live.session import PlanSession
from matcher.live.suggest import Effects, effects_on, suggest
from matcher.live.suggest_confirm import confirm
from matcher.live.suggest_room import nobody_moves
from matcher.placement.dominance import undominated
from matcher.placement.rows import caseloads
from tests.helpers import builders as make
from tests.live.pinned import drawn_plan
from tests.live.test_suggest_prices import truth
from tests.placement.batch import plan_all
from tests.placement.problems import every_choice
from tests.placement.tiny_scenarios import tiny_scenario
from tests.placement.worth import AIMS

SEED = 0


@pytest.fixture(scope="module")
def planned():
    """A session of a scenario without joint rules, and what trying knows of it."""
    scenario, policy = tiny_scenario(SEED, joint=False)
    with pytest.MonkeyPatch.context() as patch:
        [outcome] = plan_all([(scenario, policy)], patch, with_conflicts=False)
    assert all(tier.gap == 0 for tier in outcome.plan.tiers)
    session = PlanSession(scenario, policy, outcome.plan, outcome.proof)
    return session, drawn_plan(scenario, policy, SEED)


def test_what_is_confirmed_is_what_trying_finds(planned):
    """The first aim that changes, and by how much, for somebody's first open option."""
    session, drawn = planned
    before = [tier.value for tier in session.plan.tiers][: len(AIMS)]
    standing = session.standing_of(drawn.scenario.participants[0].id)
    most = session.prices.best_with(0, len(standing.own))
    effects = Effects(standing, nobody_moves(standing), most)
    tried = 0
    for at in range(len(standing.own)):
        effect, found = effects.others_move(at), truth(drawn, at)
        assert effect is not None
        if effect.is_exact or found is None or tried == 1:
            continue
        by = zip(AIMS, (a - b for a, b in zip(found, before, strict=True)), strict=True)
        changes = tuple(TierChange(tier, n) for tier, n in by if n)[:1]
        told = confirm(session, standing, at, effect)
        assert told == OthersMove(changes, changes, confirmed=True), at
        tried += 1
    assert tried == 1


def test_what_is_exact_at_once_needs_no_search(planned):
    """Both ends agree: nothing is left to be found."""
    session, drawn = planned
    told = [
        one.others_move
        for person in drawn.scenario.participants
        for one in suggest(session, person.id).fitting
    ]
    exact = next(one for one in told if one is not None and one.is_exact)
    standing = session.standing_of(drawn.scenario.participants[0].id)
    confirmed = confirm(session, standing, 0, exact)
    assert confirmed == OthersMove(exact.least, exact.most, confirmed=True)


ASKED = 8
"""Open options of each person that are confirmed."""

FAIR_TIERS = (
    *STANDARD_TIERS[:-3],
    Tier.FIT_REFERENCE,
    *FAIRNESS,
    *STANDARD_TIERS[-3:],
)

TANGLED = (
    make.specialist("s1", 1, templates={"t0"}),
    make.specialist("s2", 1),
    make.specialist("s3", 1, templates={"t1"}),
)


def session_of(scenario: Scenario, policy: Policy) -> PlanSession:
    with pytest.MonkeyPatch.context() as patch:
        [outcome] = plan_all([(scenario, policy)], patch, with_conflicts=False)
    assert all(tier.gap == 0 for tier in outcome.plan.tiers)
    return PlanSession(scenario, policy, outcome.plan, outcome.proof)


def best_by_trying(session: PlanSession, option: int) -> list[int] | None:
    """The tiers of the best plan of the model with ``option``, by every choice there is."""
    problem = session.problem.widened()
    kept = undominated(problem)
    person = problem.group[option]
    problem = problem.take(
        np.unique(np.append(kept[problem.group[kept] != person], option))
    )
    plans = every_choice(problem)
    values, best = problem.values[:, plans].sum(axis=2), []
    if not len(plans):
        return None
    for tier in range(len(values)):
        best.append(int(values[tier].max()))
        values = values[:, values[tier] >= problem.kept_of(tier, best[-1])]
    return best


def confirmed_and_tried(session: PlanSession) -> Iterator[tuple[OthersMove, Changes]]:
    """What is told of open options that can be had, and how the best plan changes."""
    before = [tier.value or 0 for tier in session.plan.tiers]
    people = session.options.columns.participant_idx
    for number, person in enumerate(session.scenario.participants):
        standing = session.standing_of(person.id)
        effects = effects_on(session, standing)
        told = [effects.others_move(at) for at in range(len(standing.own))]
        open_ = [at for at, one in enumerate(told) if one and not one.is_exact]
        first = int(np.searchsorted(people, number))
        for at in Random(number).sample(open_, min(ASKED, len(open_))):
            best, effect = best_by_trying(session, first + at), told[at]
            if best is None or effect is None:
                continue
            by = (new - old for new, old in zip(best, before, strict=True))
            tiers = zip(session.policy.tiers, by, strict=True)
            changes = tuple(TierChange(tier, n) for tier, n in tiers if n)[:1]
            yield confirm(session, standing, at, effect), changes


def check(session: PlanSession, least: int) -> None:
    """All that is told is what trying finds, for ``least`` options at least."""
    every = list(confirmed_and_tried(session))
    for told, changes in every:
        assert told == OthersMove(changes, changes, confirmed=True)
    assert len(every) >= least


@pytest.mark.parametrize(
    ("seed", "rule"), [(1, "quotas and openings"), (18, "openings"), (32, "pairs")]
)
def test_rules_of_a_whole_plan_are_kept(seed, rule):
    """Lower quotas, places that open with several, pairs: in all tiers, to the last."""
    scenario, policy = tiny_scenario(seed)
    there = {
        "quotas and openings": any(q.least for q in scenario.quotas)
        and scenario.opens_only_with(),
        "openings": scenario.opens_only_with(),
        "pairs": scenario.pairs_together(),
    }
    assert there[rule]
    check(session_of(scenario, policy), 4)


def test_job_specialists_can_follow_whom_the_plan_places(monkeypatch):
    """Where people's teams are tangled the choices of who follows whom are searched too."""
    monkeypatch.setattr(caseloads, "MOST_JOINED", -1000)
    scenario, policy = tiny_scenario(0, joint=False)
    people = (replace(person, specialist=None) for person in scenario.participants)
    scenario = replace(scenario, participants=tuple(people), specialists=TANGLED)
    assert caseloads.tangled_parts(scenario.teams().values())
    check(session_of(scenario, policy), 4)


def test_what_fairness_may_give_up_need_not_be_kept():
    """Less fit than the best, as far as the policy lets it fall, is no change of it."""
    scenario, policy = tiny_scenario(1, joint=False)
    # Fit without wishes and levels by wishes: the two pull apart.
    travel = FitWeights(wish=0, travel=700)
    fair = replace(policy, tiers=FAIR_TIERS, fit=travel, fairness_loss_permille=1000)
    check(session_of(scenario, fair), 4)


def test_an_option_that_nobody_could_have_is_not_confirmed():
    """The place never opens: there is no best plan with it, and none is told."""
    alone = make.place("q1", 2, opens_with=2)
    scenario = make.scenario([make.participant("p1")], [alone])
    session = session_of(scenario, Policy())
    standing = session.standing_of(scenario.participants[0].id)
    effects = effects_on(session, standing)
    [at] = effects.best_of_each_place(~effects.alone.fits)
    effect = effects.others_move(at)
    assert effect is not None
    told = confirm(session, standing, at, effect)
    assert told.least is None
    assert not told.confirmed
