"""Tier values, worked out again; the expected numbers are worked out by hand."""

from datetime import date, timedelta

import pytest

from matcher.domain.decisions import EarlierPlacement, Pin
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.language import CefrLevel, CefrProfile
from matcher.domain.participant import TravelMode
from matcher.domain.policy import STANDARD_TIERS, FitWeights, Policy, Tier
from matcher.domain.programme import EducationLevel
from matcher.domain.weeks import Horizon
from tests.audit.judging import audited, day
from tests.helpers import builders as make

P1 = ParticipantId("p1")
EIGHT_WEEKS = Horizon(make.START, placement_weeks=8)
"""40 programme days, no public holiday: 8 × 900 = 7200 minutes are asked."""


def eight_weeks(participant=None, place=None, **changes):
    return make.scenario(
        [participant or make.participant()],
        [place or make.place()],
        horizon=EIGHT_WEEKS,
        **changes,
    )


def placed(practice="ons tor fre", first=make.START, **changes):
    return make.placement(
        practice=practice, first=first, last=day("2026-10-09"), **changes
    )


def value(tier, scenario, *placements, **parts):
    return audited(scenario, *placements, **parts).values[tier]


def test_a_person_with_enough_practice_is_covered():
    """Three days of 7.5 hours a week are more than 15 hours."""
    report = audited(eight_weeks(), placed())
    assert report.values[Tier.COVERAGE_OVERDUE] == 1
    assert report.covered == (P1,)
    assert report.values[Tier.HOURS_SHORT] == 0


def test_exactly_what_is_asked_covers():
    """Two days of 7.5 hours are exactly 15 hours a week."""
    assert value(Tier.COVERAGE_OVERDUE, eight_weeks(), placed("ons tor")) == 1


def test_one_slot_lost_to_a_holiday_of_the_place_is_too_little():
    """A day the place is closed brings no hours, and the shortage is rounded up."""
    place = make.place(closed=(make.span("2026-08-19", "2026-08-19"),))
    report = audited(eight_weeks(place=place), placed("ons tor"))
    assert report.covered == ()
    assert report.values[Tier.HOURS_SHORT] == -8


def test_short_hours_at_the_place_count_as_they_are():
    """At a place open six hours a day, two days a week are three hours short."""
    place = make.place(start_minute=9 * 60, end_minute=15 * 60)
    assert value(Tier.HOURS_SHORT, eight_weeks(place=place), placed("ons tor")) == -24


def test_practice_before_the_window_does_not_count():
    """Where the duty begins in week 5, only practice from then on counts."""
    person = make.participant(programme_start=day("2026-03-14"))
    scenario = eight_weeks(person)
    report = audited(scenario, placed("ons tor"))
    assert report.values[Tier.COVERAGE_DUE] == 1
    one_day = audited(scenario, placed("ons"))
    assert one_day.values[Tier.HOURS_SHORT] == -30


def test_programme_holiday_counts_neither_way():
    """A week of holiday is asked for nothing and brings nothing."""
    away = make.calendar(programme_holiday=(make.span("2026-08-24", "2026-08-30"),))
    scenario = eight_weeks(calendars=[away])
    assert value(Tier.HOURS_SHORT, scenario) == -7 * 15
    assert audited(scenario, placed("ons tor")).covered == (P1,)


def test_class_alone_covers_nobody_who_is_asked():
    """Without a placement everything asked is missing."""
    report = audited(eight_weeks(), classes={"p1": "c1"})
    assert report.values[Tier.HOURS_SHORT] == -120
    assert report.covered == ()


def test_secured_work_covers_without_a_placement():
    """Who has 15 hours elsewhere is covered in class alone."""
    person = make.participant(secured_minutes_per_week=900)
    assert audited(eight_weeks(person)).covered == (P1,)


def test_who_is_asked_nothing_is_covered():
    """Where no duty falls in the period, nothing is missing."""
    scenario = eight_weeks(
        make.participant(programme_start=None),
        templates=[make.template(work_minutes_per_week=0)],
    )
    assert value(Tier.COVERAGE_OTHER, scenario) == 1


@pytest.mark.parametrize(
    ("start", "education", "tier"),
    [
        ("2026-02-02", None, Tier.COVERAGE_OVERDUE),
        ("2026-05-04", EducationLevel.UPPER_SECONDARY, Tier.COVERAGE_OVERDUE),
        ("2026-05-04", EducationLevel.PRIMARY, Tier.COVERAGE_OTHER),
        ("2026-03-02", EducationLevel.PRIMARY, Tier.COVERAGE_DUE),
        ("2025-11-03", None, Tier.COVERAGE_OTHER),
    ],
)
def test_coverage_is_counted_by_urgency(start, education, tier):
    """Six months, or three with upper secondary education, by the law's own dates."""
    person = make.participant(programme_start=day(start), education=education)
    values = audited(eight_weeks(person), placed()).values
    counted = [
        t
        for t in (Tier.COVERAGE_OVERDUE, Tier.COVERAGE_DUE, Tier.COVERAGE_OTHER)
        if values[t]
    ]
    assert counted == [tier]


@pytest.mark.parametrize(
    ("since", "days"),
    [
        (None, 0),
        (make.START - timedelta(days=30), 30),
        (make.START + timedelta(days=1), 0),
        (date(2020, 1, 1), 999),
    ],
)
def test_days_waiting_of_the_covered(since, days):
    """From the first day of the wait to the horizon's start, at most 999."""
    scenario = eight_weeks(make.participant(waiting_since=since))
    assert value(Tier.WAITING, scenario, placed()) == days
    assert value(Tier.WAITING, scenario) == 0


def test_repair_is_people_not_pins():
    """Two pins given up by one person and no class are one each."""
    scenario = make.scenario(
        [make.participant(), make.participant("p2")],
        [make.place(), make.place("q2")],
        pins=(
            Pin(P1, place=PlaceId("q2")),
            Pin(P1, start_date=day("2026-09-14")),
            Pin(ParticipantId("p2"), place=PlaceId("q2")),
        ),
    )
    rows = make.placement(), make.placement("p2", "q2")
    assert value(Tier.REPAIR, scenario, *rows) == -1
    assert value(Tier.REPAIR, scenario, rows[1]) == -1
    unclassed = make.placement("p2", "q2", class_section=None)
    assert value(Tier.REPAIR, scenario, unclassed, classes={"p2": None}) == -2


def test_nobody_needs_repair_where_classes_are_not_spoken_of():
    """A hand-made plan that names no class gives up none."""
    assert value(Tier.REPAIR, eight_weeks(), placed(class_section=None)) == 0


def test_a_class_is_given_up_where_none_can_be_joined():
    """Whoever no class fits lacks one, also where the plan does not say so."""
    scenario = eight_weeks(sections=[make.section(level_from=CefrLevel.B2)])
    report = audited(scenario, placed(class_section=None))
    assert report.values[Tier.REPAIR] == -1
    assert [w.aspect for w in report.warnings] == ["missing"]


def only(**weights):
    """A policy in which only the named part of fit counts."""
    nothing = dict.fromkeys(
        ("wish", "language", "travel", "hire", "support_language", "step_up"), 0
    )
    return Policy(fit=FitWeights(**nothing | weights))


@pytest.mark.parametrize(
    ("wishes", "points"),
    [
        ((), 450),
        (("renhold",), 450),
        (("helse", "renhold"), 225),
        (("helse", "butikk renhold", "lager"), 300),
        (("helse", "butikk", "renhold", "lager"), 225),
        (("helse",), 0),
    ],
)
def test_wish_part_of_fit(wishes, points):
    """Full for the first rank, falling evenly, nothing for what is not wished."""
    scenario = eight_weeks(make.participant(sector_wishes=make.wishes(*wishes)))
    assert value(Tier.FIT, scenario, placed(), policy=only(wish=450)) == points


@pytest.mark.parametrize(
    ("practice", "to_place", "km_to_class", "points"),
    [
        # limit 2 × 60 × 5 days = 600; travel 2 × 3 × 30 = 180
        ("ons tor fre", 30, 0, 175),
        # and 2 × 2 × 43 minutes to class (33 min for 12.6 km by bus and 10 fixed)
        ("ons tor fre", 30, 12.6, 103),
        # over the limit: none, never less
        ("ons tor fre", 200, 0, 0),
        # limit 2 × 60 × 4 = 480; travel 2 × 2 × 31 = 124
        ("ons tor", 31, 0, 185),
    ],
)
def test_travel_part_of_fit(practice, to_place, km_to_class, points):
    """Minutes both ways on all practice and class days, against the limit for them."""
    scenario = eight_weeks(
        sections=[make.section(location=make.north_of(make.HERE, km_to_class))],
        travel={("p1", PlaceId("q1"), TravelMode.TRANSIT): to_place},
    )
    policy = only(travel=250)
    assert value(Tier.FIT, scenario, placed(practice), policy=policy) == points


def test_without_any_travel_allowed_there_are_no_points_for_travel():
    """A limit of 0 minutes gives no points, though nothing is travelled."""
    scenario = eight_weeks(make.participant(travel_limit_minutes=0))
    assert value(Tier.FIT, scenario, placed(), policy=only(travel=250)) == 0


def test_language_part_of_fit():
    """A quarter for each skill that reaches the place's wish at the start."""
    wish = CefrProfile(CefrLevel.A2, CefrLevel.A2, CefrLevel.B1, CefrLevel.A1)
    scenario = eight_weeks(place=make.place(level_wish=wish))
    assert value(Tier.FIT, scenario, placed(), policy=only(language=150)) == 112


def test_hire_part_of_fit():
    """The record with the prior of two in five: (3 + 2) of (5 + 5)."""
    scenario = eight_weeks(place=make.place(hired=3, hosted=5))
    assert value(Tier.FIT, scenario, placed(), policy=only(hire=100)) == 50


def test_support_language_part_of_fit():
    """A common language with a colleague gives its points."""
    scenario = eight_weeks(
        make.participant(languages=frozenset({"ar", "ti"})),
        make.place(support_languages=frozenset({"ti"})),
    )
    policy = only(support_language=50)
    assert value(Tier.FIT, scenario, placed(), policy=policy) == 50


@pytest.mark.parametrize(
    ("step", "earlier", "points"),
    [(2, (1,), 50), (2, (), 50), (2, (1, 2), 0), (None, (1,), 0)],
)
def test_step_up_part_of_fit(step, earlier, points):
    """A higher step than any before gives points of the wish's, known steps only."""
    scenario = eight_weeks(
        make.participant(sector_wishes=make.wishes("helse")),
        make.place(step_level=step),
        earlier=tuple(
            EarlierPlacement(P1, None, day("2025-01-06"), day("2025-06-27"), level)
            for level in earlier
        ),
    )
    policy = only(wish=450, step_up=50)
    assert value(Tier.FIT, scenario, placed(), policy=policy) == points


def test_nobody_placed_has_neither_fit_nor_rhythm():
    """Class alone has no fit and no rhythm."""
    values = audited(eight_weeks()).values
    assert (values[Tier.FIT], values[Tier.RHYTHM]) == (0, 0)


def test_rhythm_is_early_and_whole():
    """Twelve weeks before the latest start, and two pairs of days in a row."""
    assert value(Tier.RHYTHM, make.scenario(), make.placement()) == 12 + 2 * 2
    later = make.placement(practice="ons fre", first=day("2026-10-12"))
    assert value(Tier.RHYTHM, make.scenario(), later) == 12 - 8


def test_values_are_sums_over_people():
    """Two people count twice as much as one."""
    one = audited(make.scenario(), make.placement()).values
    two = audited(
        make.scenario(
            [make.participant(), make.participant("p2")],
            [make.place(), make.place("q2")],
        ),
        make.placement(),
        make.placement("p2", "q2"),
    ).values
    assert two == {tier: 2 * points for tier, points in one.items()}


def test_the_tie_break_is_not_recomputed():
    """Every tier of the policy but the tie-break has a value of its own."""
    values = audited(make.scenario()).values
    assert set(values) == set(STANDARD_TIERS) - {Tier.TIE_BREAK}
