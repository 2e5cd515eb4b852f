"""Who follows whom once the placements are chosen: even, kept, the same every time."""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from matcher.domain.decisions import RunningPlacement
from matcher.domain.ids import ParticipantId, PlaceId, SpecialistId
from matcher.domain.in_force import RowInForce
from matcher.placement import with_specialists
from tests.helpers import builders as make


def shared(scenario):
    """Who follows each person when all are placed."""
    placements = [make.placement(p.id, "q1") for p in scenario.participants]
    return {p.participant: p.specialist for p in with_specialists(scenario, placements)}


def world(people, specialists, running=()):
    return make.scenario(
        people,
        [make.place("q1", 9)],
        specialists=specialists,
        running=tuple(
            RunningPlacement(
                ParticipantId(p),
                PlaceId("q1"),
                make.START,
                make.placement().end_date,
                make.slots("ons tor fre"),
            )
            for p in running
        ),
    )


def test_without_specialists_nobody_is_named():
    """The plan is then the one it was."""
    assert shared(world([make.participant("p1")], ())) == {"p1": None}


def test_loads_are_even_by_share():
    """Six of eight and two of four: five and three of them would leave less even."""
    two = (make.specialist("s1", 8, already=2), make.specialist("s2", 4))
    found = list(
        shared(world([make.participant(f"p{i}") for i in range(6)], two)).values()
    )
    assert (found.count("s1"), found.count("s2")) == (4, 2)


def test_who_has_a_specialist_keeps_them():
    """However uneven it is."""
    people = [make.participant(f"p{i}", specialist="s2") for i in range(3)]
    two = (make.specialist("s1", 9), make.specialist("s2", 3))
    assert set(shared(world(people, two)).values()) == {"s2"}


def test_running_placements_that_are_too_many_are_followed_all_the_same():
    """Only they go beyond a limit, and nobody new has to make way for them."""
    people = [
        make.participant("p1", specialist="s1"),
        make.participant("p2", specialist="s1"),
        make.participant("p3"),
    ]
    two = (make.specialist("s1", 1), make.specialist("s2", 1))
    found = shared(world(people, two, running=("p1", "p2")))
    assert found == {"p1": "s1", "p2": "s1", "p3": "s2"}


def drawn(rng: Random):
    """Specialists and people of random teams, with every way to share them out."""
    while True:
        ids = [SpecialistId(f"s{i}") for i in range(rng.randint(1, 3))]
        specialists = tuple(
            make.specialist(
                one,
                rng.randint(1, 4),
                already=rng.randint(0, 1),
                templates=frozenset(rng.choice(["a", "b", "ab"])),
            )
            for one in ids
        )
        people = [
            make.participant(f"p{i}", template=rng.choice(["a", "b"]))
            for i in range(rng.randint(1, 5))
        ]
        teams: list[list[SpecialistId | None]] = [
            [s.id for s in specialists if p.template in (s.templates or ())] or [None]
            for p in people
        ]
        room = {s.id: s.room for s in specialists}
        ways = [
            way
            for way in product(*teams)
            if all(way.count(s) <= n for s, n in room.items())
        ]
        if ways:
            scenario = make.scenario(
                people,
                [make.place("q1", 9)],
                templates=[make.template("a"), make.template("b")],
                specialists=specialists,
            )
            return scenario, ways


@pytest.mark.parametrize("seed", range(60))
def test_no_way_is_evener(seed):
    """The shares, largest first, are the smallest of all ways to share people out."""
    scenario, ways = drawn(Random(seed))

    def shares(way):
        return sorted(
            (
                Fraction(s.already + list(way).count(s.id), s.caseload_limit)
                for s in scenario.specialists
            ),
            reverse=True,
        )

    found = tuple(shared(scenario).values())
    assert found in ways
    assert shares(found) == min(map(shares, ways))


@pytest.mark.parametrize("seed", range(60))
def test_no_way_keeps_more(seed):
    """As many as in any way are followed by whom they were, and nobody goes without."""
    rng = Random(seed)
    scenario, ways = drawn(rng)
    ids = [s.id for s in scenario.specialists]
    had = {p.id: rng.choice(ids) for p in scenario.participants if rng.random() < 0.8}
    rows = tuple(RowInForce(p, followed_by=own) for p, own in had.items())
    found = tuple(shared(replace(scenario, in_force=rows)).values())

    def kept(way) -> int:
        people = (p.id for p in scenario.participants)
        return sum(had.get(p) == s for p, s in zip(people, way, strict=True))

    assert found in ways
    assert kept(found) == max(map(kept, ways))


def test_who_has_none_makes_it_even():
    """Whoever has one keeps them, and the newcomers go to the other."""
    people = [make.participant(f"p{i}") for i in range(6)]
    two = (make.specialist("s1", 6), make.specialist("s2", 6))
    scenario = world(people, two)
    placements = [make.placement(p.id, "q1") for p in people]
    before = {p.id: SpecialistId("s1") for p in people[:4]}
    told = with_specialists(scenario, placements, before)
    assert [p.specialist for p in told] == ["s1"] * 4 + ["s2"] * 2
