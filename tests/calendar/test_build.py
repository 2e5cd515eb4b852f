"""What stands in the calendar on which day."""

from datetime import date, timedelta

import pytest

from matcher.calendar import Activity, build_calendar
from matcher.calendar import build as build_module
from matcher.domain.calendars import public_holiday_name
from matcher.domain.ids import CalendarId, SectionId, SlotId
from matcher.domain.plan import Placement, PlacementStep
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import Slot, WeekGrid
from matcher.domain.work import is_practice_day
from tests.eligibility.random_scenarios import random_scenario
from tests.helpers import builders as make
from tests.helpers.absences import absence, with_absences

WHOLE_YEAR = make.placement(last=date(2027, 8, 13))
IN_CLASS = {make.participant().id: make.section().id}


def entries(scenario: Scenario, *placements: Placement, sections=IN_CLASS):
    """Activity and where by (date, slot), of the one person."""
    rows = build_calendar(scenario, placements, sections).rows()
    return {
        (row.date, row.slot): (row.activity, row.place or row.section) for row in rows
    }


def on(day: str, found) -> dict[str, tuple[Activity, str | None]]:
    return {slot: what for (when, slot), what in found.items() if str(when) == day}


def test_plain_week_is_class_and_practice():
    """Monday and Tuesday are class, the placement's slots practice, each at its place."""
    found = entries(make.scenario(), WHOLE_YEAR)
    week = [
        found[make.START + timedelta(days=n), SlotId(make.WORKDAYS[n])]
        for n in range(5)
    ]
    assert week == [(Activity.CLASS, "c1")] * 2 + [(Activity.PRACTICE, "q1")] * 3


def test_constitution_day_is_a_public_holiday():
    """On 17 May there is neither class nor practice."""
    found = entries(make.scenario(), WHOLE_YEAR)
    assert on("2027-05-17", found) == {"man": (Activity.PUBLIC_HOLIDAY, None)}


def test_break_without_teachers_keeps_practice():
    """In the autumn break practice goes on and class does not."""
    school = make.calendar(no_teaching=(make.span("2026-10-05", "2026-10-09"),))
    found = entries(make.scenario(calendars=(school,)), WHOLE_YEAR)
    assert on("2026-10-05", found) == {}
    assert on("2026-10-07", found) == {"ons": (Activity.PRACTICE, "q1")}
    assert on("2026-10-12", found) == {"man": (Activity.CLASS, "c1")}


def test_programme_holiday_is_holiday_all_week():
    """The participants' own holiday stands in every slot, class day or practice day."""
    school = make.calendar(programme_holiday=(make.span("2027-07-05", "2027-07-30"),))
    found = entries(make.scenario(calendars=(school,)), WHOLE_YEAR)
    assert on("2027-07-05", found) == {"man": (Activity.HOLIDAY, None)}
    assert on("2027-07-30", found) == {"fre": (Activity.HOLIDAY, None)}


def test_closed_place_has_no_practice():
    """On days the place is closed nothing is filled in; the day after is practice."""
    place = make.place(closed=(make.span("2026-12-21", "2026-12-30"),))
    found = entries(make.scenario(places=[place]), WHOLE_YEAR)
    assert on("2026-12-23", found) == {}
    assert on("2026-12-30", found) == {}
    assert on("2026-12-31", found) == {"tor": (Activity.PRACTICE, "q1")}


def test_ramp_changes_on_the_day_of_the_step():
    """A later step's slots hold from its first day, the earlier one's until then."""
    ramp = Placement(
        make.participant().id,
        make.place().id,
        make.START,
        date(2026, 12, 18),
        make.section().id,
        (
            PlacementStep(make.START, (SlotId("ons"),)),
            PlacementStep(date(2026, 9, 14), (SlotId("ons"), SlotId("tor"))),
        ),
    )
    found = entries(make.scenario(), ramp)
    assert on("2026-09-10", found) == {}
    assert on("2026-09-17", found) == {"tor": (Activity.PRACTICE, "q1")}
    assert on("2026-12-17", found) == {"tor": (Activity.PRACTICE, "q1")}
    assert on("2026-12-24", found) == {}


def test_person_without_placement_is_in_class():
    """Who is not placed has class all year and nothing else."""
    calendar = build_calendar(make.scenario(), [], IN_CLASS)
    kinds = {row.activity for row in calendar.rows()}
    assert kinds == {Activity.CLASS, Activity.PUBLIC_HOLIDAY}


def test_outside_the_programme_nothing_stands():
    """Before the first and after the last day of the programme there is no entry."""
    person = make.participant(
        programme_start=date(2026, 9, 1), programme_end=date(2027, 1, 11)
    )
    found = entries(make.scenario([person]))
    days = sorted(day for day, _ in found)
    assert (days[0], days[-1]) == (date(2026, 9, 1), date(2027, 1, 11))


def test_free_slots_are_counted():
    """Slots of the programme that nothing fills are counted, holidays left out."""
    person = make.participant(programme_end=make.START + timedelta(days=13))
    calendar = build_calendar(make.scenario([person]), [], {})
    assert len(calendar.free) == 10


def away_from(first, last, kind="leave", **changes):
    """Entries of a placed person who is away in those days."""
    person = make.participant(absences=(absence(kind, first, last),), **changes)
    return entries(make.scenario([person]), WHOLE_YEAR)


def test_absence_neutral():
    """A day away on a public holiday is a public holiday."""
    found = away_from("2027-05-17", "2027-05-17")
    assert on("2027-05-17", found) == {"man": (Activity.PUBLIC_HOLIDAY, None)}


@pytest.mark.parametrize("kind", ["absence", "leave", "pause"])
def test_absence_forced_wrong(kind):
    """On days away there is neither class nor practice, on the days beside there is."""
    found = away_from("2026-09-08", "2026-09-09", kind)
    assert on("2026-09-07", found) == {"man": (Activity.CLASS, "c1")}
    assert on("2026-09-08", found) == {"tir": (Activity.ABSENCE, None)}
    assert on("2026-09-09", found) == {"ons": (Activity.ABSENCE, None)}
    assert on("2026-09-10", found) == {"tor": (Activity.PRACTICE, "q1")}


def test_absence_forced_right():
    """After the programme nothing stands, away or not."""
    found = away_from("2027-01-04", "2027-01-29", programme_end=date(2027, 1, 8))
    assert on("2027-01-08", found) == {"fre": (Activity.ABSENCE, None)}
    assert on("2027-01-11", found) == {}


def test_days_away_are_not_free():
    """They are no slots that something could fill."""
    person = make.participant(
        programme_end=make.START + timedelta(days=13),
        absences=(absence("pause", "2026-08-24", "2026-08-25"),),
    )
    assert len(build_calendar(make.scenario([person]), [], {}).free) == 8


def test_class_follows_the_section_s_own_calendar():
    """A pooled class rests in its own school's breaks and in its member's holiday."""
    host = make.calendar("vert", no_teaching=(make.span("2026-10-12", "2026-10-16"),))
    own = make.calendar(programme_holiday=(make.span("2026-10-05", "2026-10-09"),))
    scenario = make.scenario(
        calendars=(host, own), sections=(make.section(calendar=CalendarId("vert")),)
    )
    found = entries(scenario)
    assert on("2026-10-05", found) == {"man": (Activity.HOLIDAY, None)}
    assert on("2026-10-12", found) == {}
    assert on("2026-10-19", found) == {"man": (Activity.CLASS, "c1")}


def test_half_days_hold_class_and_practice():
    """Two slots of a day can be class and practice: the grid is data."""
    grid = WeekGrid(
        (
            Slot(SlotId("am"), 0, 480, 690, 210),
            Slot(SlotId("pm"), 0, 720, 930, 210),
        )
    )
    scenario = make.scenario(
        places=[make.place(seats_each_slot={"pm": 1})],
        sections=(make.section(menu="am"),),
        grid=grid,
    )
    found = entries(scenario, make.placement(practice="pm"))
    assert on("2026-08-17", found) == {
        "am": (Activity.CLASS, "c1"),
        "pm": (Activity.PRACTICE, "q1"),
    }


def _random_placements(scenario: Scenario) -> list[Placement]:
    slots = [slot.id for slot in scenario.grid.slots]
    return [
        Placement(
            *(person.id, scenario.places[i % len(scenario.places)].id),
            *(
                make.START + timedelta(weeks=i - 2),
                make.START + timedelta(weeks=i + 20),
            ),
            None,
            (
                PlacementStep(make.START + timedelta(weeks=i - 2), tuple(slots[1:3])),
                PlacementStep(make.START + timedelta(weeks=i + 4), tuple(slots[1:5])),
            ),
        )
        for i, person in enumerate(scenario.participants)
        if scenario.places and i % 3
    ]


@pytest.mark.parametrize("seed", range(25))
def test_agrees_with_a_reading_day_by_day(seed):
    """On random scenarios each slot of each day holds what the definitions say."""
    scenario, _ = random_scenario(seed)
    if seed % 2:
        scenario = with_absences(seed, scenario)
    placements = _random_placements(scenario)
    classes = {
        p.id: scenario.sections[i % len(scenario.sections)].id
        for i, p in enumerate(scenario.participants)
        if scenario.sections and i % 4
    }
    found = {
        (row.participant, row.date, row.slot): (row.activity, row.place or row.section)
        for row in build_calendar(scenario, placements, classes).rows()
    }
    assert found == _day_by_day(scenario, placements, classes)


def _in_class(scenario, section, slot, day):
    if slot.id not in section.menu:
        return False
    return scenario.calendars_by_id()[section.calendar].has_teaching(day)


def _off(day):
    return Activity.PUBLIC_HOLIDAY if public_holiday_name(day) else Activity.ABSENCE


def _day_by_day(scenario, placements, classes):
    places, sections = scenario.places_by_id(), scenario.sections_by_id()
    expected = {}
    for person in scenario.participants:
        school = scenario.calendar_of(person)
        section = sections[classes[person.id]] if person.id in classes else None
        for day in scenario.horizon.calendar_span.days():
            running = not (
                (person.programme_start and day < person.programme_start)
                or (person.programme_end and day > person.programme_end)
            )
            for slot in scenario.grid.slots:
                if slot.weekday != day.weekday():
                    continue
                key = (person.id, day, slot.id)
                if running and not school.is_programme_day(day):
                    expected[key] = (_off(day), None)
                elif section and running and _in_class(scenario, section, slot, day):
                    expected[key] = (Activity.CLASS, section.id)
                for placement in placements:
                    steps = [s for s in placement.steps if s.first_day <= day]
                    if (
                        placement.participant == person.id
                        and steps
                        and day <= placement.end_date
                        and slot.id in steps[-1].slots
                        and is_practice_day(places[placement.place], school, day)
                    ):
                        expected[key] = (Activity.PRACTICE, placement.place)
    return expected


def test_chunks_do_not_show(monkeypatch):
    """The calendar is the same however few people are taken at a time."""
    scenario = with_absences(7, random_scenario(7)[0])
    placements = _random_placements(scenario)
    whole = build_calendar(scenario, placements, {})
    monkeypatch.setattr(build_module, "CELLS_AT_ONCE", 1)
    assert build_calendar(scenario, placements, {}).sha256() == whole.sha256()


def test_no_people_is_an_empty_calendar():
    """Without participants the calendar is empty and still has a hash."""
    calendar = build_calendar(make.scenario([], []), [], {})
    assert len(calendar) == 0
    assert len(calendar.sha256()) == 64


def test_hash_follows_content():
    """Equal calendars have an equal hash; another slot or another place changes it."""
    two = make.scenario(places=[make.place("q1"), make.place("q2")])
    hashes = [
        build_calendar(two, [placement], IN_CLASS).sha256()
        for placement in (
            make.placement(),
            make.placement(),
            make.placement(practice="ons tor"),
            make.placement(at="q2"),
        )
    ]
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3


def test_rows_are_in_order_with_iso_weeks():
    """Rows come by participant, day and slot, and weeks are ISO weeks across new year."""
    people = [make.participant("p2"), make.participant("p1")]
    sections = {person.id: SectionId("c1") for person in people}
    rows = list(build_calendar(make.scenario(people), [], sections).rows())
    keys = [(row.participant, row.date) for row in rows]
    assert keys == sorted(keys)
    weeks = {row.date: row.iso_week for row in rows}
    assert weeks[date(2026, 12, 28)] == "2026-W53"
    assert weeks[date(2027, 1, 4)] == "2027-W01"


@pytest.mark.parametrize("kind", list(Activity))
def test_activity_words_are_kebab_case(kind):
    """Files name an activity by a word without capitals or underscores."""
    assert kind.word == kind.name.lower().replace("_", "-")
