"""Values of several parts."""

from datetime import date

import pytest

from matcher.domain.programme import PatternStep
from matcher.domain.weeks import DateSpan
from matcher.io.compound import (
    DatedSteps,
    Many,
    Menus,
    Ranked,
    Slots,
    Spans,
    Steps,
    Weekday,
)
from matcher.io.values import BadValue, Code, Id, Sector, Setting
from tests.helpers import builders
from tests.helpers.builders import slots
from tests.io.strategies import HALF_DAYS

SETTING = Setting()


def refused(kind, text, setting=SETTING):
    with pytest.raises(BadValue) as caught:
        kind.parse(text, setting)
    return caught.value.code


def test_a_list_of_ids_is_parted_by_commas_not_by_spaces():
    """An id may have a space in it."""
    assert Many(Id()).parse("P 1, P 2;P 1", SETTING) == ("P 1", "P 2")


def test_a_list_of_codes_is_parted_by_spaces_too():
    """Codes have no spaces, so either sign will do."""
    codes = Many(Code(), spaces=True)
    assert codes.parse("a b, c", SETTING) == ("a", "b", "c")


def test_a_lone_hyphen_is_the_empty_list():
    """Given and empty differs from not given."""
    assert Many(Id()).parse("-", SETTING) == ()
    assert Many(Id()).write(frozenset(), SETTING) == "-"


def test_wishes_are_ranked_with_ties():
    """The better comes first; an equal sign shares the rank."""
    wishes = Ranked(Sector()).parse("helse-sosial > Salg og service = it", SETTING)
    assert wishes == (("helse-sosial",), ("it", "salg-service"))


def test_a_comma_between_wishes_begins_the_next_rank():
    """People who know no signs still rank."""
    assert Ranked(Sector()).parse("it, kontor", SETTING) == (("it",), ("kontor",))


def test_a_wish_named_twice_is_refused():
    """It cannot have two ranks."""
    assert refused(Ranked(Sector()), "it > kontor = it") == "named-twice"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("man tir", "man tir"),
        ("mandag, tysdag", "man tir"),
        ("mon+wed", "man ons"),
        ("ons-fre", "ons tor fre"),
        ("Ons – Fre", "ons tor fre"),
        ("man.", "man"),
    ],
)
def test_slots_are_read_by_weekday_and_range(text, expected):
    """Weekdays in any language, one by one or from–to."""
    assert Slots().parse(text, SETTING) == slots(expected)


def test_a_weekday_means_all_its_slots():
    """On a grid of half days, Monday is morning and afternoon."""
    half = Setting(HALF_DAYS)
    assert Slots().parse("man", half) == slots("man-am man-pm")
    assert Slots().parse("man-am tir", half) == slots("man-am tir-am tir-pm")


@pytest.mark.parametrize("text", ["xyz", "fre-man", "lør", "man-xyz", "0"])
def test_what_is_no_slot_of_the_week_is_refused(text):
    """A word, a range backwards, and a day outside the grid."""
    assert refused(Slots(), text) == "unknown-slot"


def test_all_slots_is_a_word_of_its_own():
    """It says that somebody thought about it."""
    assert Slots().parse("alle", SETTING) is None
    assert Slots().parse("all", SETTING) is None


def test_menus_are_parted_by_a_bar_in_order():
    """The first is in force."""
    menus = Menus().parse("man tir | tir ons", SETTING)
    assert menus == (frozenset({"man", "tir"}), frozenset({"tir", "ons"}))
    assert refused(Menus(), "man | ") == "empty-part"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("24.12.2026", "2026-12-24", "2026-12-24"),
        ("2027-W28", "2027-07-12", "2027-07-18"),
        ("2027-W28..2027-W30", "2027-07-12", "2027-08-01"),
        ("12.07.2027-01.08.2027", "2027-07-12", "2027-08-01"),
        ("2027-07-12 – 01.08.2027", "2027-07-12", "2027-08-01"),
        ("12.07.2027 til 01.08.2027", "2027-07-12", "2027-08-01"),
    ],
)
def test_spans_are_days_weeks_or_from_to(text, first, last):
    """Every way of writing a closed period gives its first and last day."""
    span = DateSpan(date.fromisoformat(first), date.fromisoformat(last))
    assert Spans().parse(text, SETTING) == (span,)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-W54", "impossible-date"),
        ("juli", "not-a-date"),
        ("2027-W30..2027-W28", "end-before-start"),
        ("1.1.2027..2.1.2027..3.1.2027", "not-a-date"),
    ],
)
def test_a_span_that_will_not_do_is_refused(text, code):
    """Weeks that do not exist, words, and ends before starts."""
    assert refused(Spans(), text) == code


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("3", (PatternStep(3),)),
        ("2x8 3", (PatternStep(2, 8), PatternStep(3))),
        ("1 x 4, 2×4, 3", (PatternStep(1, 4), PatternStep(2, 4), PatternStep(3))),
        ("0", ()),
    ],
)
def test_steps_are_slots_times_weeks(text, steps):
    """The last step lasts to the end and has no weeks."""
    assert Steps().parse(text, SETTING) == steps


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3x8 2", "falling-steps"),
        ("3x8", "not-steps"),
        ("2 3", "not-steps"),
        ("tre", "not-steps"),
        ("0x4 2", "not-steps"),
    ],
)
def test_steps_that_will_not_do_are_refused(text, code):
    """Falling steps, and steps without or with too much of an end."""
    assert refused(Steps(), text) == code


def test_dated_steps_survive_being_written():
    """What a plan says of its steps can be read from its table."""
    steps = (
        builders.step(date(2026, 8, 17), "ons tor"),
        builders.step(date(2026, 9, 14), "ons tor fre"),
    )
    text = DatedSteps().write(steps, SETTING)
    assert text == "2026-08-17: ons tor; 2026-09-14: ons tor fre"
    assert DatedSteps().parse(text, SETTING) == steps
    assert refused(DatedSteps(), "ons tor") == "not-steps"


@pytest.mark.parametrize(("text", "day"), [("man", 0), ("Tysdag", 1), ("sun", 6)])
def test_a_weekday_is_read_in_any_language(text, day):
    """0 is Monday."""
    assert Weekday().parse(text, SETTING) == day


def test_what_is_no_weekday_is_refused():
    """A number is no weekday: nobody knows where the week begins."""
    assert refused(Weekday(), "1") == "unknown-choice"
    assert refused(Weekday(), "noen dag") == "unknown-choice"
