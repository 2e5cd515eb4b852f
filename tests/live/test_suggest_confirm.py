"""What is confirmed is the best plan that trying finds."""

import pytest

from matcher.domain.suggestions import OthersMove, TierChange
from matcher.live.session import PlanSession
from matcher.live.suggest import Effects, suggest
from matcher.live.suggest_confirm import confirm
from matcher.live.suggest_room import nobody_moves
from tests.live.pinned import drawn_plan
from tests.live.test_suggest_prices import truth
from tests.placement.batch import plan_all
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
