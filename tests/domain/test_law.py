"""How urgent a person is: the law's deadlines, then the programme's promise."""

from datetime import date, timedelta

import pytest

from matcher.domain.law import Urgency, duty_of, legal_work_duty_from
from matcher.domain.weeks import Horizon
from tests.helpers import builders as make
from tests.helpers.absences import absence

HORIZON = Horizon(make.START)
BEFORE_THE_LAW = date(2025, 6, 2)
"""Offered before § 14 a was in force: no legal deadline."""


def urgency(waited: int | None, promised: int | None, started=BEFORE_THE_LAW):
    person = make.participant(
        programme_start=started,
        waiting_since=None if waited is None else make.START - timedelta(days=waited),
    )
    template = make.template(match_within_days=promised)
    return duty_of(person, template, make.calendar(), HORIZON).urgency


def test_match_late_neutral():
    """Where the programme promises nothing, no wait is late."""
    assert urgency(waited=400, promised=None) is Urgency.OTHER


def test_match_late_forced_wrong():
    """The day after the last promised one the match is late."""
    assert urgency(waited=15, promised=14) is Urgency.MATCH_LATE


@pytest.mark.parametrize("waited", [None, 0, 14])
def test_match_late_forced_right(waited):
    """On the last promised day, and without a wait, it is not."""
    assert urgency(waited, promised=14) is Urgency.OTHER


@pytest.mark.parametrize(
    ("started", "expected"),
    [(date(2026, 1, 5), Urgency.OVERDUE), (date(2026, 4, 6), Urgency.DUE)],
)
def test_the_law_s_deadline_goes_before_the_promise(started, expected):
    """Whose legal duty has begun or begins in the period stays in that class."""
    assert urgency(waited=90, promised=14, started=started) is expected


def test_a_late_match_asks_for_no_more_hours():
    """The promise changes the class and nothing else of the duty."""
    person = make.participant(
        programme_start=BEFORE_THE_LAW, waiting_since=make.START - timedelta(days=60)
    )
    late, free = (
        duty_of(person, make.template(match_within_days=n), make.calendar(), HORIZON)
        for n in (14, None)
    )
    assert late.window == free.window
    assert late.missing_minutes == free.missing_minutes


def asked(*absences):
    """Programme days and minutes asked in the placement weeks, with those absences."""
    person = make.participant(programme_start=date(2026, 1, 5), absences=absences)
    duty = duty_of(person, make.template(), make.calendar(), HORIZON)
    return duty.programme_days, duty.required_minutes


def test_absence_in_duty_neutral():
    """A day away in a weekend asks for no less."""
    assert asked(absence("leave", "2026-09-12", "2026-09-13")) == asked()


@pytest.mark.parametrize("kind", ["absence", "leave", "pause"])
def test_absence_in_duty_forced_wrong(kind):
    """Five days away are out of the average: 15 hours fewer are asked for."""
    days, minutes = asked()
    away = absence(kind, "2026-09-07", "2026-09-11")
    assert asked(away) == (days - 5, minutes - 900)


def test_absence_in_duty_forced_right():
    """An absence before the period changes nothing in it."""
    assert asked(absence("pause", "2026-03-02", "2026-06-30")) == asked()


def test_absence_does_not_put_off_the_deadline():
    """The law asks from the same day, whoever was away until then."""
    away = absence("pause", "2026-02-02", "2026-08-14")
    person = make.participant(programme_start=date(2026, 1, 5), absences=(away,))
    assert legal_work_duty_from(person, make.template()) == date(2026, 7, 5)
