"""Input that is planned, but that someone should look at."""

from datetime import date, timedelta
from typing import Any

import pytest

from matcher.domain.decisions import Ban, EarlierPlacement, Pin, RunningPlacement
from matcher.domain.ids import EmployerId, ParticipantId, PlaceId, SectorCode
from matcher.domain.participant import TravelMode
from matcher.domain.policy import Policy
from matcher.io import doubts_about
from tests.helpers import builders
from tests.helpers.builders import HERE, START, north_of, slots


def doubts(scenario, policy=None):
    found = doubts_about(scenario, policy or Policy())
    return [(f.code, f.source, f.column, f.details.get("id", "")) for f in found]


def codes(scenario, policy=None):
    return [code for code, *_ in doubts(scenario, policy)]


def running(person, practice, first, last):
    """A running placement at the one place."""
    return RunningPlacement(
        ParticipantId(person),
        PlaceId("q1"),
        date.fromisoformat(first),
        date.fromisoformat(last),
        slots(practice),
    )


def with_people(*people, **changes):
    return builders.scenario(people, [builders.place()], **changes)


def test_a_sound_scenario_raises_no_doubt():
    """One person, one place, one class, all fitting."""
    assert doubts(builders.scenario()) == []


def test_too_few_slots_beside_class():
    """Three days free of which two are class leave one of practice."""
    person = builders.participant(available_slots=slots("man tir ons"))
    assert codes(with_people(person)) == ["too-few-slots"]


def test_hours_that_no_pattern_reaches():
    """Two practice days give 15 hours; 20 are asked."""
    template = builders.template(work_minutes_per_week=1200)
    person = builders.participant(available_slots=slots("man tir ons tor"))
    assert codes(with_people(person, templates=[template])) == ["hours-never-met"]


def test_hours_the_person_has_already_count():
    """Five hours in a part-time job make the 20 reachable."""
    template = builders.template(work_minutes_per_week=1200)
    person = builders.participant(
        available_slots=slots("man tir ons tor"), secured_minutes_per_week=300
    )
    assert codes(with_people(person, templates=[template])) == []


def test_the_law_asks_where_the_template_does_not():
    """A duty that falls in the plan asks 15 hours; one practice day gives 7.5."""
    template = builders.template(work_minutes_per_week=0, min_practice_slots=1)
    person = builders.participant(available_slots=slots("man tir ons"))
    assert codes(with_people(person, templates=[template])) == ["hours-never-met"]


def test_the_policy_decides_the_last_start():
    """A start in week 16 is too late for the standard and not for a longer grid."""
    late = builders.participant(earliest_start=START + timedelta(weeks=16))
    assert codes(with_people(late)) == ["starts-too-late"]
    assert codes(with_people(late), Policy(latest_start_week=16)) == []


@pytest.mark.parametrize("field", ["latest_end", "programme_end"])
def test_an_end_before_the_shortest_placement(field):
    """Eight weeks are the least; six are left."""
    early: dict[str, Any] = {field: START + timedelta(weeks=6)}
    person = builders.participant(**early)
    (found,) = doubts(with_people(person))
    assert found == ("ends-too-early", "participants", field, "p1")


def test_the_last_friday_of_the_shortest_placement_is_enough():
    """Eight weeks end on the Friday of the eighth."""
    friday = START + timedelta(weeks=8, days=-3)
    assert codes(with_people(builders.participant(latest_end=friday))) == []
    thursday = friday - timedelta(days=1)
    person = builders.participant(latest_end=thursday)
    assert codes(with_people(person)) == ["ends-too-early"]


def test_a_running_placement_is_not_looked_at_as_a_new_one():
    """Who is placed already needs no start, hours or reach."""
    person = builders.participant(
        earliest_start=date(2030, 1, 1), home=north_of(HERE, 400)
    )
    begun = running("p1", "ons tor", "2026-06-01", "2026-09-01")
    found = codes(with_people(person, running=(begun,)))
    assert found == ["home-far-away"]


def test_an_unreachable_home_and_a_known_travel_time():
    """100 km is too far by estimate; a known time within the limit settles it."""
    person = builders.participant(home=north_of(HERE, 100), home_key="hytta")
    assert codes(with_people(person)) == ["unreachable-home"]
    known = {("hytta", "q1", TravelMode.TRANSIT): 55}
    assert codes(with_people(person, travel=known)) == []
    other_mode = {("hytta", "q1", TravelMode.CAR): 5}
    assert codes(with_people(person, travel=other_mode)) == ["unreachable-home"]


def test_a_travel_time_from_nowhere():
    """A row that nobody's home or id matches is told."""
    travel = {("sone 9", "q1", TravelMode.CAR): 5}
    (found,) = doubts(builders.scenario(travel=travel))
    assert found == ("unknown-travel-origin", "travel", "from", "sone 9")


def test_a_class_must_take_the_template():
    """A class that names other templates does not fit."""
    other = builders.section(templates=frozenset({"annet"}))
    assert codes(builders.scenario(sections=[other])) == ["no-class-for-level"]


def test_jobs_without_a_promise_limit_nothing():
    """With a promise they do, and there is nothing to doubt."""
    employers = [builders.employer(jobs=3)]
    found = doubts(builders.scenario(employers=employers))
    assert found == [("jobs-without-promise", "employers", "jobs", "e1")]
    promising = [builders.employer(jobs=3, hire_share_percent=70)]
    assert codes(builders.scenario(employers=promising)) == []


@pytest.mark.parametrize(
    ("first", "gap", "never"),
    [(8, 0, False), (6, 0, True), (18, 0, False), (18, 1, True)],
)
def test_two_placements_that_never_both_fit(first, gap, never):
    """Each is as long as the shortest placement, within the longest length."""
    template = builders.template(chain_first_weeks=first, chain_gap_weeks=gap)
    told = doubts(builders.scenario(templates=[template]))
    expected = ("chain-never", "templates", "chain_first_weeks", template.id)
    assert told == [expected] * never


def test_nobody_can_go_on_from_a_step_above_all_places():
    """Unless a place suits people on any step."""
    been_on = EarlierPlacement(ParticipantId("p1"), None, START, START, 3)
    below, any_step = builders.place(step_level=2), builders.place("q2")
    scenario = builders.scenario(places=[below], earlier=(been_on,))
    assert doubts(scenario) == [("no-step-left", "earlier", "step_level", "p1")]
    assert codes(builders.scenario(places=[below, any_step], earlier=(been_on,))) == []


def test_a_place_outside_the_weeks():
    """Closed before the first week, or open only after the last."""
    closed = builders.place(open_to=date(2026, 8, 1))
    not_yet = builders.place(open_from=date(2028, 1, 1))
    for place in (closed, not_yet):
        scenario = builders.scenario(places=[place])
        assert codes(scenario) == ["place-not-open"]


@pytest.mark.parametrize(
    ("person", "place", "ban"),
    [
        ({"sector_vetoes": frozenset({"renhold"})}, {}, None),
        ({"employer_vetoes": frozenset({"e1"})}, {}, None),
        ({"place_vetoes": frozenset({"q1"})}, {}, None),
        ({}, {"participant_vetoes": frozenset({"p1"})}, None),
        ({}, {"requires": frozenset({"driving-licence-b"})}, None),
        ({"cannot": frozenset({"heavy-lifting"})}, {"demands": frozenset({"heavy-lifting"})}, None),
        ({}, {}, Ban(ParticipantId("p1"), sector=SectorCode("renhold"))),
        ({}, {}, Ban(ParticipantId("p1"), employer=EmployerId("e1"))),
    ],
)  # fmt: skip
def test_a_pin_that_breaks_a_rule(person, place, ban):
    """Every rule that no other choice can mend is told at the pin."""
    scenario = builders.scenario(
        [builders.participant(**person)],
        [builders.place(**place)],
        pins=(Pin(ParticipantId("p1"), PlaceId("q1")),),
        bans=(ban,) if ban else (),
    )
    assert doubts(scenario) == [("pin-breaks-rule", "pins", "place", "p1")]


def pin(**parts):
    return Pin(ParticipantId("p1"), **parts)


def test_a_pin_outside_the_weeks_and_one_that_holds():
    """Only the start that cannot be is told."""
    held = builders.scenario(pins=(pin(place=PlaceId("q1"), start_date=START),))
    assert doubts(held) == []
    outside = builders.scenario(pins=(pin(start_date=date(2028, 1, 3)),))
    assert codes(outside) == ["pin-outside-weeks"]


def test_running_placements_out_of_time():
    """One that begins after the freeze date, and one that is over."""
    later = running("p1", "ons", "2026-09-01", "2026-12-01")
    over = running("p1", "ons", "2026-01-01", "2026-03-01")
    assert codes(builders.scenario(running=(later,))) == ["running-not-begun"]
    frozen = builders.scenario(running=(later,), freeze_date=date(2026, 10, 1))
    assert codes(frozen) == []
    assert codes(builders.scenario(running=(over,))) == ["running-over"]


def test_running_placements_that_overload():
    """Too many on a day, or too many people at once, from the day it happens."""
    people = [builders.participant("p1"), builders.participant("p2")]
    first = running("p1", "ons", "2026-06-01", "2026-09-01")
    same = running("p2", "ons", "2026-07-01", "2026-09-01")
    other = running("p2", "tor", "2026-07-01", "2026-09-01")
    shared = builders.place(people_at_once=2)
    for begun, place, expected in (
        ((first, same), shared, ["running-over-full"]),
        ((first, other), shared, []),
        ((first, other), builders.place(), ["running-over-full"]),
    ):
        scenario = builders.scenario(people, [place], running=begun)
        assert codes(scenario) == expected


def test_a_specialist_for_nobody():
    """Nobody of another municipality is in the scenario."""
    away = builders.specialist(municipalities={"4001"})
    found = doubts(builders.scenario(specialists=(away,)))
    assert found == [("specialist-follows-nobody", "specialists", "specialist", "s1")]
    assert codes(builders.scenario(specialists=(builders.specialist(),))) == []


def test_a_specialist_with_too_many_from_before():
    """More people outside the plan than the limit leave room for nobody."""
    busy = builders.specialist("s1", 3, already=4)
    found = doubts(builders.scenario(specialists=(busy,)))
    assert found == [("specialist-over-full", "specialists", "already", "s1")]


def test_specialists_with_too_many_who_run():
    """Both who could follow the two who run are full, the third is not."""
    people = [
        builders.participant(p, template="kvp" if p == "p3" else "intro")
        for p in ("p1", "p2", "p3")
    ]
    only = {"templates": {"intro"}}
    specialists = (
        builders.specialist("s1", 1, **only),
        builders.specialist("s2", 0, **only),
        builders.specialist("s3", 1, templates={"kvp"}),
    )
    both = [running(p, "ons tor", "2026-08-17", "2026-12-18") for p in ("p1", "p2")]
    scenario = builders.scenario(
        people,
        [builders.place("q1", 3)],
        templates=[builders.template(), builders.template("kvp")],
        specialists=specialists,
        running=tuple(both),
    )
    found = [one for one in doubts(scenario) if one[1] == "specialists"]
    assert found == [
        ("specialist-running-over-full", "specialists", "specialist", one)
        for one in ("s1", "s2")
    ]
