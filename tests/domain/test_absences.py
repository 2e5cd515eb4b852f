"""What days away do to the last day of a programme."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain.absences import Absence, AbsenceKind, moved_end
from matcher.domain.weeks import DateSpan
from tests.helpers import builders as make
from tests.helpers.absences import absence

START = date(2026, 8, 17)
END = date(2027, 2, 12)
"""A Friday; the next working days are 15, 16, 17 February and so on."""

SCHOOL = make.calendar(programme_holiday=(make.span("2026-10-05", "2026-10-11"),))
TWO_WEEKS = ("2026-09-07", "2026-09-18")
"""Ten working days."""


def end(*absences, unmoved=END, begin=START):
    return moved_end(unmoved, begin, absences, SCHOOL)


def test_absence_neutral():
    """Who is never away ends on the stated day, whatever day that is."""
    assert end() == (END, 0)
    assert end(unmoved=date(2027, 2, 14)) == (date(2027, 2, 14), 0)


@pytest.mark.parametrize("kind", ["absence", "leave"])
def test_absence_forced_wrong(kind):
    """Eleven working days are one beyond ten: the end is the next working day."""
    assert end(absence(kind, "2026-09-07", "2026-09-21")) == (date(2027, 2, 15), 1)


@pytest.mark.parametrize("kind", ["absence", "leave"])
def test_absence_forced_right(kind):
    """Ten working days are not made up for."""
    assert end(absence(kind, *TWO_WEEKS)) == (END, 0)


def test_absence_and_leave_count_together():
    """Six days of each are two beyond ten."""
    away = absence("absence", "2026-09-07", "2026-09-14")
    leave = absence("leave", "2026-11-02", "2026-11-09")
    assert end(away, leave) == (date(2027, 2, 16), 2)


def test_pause_neutral():
    """A pause on days that are no working days moves nothing."""
    assert end(absence("pause", "2026-09-05", "2026-09-06")) == (END, 0)


def test_pause_forced_wrong():
    """Of a pause every working day is made up for."""
    assert end(absence("pause", *TWO_WEEKS)) == (date(2027, 2, 26), 10)


def test_pause_forced_right():
    """A pause does not use up the ten days that are free."""
    leave = absence("leave", "2026-11-02", "2026-11-13")
    pause = absence("pause", "2026-09-07", "2026-09-07")
    assert end(leave, pause) == (date(2027, 2, 15), 1)


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-10-05", "2026-10-11"), ("2026-12-25", "2026-12-25")],
    ids=["programme holiday", "public holiday"],
)
def test_holidays_are_not_made_up_for(first, last):
    """A day that is a holiday for everybody is no day away."""
    assert end(absence("pause", first, last)) == (END, 0)


def test_the_end_is_not_moved_to_a_holiday():
    """The days that are added are working days too: not Good Friday nor Easter."""
    leave = absence("pause", "2026-09-07", "2026-09-08")
    assert end(leave, unmoved=date(2027, 3, 24)) == (date(2027, 3, 31), 2)


def test_days_before_the_programme_do_not_count():
    """Of an absence that began before the programme, only the days in it count."""
    pause = absence("pause", "2026-08-03", "2026-08-18")
    assert end(pause) == (date(2027, 2, 16), 2)


def test_days_after_the_programme_do_not_count():
    """Who is away when it is over has nothing to make up for."""
    assert end(absence("pause", "2027-02-15", "2027-03-31")) == (END, 0)


def test_who_is_away_in_the_added_days_makes_up_for_them():
    """One day is added, but that day is leave as well: it is the day after."""
    leave = absence("leave", "2026-09-07", "2026-09-21")
    again = absence("leave", "2027-02-15", "2027-02-15")
    assert end(leave, again) == (date(2027, 2, 16), 2)


def test_a_day_away_twice_counts_once():
    """Where two absences overlap, the days are the same days."""
    pause = absence("pause", "2026-09-07", "2026-09-11")
    assert end(pause, pause, absence("leave", "2026-09-09", "2026-09-10")) == (
        date(2027, 2, 19),
        5,
    )


def test_without_a_first_day_all_days_up_to_the_end_count():
    """Where the programme's first day is unknown none is before it."""
    pause = absence("pause", "2026-08-03", "2026-08-04")
    assert end(pause, begin=None) == (date(2027, 2, 16), 2)


spans = st.builds(
    lambda first, length: DateSpan(
        START + timedelta(days=first), START + timedelta(days=first + length)
    ),
    st.integers(-30, 260),
    st.integers(0, 40),
)
absences = st.builds(
    lambda kind, span: Absence(kind, span.first, span.last),
    st.sampled_from(AbsenceKind),
    spans,
)
QUICK = settings(max_examples=60, deadline=None)


@QUICK
@given(st.lists(absences, max_size=4), absences)
def test_more_absence_never_gives_an_earlier_end(few, another):
    """One more absence, of any kind and anywhere, moves the end on or not at all."""
    assert end(*few)[0] <= end(*few, another)[0]


@QUICK
@given(st.lists(absences, max_size=4), absences)
def test_a_pause_in_place_of_leave_never_gives_an_earlier_end(few, one):
    """The same days cost at least as much when they are a pause."""
    pause = Absence(AbsenceKind.PAUSE, one.first, one.last)
    assert end(*few, one)[0] <= end(*few, pause)[0]
