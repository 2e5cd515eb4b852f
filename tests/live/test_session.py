"""A session's options of one person beside the plan, of somebody in it and of a newcomer."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.domain.group_facts import GroupFact, Sex
from matcher.domain.ids import ParticipantId
from matcher.domain.policy import Policy
from matcher.live.session import PlanSession
from matcher.live.suggest_room import nobody_moves
from tests.helpers import builders as make
from tests.live.pinned import Drawn, drawn_plan, keys
from tests.placement.tiny_chains import chained_scenario
from tests.placement.tiny_scenarios import tiny_scenario
from tests.placement.worth import AIMS


def as_newcomer(drawn: Drawn) -> tuple[PlanSession, int] | None:
    """The plan without its last person, who is free of decisions; or ``None``."""
    scenario, person = drawn.scenario, len(drawn.scenario.participants) - 1
    me = scenario.participants[person].id
    decided = {pin.participant for pin in scenario.pins}
    decided |= {ban.participant for ban in scenario.bans}
    decided |= {running.participant for running in scenario.running}
    decided |= {earlier.participant for earlier in scenario.earlier}
    decided |= {one for p in scenario.pairs for one in (p.participant, p.other)}
    if me in decided or (me in {key[0] for key in scenario.travel}):
        return None
    before = replace(
        drawn,
        scenario=replace(scenario, participants=scenario.participants[:-1]),
        chosen=drawn.chosen[:-1],
    )
    return PlanSession(before.scenario, drawn.policy, before.plan()), person


def check_newcomer(drawn: Drawn) -> int:
    """The last person, as a newcomer, could have what they could have in the plan."""
    made = as_newcomer(drawn)
    if made is None:
        return 0
    session, person = made
    scenario = drawn.scenario
    standing = session.standing_of_newcomer(scenario.participants[person])
    options = standing.options.take(standing.own)
    alone = nobody_moves(standing)
    number = {key: o for o, key in enumerate(keys(scenario, drawn.options))}
    at = [number[key] for key in keys(standing.scenario, options)]
    own = np.flatnonzero(drawn.options.columns.participant_idx == person)
    assert sorted(at) == own.tolist()
    now = at[int(np.searchsorted(standing.own, standing.now))]
    drawn.chosen[person] = now
    for nth, option in enumerate(at):
        truth = drawn.changes(option)
        assert bool(alone.fits[nth]) == (truth is not None), option
        changes = dict(zip(standing.aims, alone.changes[:, nth].tolist(), strict=True))
        assert truth in (None, {t: changes[t] for t in AIMS}), option
    return len(at)


@pytest.mark.parametrize(
    ("scenario_of", "seeds"), [(tiny_scenario, range(12)), (chained_scenario, range(4))]
)
def test_a_newcomer_could_have_what_they_could_in_the_plan(scenario_of, seeds):
    """With one placement and with two in a row."""
    tried = 0
    for seed in seeds:
        scenario, policy = scenario_of(seed)
        tried += check_newcomer(drawn_plan(scenario, policy, seed))
    assert tried > 20


def test_a_plan_of_another_scenario_is_refused():
    """What is nobody's option has no place in a session."""
    plan = make.plan([make.placement(practice="man tir ons")])
    with pytest.raises(ValueError, match="none of their options"):
        PlanSession(make.scenario(), Policy(), plan)


def test_a_session_knows_no_groups():
    """Whatever groups people belong to, nothing that suggests is told."""
    fact = GroupFact(ParticipantId("p1"), Sex.FEMALE)
    scenario = make.scenario(group_facts=(fact,))
    plan = make.plan([make.placement()])
    assert PlanSession(scenario, Policy(), plan).scenario.group_facts == ()
