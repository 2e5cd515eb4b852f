"""Between equally good options the calendar chooses, and aims stay as they are."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest

from matcher.audit import audit_placements
from matcher.calendar import best_among_equals
from matcher.calendar.among_equals import Filled
from matcher.domain.decisions import Pin
from matcher.domain.ids import SectionId
from matcher.domain.policy import Policy, Tier
from matcher.domain.programme import PatternStep
from matcher.domain.scenario import Scenario
from matcher.eligibility import find_candidates
from matcher.options import NO_PLACE, NO_SECTION, Options, build_options
from matcher.placement import kept_hosts
from tests.calendar.activities import offer, offering
from tests.helpers import builders as make

POLICY = Policy()
ON_CLUB_DAY, ON_OTHER_DAYS = 0, 1
AIMS = [tier for tier in POLICY.tiers if tier is not Tier.TIE_BREAK]


@pytest.fixture(scope="module", autouse=True)
def hosts() -> Iterator[None]:
    """One solver host for all."""
    with kept_hosts():
        yield


def two_classes(**changes: Any) -> Scenario:
    """A job club on Wednesdays; one class meets then, the other does not."""
    sections = [
        make.section("c1", "ons tor", seats=changes.pop("seats_on_club_day", 9)),
        make.section("c2", "man tir", seats=changes.pop("seats_on_other_days", 9)),
    ]
    return offering(
        changes.pop("club", offer()),
        **{"sections": sections, "places": [], **changes},
    )


def options_of(scenario: Scenario) -> Options:
    return build_options(scenario, POLICY, find_candidates(scenario, POLICY))


def in_classes(options: Options, *sections: int, placed: bool = False) -> np.ndarray:
    """The first option of each person in that class: class only unless ``placed``."""
    columns = options.columns
    at_place = columns.place_idx != NO_PLACE
    return np.array(
        [
            np.flatnonzero(
                (columns.participant_idx == person)
                & (columns.section_idx == section)
                & (at_place == (placed and person == 0))
            )[0]
            for person, section in enumerate(sections)
        ]
    )


def classes_after(scenario: Scenario, *before: int, placed: bool = False) -> list[int]:
    """In which classes people are when the calendar has chosen."""
    options = options_of(scenario)
    chosen = in_classes(options, *before, placed=placed)
    best = best_among_equals(scenario, POLICY, options, chosen)
    for aim in AIMS:
        assert np.array_equal(
            options.worth(aim, best.chosen), options.worth(aim, chosen)
        )
    return [int(n) for n in options.columns.section_idx[best.chosen]]


def test_who_has_class_on_the_day_of_the_club_is_given_another():
    """Both classes are as good; in the other one hours of the duty can be had."""
    scenario = two_classes()
    options = options_of(scenario)
    before = in_classes(options, ON_CLUB_DAY)
    after = best_among_equals(scenario, POLICY, options, before)
    assert Filled.of(scenario, options, before).shortages()[0] == 30
    assert after.shortages()[0] == 15
    assert options.columns.section_idx[after.chosen].tolist() == [ON_OTHER_DAYS]


def test_who_is_free_for_the_club_stays():
    """What the lots have drawn stands where no choice lacks less."""
    assert classes_after(two_classes(), ON_OTHER_DAYS) == [ON_OTHER_DAYS]


def test_nobody_is_moved_where_the_club_has_no_seat_left():
    """One seat for two: one is free for it already."""
    people = [make.participant(f"p{i}") for i in range(2)]
    scenario = two_classes(participants=people, club=offer(seats=1))
    before = (ON_OTHER_DAYS, ON_CLUB_DAY)
    assert tuple(classes_after(scenario, *before)) == before


def test_a_full_class_takes_nobody():
    """The other class has no seat."""
    scenario = two_classes(seats_on_other_days=0)
    assert classes_after(scenario, ON_CLUB_DAY) == [ON_CLUB_DAY]


def test_somebody_who_loses_nothing_leaves_their_seat():
    """Who has practice on two other days can as well be in the class of the club's day."""
    people = [make.participant(f"p{i}") for i in range(2)]
    scenario = two_classes(
        participants=people,
        places=[
            make.place(seats_each_slot=dict.fromkeys(("man", "tir", "ons", "tor"), 1))
        ],
        templates=[
            make.template(steps=(PatternStep(2),), min_weeks=1, lengths_weeks=(2,))
        ],
        seats_on_other_days=1,
    )
    after = classes_after(scenario, ON_OTHER_DAYS, ON_CLUB_DAY, placed=True)
    assert after == [ON_CLUB_DAY, ON_OTHER_DAYS]


def test_no_aim_is_given_up_for_the_calendar():
    """A lock on the class of the club's day holds."""
    pin = Pin(make.participant().id, section=SectionId("c1"))
    assert classes_after(two_classes(pins=(pin,)), ON_CLUB_DAY) == [ON_CLUB_DAY]


def every_equal_choice(options: Options, chosen: np.ndarray) -> Iterator[np.ndarray]:
    worth = np.stack([options.worth(aim) for aim in AIMS])
    people = options.columns.participant_idx
    own = [
        [i for i in np.flatnonzero(people == p) if (worth[:, i] == worth[:, c]).all()]
        for p, c in enumerate(chosen)
    ]
    return (np.array(one) for one in product(*own))


@pytest.mark.parametrize("seats", [(1, 3), (2, 2), (3, 1), (4, 4)])
@pytest.mark.parametrize("club_seats", [1, 2, 3])
def test_no_equal_choice_has_a_calendar_that_lacks_less(seats, club_seats):
    """Four people, two clubs, every way to share them out between the classes."""
    people = [make.participant(f"p{i}") for i in range(4)]
    scenario = offering(
        offer("a1", "ons", seats=club_seats),
        offer("a2", "man", seats=2),
        participants=people,
        places=[],
        sections=[
            make.section("c1", "ons tor", seats=seats[0]),
            make.section("c2", "man tir", seats=seats[1]),
        ],
    )
    options = options_of(scenario)
    possible = [
        Filled.of(scenario, options, one)
        for one in every_equal_choice(options, in_classes(options, *FIRST[seats]))
        if is_sound(scenario, options, one)
    ]
    best = best_among_equals(
        scenario, POLICY, options, in_classes(options, *FIRST[seats])
    )
    assert len(possible) > 1
    assert is_sound(scenario, options, best.chosen)
    assert best.shortages()[0] == min(one.shortages()[0] for one in possible)


FIRST = {
    (1, 3): (0, 1, 1, 1),
    (2, 2): (0, 0, 1, 1),
    (3, 1): (0, 0, 0, 1),
    (4, 4): (0,) * 4,
}
"""A sound choice by the seats of the classes."""


def is_sound(scenario: Scenario, options: Options, chosen: np.ndarray) -> bool:
    assert NO_SECTION not in options.columns.section_idx[chosen]
    one = Filled.of(scenario, options, chosen)
    return not audit_placements(
        scenario, POLICY, one.placements, one.sections
    ).violations
