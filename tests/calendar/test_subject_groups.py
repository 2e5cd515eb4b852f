"""Who is in which group of a subject: as many as can be, at their own level."""

from itertools import product
from random import Random

import pytest

from matcher.calendar.subject_groups import share_groups
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.subject_groups import NoGroup, asked_seats
from tests.helpers.subjects import group, school


def sections(scenario):
    return {p.id: SectionId("c1") for p in scenario.participants}


def given(scenario):
    shared = share_groups(scenario, sections(scenario))
    return [(s.participant, s.subject, s.group) for s in shared.seats]


def test_level_one_english_beside_level_three_mathematics():
    """Each subject goes by its own level."""
    scenario = school(
        [{"engelsk": 1, "matte": 3}],
        group("e1", (1, 1)),
        group("e2", (2, 3)),
        group("m1", (1, 2), subject="matte"),
        group("m3", (3, 3), subject="matte"),
    )
    assert given(scenario) == [("p1", "engelsk", "e1"), ("p1", "matte", "m3")]


def test_without_groups_nothing_is_asked():
    """A class that stays together has neither seats nor metrics."""
    shared = share_groups(school([{"engelsk": 1}]), {})
    assert (shared.seats, shared.metrics) == ((), {})


def test_people_of_other_classes_are_not_asked():
    """Groups are for the people of their classes."""
    scenario = school([{"engelsk": 1}], group("e1"))
    assert share_groups(scenario, {}).seats == ()


@pytest.mark.parametrize(
    ("levels", "cause"),
    [({}, NoGroup.LEVEL_UNKNOWN), ({"engelsk": 5}, NoGroup.NO_LEVEL)],
)
def test_whoever_fits_nowhere_is_told_why(levels, cause):
    """Without a level, or without a group at it, there is none."""
    [seat] = share_groups(
        school([levels], group("e1", (1, 2))), {ParticipantId("p1"): SectionId("c1")}
    ).seats
    assert (seat.group, seat.cause, seat.crowd) == (None, cause, ())


def test_the_one_who_can_makes_way():
    """Who fits in two groups leaves the seat to who fits in one."""
    scenario = school(
        [{"engelsk": 2}, {"engelsk": 1}], group("e1", (1, 2)), group("e2", (2, 3))
    )
    assert [one[2] for one in given(scenario)] == ["e2", "e1"]


def test_who_lacks_nothing_yet_waits():
    """Of two who want one seat, the one who lacks the other subject too goes first."""
    scenario = school(
        [{"engelsk": 1, "matte": 1}, {"engelsk": 1}],
        group("e1"),
        group("m1", (5, 5), subject="matte"),
    )
    taken = {who for who, _, which in given(scenario) if which == "e1"}
    assert taken == {"p1"}


def random_school(seed: int):
    rng = Random(seed)
    levels = [
        {
            subject: rng.randint(1, 4)
            for subject in ("engelsk", "matte")
            if rng.random() < 0.9
        }
        for _ in range(rng.randint(2, 5))
    ]
    groups = [
        group(
            f"{subject}{i}", (low, low + rng.randint(0, 2)), rng.randint(0, 2), subject
        )
        for subject in ("engelsk", "matte")
        for i, low in enumerate(rng.choices(range(1, 4), k=rng.randint(1, 3)))
    ]
    return school(levels, *groups)


def fewest_missing(scenario) -> int:
    """The fewest without a group, by trying every choice of groups."""
    asked = list(
        asked_seats(scenario.participants, scenario.subject_groups, sections(scenario))
    )
    room = {g.id: g.seats for g in scenario.subject_groups}
    return min(
        sum(one is None for one in chosen)
        for chosen in product(*([None, *sorted(one.fitting)] for one in asked))
        if all(chosen.count(name) <= seats for name, seats in room.items())
    )


def test_as_many_as_can_be_have_a_group():
    """Of many tiny schools, each lacks what trying every choice says, and the bound too."""
    for seed in range(60):
        scenario = random_school(seed)
        counts = share_groups(scenario, sections(scenario)).metrics
        fewest = fewest_missing(scenario)
        assert counts.get("subject_seats_missing", 0) == fewest, seed
        assert counts.get("subject_seats_missing_bound", 0) == fewest, seed


def test_the_crowd_proves_that_nobody_can_make_way():
    """All who sit in its groups fit in no other, and its seats are all taken."""
    crowds = 0
    for seed in range(60):
        scenario = random_school(seed)
        shared = share_groups(scenario, sections(scenario))
        asked = asked_seats(
            scenario.participants, scenario.subject_groups, sections(scenario)
        )
        fitting = {(a.participant, a.subject): a.fitting for a in asked}
        room = {g.id: g.seats for g in scenario.subject_groups}
        for seat in shared.seats:
            if seat.cause is NoGroup.FULL:
                crowds += 1
                inside = [s for s in shared.seats if s.group in seat.crowd]
                assert len(inside) == sum(room[g] for g in seat.crowd)
                for one in inside:
                    assert fitting[one.participant, one.subject] <= set(seat.crowd)
    assert crowds > 20
