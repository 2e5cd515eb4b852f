"""Who can follow whom, and largest matchings."""

from itertools import product
from random import Random

import pytest

from matcher.domain.ids import ParticipantId, SpecialistId
from matcher.domain.programme import ProgrammeType
from matcher.domain.specialists import followed, people_over, teams_by_person
from tests.helpers import builders as make

TEMPLATES = {t.id: t for t in (make.template(), make.template("kvp-2-3"))}


@pytest.mark.parametrize(
    ("changes", "follows"),
    [
        ({}, True),
        ({"municipalities": {"4003"}}, True),
        ({"municipalities": {"4001"}}, False),
        ({"programmes": {ProgrammeType.INTRO}}, True),
        ({"programmes": {ProgrammeType.KVP}}, False),
        ({"templates": {"intro"}}, True),
        ({"templates": {"kvp-2-3"}}, False),
        ({"municipalities": {"4003"}, "templates": {"kvp-2-3"}}, False),
    ],
    ids=str,
)
def test_all_that_is_given_must_agree(changes, follows):
    """Municipality, programme and template of the person; what is blank is all."""
    specialist = make.specialist(**changes)
    person = make.participant()
    assert specialist.works_with(person, TEMPLATES[person.template]) is follows


def test_a_specialist_from_before_is_the_only_one():
    """Whether or not they follow such people otherwise."""
    people = [make.participant("p1", specialist="s2"), make.participant("p2")]
    both = [make.specialist("s1"), make.specialist("s2", municipalities={"4001"})]
    assert teams_by_person(people, TEMPLATES, both) == {"p1": {"s2"}, "p2": {"s1"}}


def test_whom_nobody_can_follow_is_left_out():
    """The rule says nothing about them, nor about anybody without specialists."""
    people = [make.participant("p1"), make.participant("p2", specialist="s1")]
    away = make.specialist(municipalities={"4001"})
    assert teams_by_person(people, TEMPLATES, [away]) == {"p2": {"s1"}}
    assert teams_by_person(people, TEMPLATES, []) == {}


def test_more_from_before_than_the_limit_leave_no_room():
    """Room is never below nothing."""
    assert make.specialist("s1", 3, already=5).room == 0


def test_as_many_are_followed_as_can_be():
    """No other way to share people out follows more, and the first keep theirs."""
    rng = Random(7)
    for _ in range(150):
        ids = [SpecialistId(f"s{i}") for i in range(rng.randint(1, 3))]
        room = {s: rng.randint(0, 2) for s in ids}
        teams = {
            ParticipantId(f"p{i}"): frozenset(rng.sample(ids, rng.randint(1, len(ids))))
            for i in range(rng.randint(0, 5))
        }
        ways = product(*([None, *sorted(team)] for team in teams.values()))
        fitting = [w for w in ways if all(w.count(s) <= n for s, n in room.items())]
        most = max(len(way) - way.count(None) for way in fitting)
        loads = followed(teams, room)
        assert len(loads.with_whom) == most == len(teams) - people_over(teams, room)
        assert all(s in teams[p] for p, s in loads.with_whom.items())
        assert all(len(loads.people[s]) <= n for s, n in room.items())
        first = dict(list(teams.items())[:2])
        alone = followed(first, room).with_whom.keys()
        assert alone <= loads.with_whom.keys()
