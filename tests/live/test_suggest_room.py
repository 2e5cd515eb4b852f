"""Nobody else moves: against trying with everybody else pinned."""

from collections import Counter

from matcher.domain.policy import Tier
from matcher.live.session import PlanSession
from matcher.live.suggest import rules_of
from matcher.live.suggest_room import nobody_moves
from matcher.placement.rows import ROW_RULES
from tests.live.pinned import Drawn, drawn_plan
from tests.placement.tiny_chains import chained_scenario
from tests.placement.tiny_scenarios import tiny_scenario
from tests.placement.worth import AIMS

SEEDS = range(45)
CHAINED = range(5)

RULES = {rule.value for rule in ROW_RULES} - {"quota-least", "employer-rest"}
"""All that keep somebody out: a lower quota costs, rest is rare among few people."""


def check_against_trying(drawn: Drawn) -> Counter[str]:
    """Every option of everybody; returns how many fit, and which rules keep others out."""
    session = PlanSession(drawn.scenario, drawn.policy, drawn.plan())
    assert session.chosen.tolist() == drawn.chosen.tolist()
    seen: Counter[str] = Counter()
    for person, participant in enumerate(drawn.scenario.participants):
        standing = session.standing_of(participant.id)
        alone = nobody_moves(standing)
        own = [
            o
            for o, p in enumerate(drawn.options.columns.participant_idx)
            if p == person
        ]
        for at, option in enumerate(own):
            truth = drawn.changes(option)
            assert bool(alone.fits[at]) == (truth is not None), (participant.id, option)
            seen.update(rules_of(int(alone.limits[at])))
            if truth is not None:
                changes = dict(
                    zip(standing.aims, alone.changes[:, at].tolist(), strict=True)
                )
                assert {t: changes[t] for t in AIMS} == truth, (participant.id, option)
                seen["fits"] += 1
                seen["lacking"] += truth[Tier.REPAIR] != 0
    return seen


def test_every_option_does_what_trying_finds():
    """With quotas, mentors, pairs, specialists, openings, pins, running placements."""
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        seen += check_against_trying(drawn_plan(*tiny_scenario(seed), seed))
    assert seen.keys() >= RULES
    assert min(seen["fits"], seen["lacking"]) > 0


def test_two_placements_in_a_row_do_what_trying_finds():
    """Options of two placements take the room of both."""
    seen: Counter[str] = Counter()
    for seed in CHAINED:
        seen += check_against_trying(drawn_plan(*chained_scenario(seed), seed))
    assert min(seen["fits"], seen["seat-day"]) > 0
