"""Weeks with class and weeks without, block after block."""

from datetime import date, timedelta

import pytest

from matcher.domain.alternation import Alternation
from matcher.domain.metrics import practice_spans, spans_there
from matcher.domain.weeks import DateSpan
from tests.helpers import builders as make

WEDNESDAY = date(2026, 8, 19)
"""In ISO week 34."""


def with_class(blocks: tuple[int, ...], weeks: range) -> str:
    """Which of ``weeks`` from week 34 on have class: ``x`` for each that has."""
    one = Alternation(blocks, WEDNESDAY)
    days = (make.START + timedelta(weeks=week) for week in weeks)
    return "".join(".x"[one.has_class_on(day)] for day in days)


@pytest.mark.parametrize(
    ("blocks", "weeks", "expected"),
    [
        ((1, 1), range(6), "x.x.x."),
        ((2, 2), range(8), "xx..xx.."),
        ((2, 1, 1, 3), range(9), "xx.x...xx"),
        ((2, 2), range(-4, 4), "xx..xx.."),
        ((1, 2), range(-3, 3), "x..x.."),
    ],
)
def test_blocks_go_round_in_whole_weeks(blocks, weeks, expected):
    """From the Monday of the week named, before it too, and again from the first block."""
    assert with_class(blocks, weeks) == expected


def test_a_week_is_one_from_monday_to_sunday():
    """All days of a week are alike."""
    one = Alternation((1, 1), WEDNESDAY)
    week = [make.START + timedelta(days=n) for n in range(14)]
    assert [one.has_class_on(day) for day in week] == [True] * 7 + [False] * 7


def test_parts_cover_the_days_and_change_on_mondays():
    """A span from a Wednesday to a Tuesday is cut where weeks with class begin or end."""
    one = Alternation((1, 2), WEDNESDAY)
    span = DateSpan(WEDNESDAY, date(2026, 9, 8))
    assert list(one.parts(span)) == [
        (DateSpan(WEDNESDAY, date(2026, 8, 23)), True),
        (DateSpan(date(2026, 8, 24), date(2026, 9, 6)), False),
        (DateSpan(date(2026, 9, 7), date(2026, 9, 8)), True),
    ]


def test_no_days_have_no_parts():
    """An empty span is cut into nothing."""
    one = Alternation((1, 1), WEDNESDAY)
    assert list(one.parts(DateSpan(WEDNESDAY, make.START))) == []


def test_the_first_day_of_class_is_now_or_a_monday():
    """Within a week of class it is the day itself, else the Monday of the next."""
    one = Alternation((1, 2), WEDNESDAY)
    assert one.first_class_day(WEDNESDAY) == WEDNESDAY
    assert one.first_class_day(date(2026, 8, 26)) == date(2026, 9, 7)


def test_practice_gives_way_only_in_the_slots_and_weeks_of_class():
    """Two days of class every other week leave three days then, and five otherwise."""
    section = make.section(alternation=Alternation((1, 1), make.START))
    row = make.placement(practice="man tir ons tor fre", last=date(2026, 8, 28))
    spans = list(practice_spans(row, {section.id: section}))
    assert [slots for _, slots in spans] == [
        ("ons", "tor", "fre"),
        ("man", "tir", "ons", "tor", "fre"),
    ]


def test_a_class_of_every_week_is_never_given_way_to():
    """Without alternation the days of practice are those of the steps."""
    row = make.placement(practice="man tir")
    [(span, slots)] = practice_spans(row, {})
    assert (span, slots) == (DateSpan(row.start_date, row.end_date), ("man", "tir"))


@pytest.mark.parametrize(
    ("practice", "days"),
    [("man", ["2026-08-24"]), ("man ons", ["2026-08-17", "2026-08-24"])],
)
def test_somebody_is_there_in_weeks_in_which_class_leaves_any_practice(practice, days):
    """Class on Monday and Tuesday of the first week leaves Wednesday and no Monday."""
    section = make.section(alternation=Alternation((1, 1), make.START))
    row = make.placement(practice=practice, last=date(2026, 8, 28))
    spans = spans_there(row, {section.id: section})
    assert [str(span.first) for span in spans] == days


def test_beside_a_class_of_every_week_somebody_is_there_throughout():
    """The whole placement is one span, steps or none."""
    row = make.placement(practice="man")
    assert list(spans_there(row, {})) == [DateSpan(row.start_date, row.end_date)]
