"""Who follows whom, so that people near each other have the same job specialist."""

from collections import Counter
from random import Random

import pytest

from matcher.domain.ids import ParticipantId, SpecialistId
from matcher.placement import rounds as rounds_module
from matcher.placement.rounds import near_each_other
from tests.helpers import builders as make

S1, S2 = SpecialistId("s1"), SpecialistId("s2")
BOTH = frozenset({S1, S2})
TWO = (make.specialist("s1", 9), make.specialist("s2", 9))
NORTH, SOUTH = make.north_of(make.HERE, 20), make.north_of(make.HERE, -20)


P = [ParticipantId(f"p{i}") for i in range(4)]


def crossed():
    """Four people by turns north and south, the first half for one specialist."""
    where = {p: (NORTH, SOUTH)[i % 2] for i, p in enumerate(P)}
    now = {p: (S1, S2)[i >= 2] for i, p in enumerate(P)}
    return now, where, dict.fromkeys(P, BOTH)


def test_people_near_each_other_get_the_same_specialist():
    """Two in the north and two in the south are no longer one of each for both."""
    now, where, teams = crossed()
    found = near_each_other(now, where, teams, TWO)
    assert found[P[0]] == found[P[2]] != found[P[1]] == found[P[3]]


def test_the_base_decides_who_goes_where():
    """The specialist with an office in the north gets the north."""
    based = (
        make.specialist("s1", 9, base=SOUTH),
        make.specialist("s2", 9, base=NORTH),
    )
    now, where, teams = crossed()
    found = near_each_other(now, where, teams, based)
    assert (found[P[0]], found[P[1]]) == (S2, S1)


def test_nobody_leaves_their_team():
    """Who has a specialist keeps them, however far the others are."""
    now, where, teams = crossed()
    teams |= {P[0]: frozenset({S1}), P[2]: frozenset({S2})}
    found = near_each_other(now, where, teams, TWO)
    assert (found[P[0]], found[P[2]]) == (S1, S2)


def test_where_all_are_together_nothing_changes():
    """Without anything to gain the ids decide, as before."""
    now, where, teams = crossed()
    assert near_each_other(now, dict.fromkeys(where, NORTH), teams, TWO) == now


def test_very_many_people_stay_where_they_are(monkeypatch):
    """Beyond the limit nobody is exchanged."""
    monkeypatch.setattr(rounds_module, "MOST_PEOPLE", 3)
    now, where, teams = crossed()
    assert near_each_other(now, where, teams, TWO) == now


def test_nobody_to_follow_is_nobody_exchanged():
    """A plan without placements has nothing to share out."""
    assert near_each_other({}, {}, {}, TWO) == {}


@pytest.mark.parametrize("seed", range(10))
def test_loads_and_teams_are_kept(seed):
    """Whatever the places, everybody has one of their team and loads stay as they were."""
    random = Random(seed)
    ids = [SpecialistId(f"s{i}") for i in range(4)]
    people = [ParticipantId(f"p{i:02}") for i in range(20)]
    teams = {p: frozenset(random.sample(ids, random.randint(1, 4))) for p in people}
    now = {p: random.choice(sorted(teams[p])) for p in people}
    where = {p: make.north_of(make.HERE, random.uniform(-30, 30)) for p in people}
    found = near_each_other(now, where, teams, [make.specialist(s) for s in ids])
    assert Counter(found.values()) == Counter(now.values())
    assert all(found[p] in teams[p] for p in people)
