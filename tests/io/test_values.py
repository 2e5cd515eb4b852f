"""Single values, as people write them."""

from datetime import date

import pytest

from matcher.domain.language import CefrLevel
from matcher.domain.participant import TravelMode
from matcher.domain.programme import EducationLevel
from matcher.io.tables import EDUCATION, LEVEL, MODE
from matcher.io.values import (
    BadValue,
    Clock,
    Code,
    Day,
    Hours,
    Id,
    Integer,
    Sector,
    Setting,
    Text,
    YesNo,
)

SETTING = Setting()


def refused(kind, text):
    with pytest.raises(BadValue) as caught:
        kind.parse(text, SETTING)
    return caught.value.code


@pytest.mark.parametrize(
    "text",
    [
        "14.08.2026",
        "14.8.2026",
        "14. 08. 2026",
        "14.08.26",
        "2026-08-14",
        "2026-08-14 00:00:00",
        "2026-08-14T00:00:00",
        "46248",
        "46248.0",
    ],
)
def test_a_date_is_read_in_every_common_shape(text):
    """Norwegian, ISO and a workbook's serial number mean the same day."""
    assert Day().parse(text, SETTING) == date(2026, 8, 14)


@pytest.mark.parametrize("text", ["31.02.2026", "2026-13-01", "00.01.2026", "1.1.1800"])
def test_a_day_that_does_not_exist_is_refused(text):
    """A date that is not in the calendar is not moved to one that is."""
    assert refused(Day(), text) == "impossible-date"


@pytest.mark.parametrize("text", ["mars", "08/14/2026", "14.08", "20260814", "99999"])
def test_what_is_no_date_is_refused(text):
    """A text without day, month and year in a known order is no date."""
    assert refused(Day(), text) == "not-a-date"


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("08:30", 510),
        ("8.30", 510),
        ("0830", 510),
        ("8", 480),
        ("08:30:00", 510),
        ("24:00", 1440),
        ("0", 0),
        ("0.3541666666666667", 510),
        ("0,3541666", 510),
    ],
)
def test_a_time_is_read_in_every_common_shape(text, minutes):
    """Colon, dot, digits only, and a workbook's part of a day."""
    assert Clock().parse(text, SETTING) == minutes


@pytest.mark.parametrize("text", ["25:00", "08:75", "morgen", "24:01"])
def test_what_is_no_time_is_refused(text):
    """A time beyond the day is not read."""
    assert refused(Clock(), text) == "not-a-time"


@pytest.mark.parametrize(
    ("text", "number"), [("3", 3), ("3,0", 3), ("3.0", 3), ("1 000", 1000), ("+4", 4)]
)
def test_a_whole_number_is_read_with_either_decimal_sign(text, number):
    """Spaces between thousands and empty decimals do no harm."""
    assert Integer().parse(text, SETTING) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tre", "not-a-number"),
        ("2,5", "not-whole"),
        ("-1", "out-of-range"),
        ("−1", "out-of-range"),
        ("1e3", "not-a-number"),
        ("", "not-a-number"),
    ],
)
def test_a_number_that_will_not_do_is_refused_with_its_reason(text, code):
    """Words, halves and negative numbers are told apart."""
    assert refused(Integer(), text) == code


@pytest.mark.parametrize("text", ["7,5", "7.5"])
def test_hours_are_kept_as_minutes(text):
    """Seven and a half hours are 450 minutes."""
    assert Hours().parse(text, SETTING) == 450
    assert Hours().write(450, SETTING) == "7,5"


@pytest.mark.parametrize("minutes", [0, 1, 7, 100, 449, 2250])
def test_minutes_survive_being_written_as_hours(minutes):
    """No minute is lost in the decimals."""
    text = Hours().write(minutes, SETTING)
    assert Hours().parse(text, SETTING) == minutes


@pytest.mark.parametrize("text", ["ja", "JA", "yes", "Ja "])
def test_yes_is_read_in_every_language(text):
    """Case and space do not matter."""
    assert YesNo().parse(text, SETTING) is True


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("bil", TravelMode.CAR),
        ("car", TravelMode.CAR),
        ("Kollektiv", TravelMode.TRANSIT),
        ("sykkel", TravelMode.BICYCLE),
        ("on foot", TravelMode.WALK),
    ],
)
def test_a_travel_mode_is_read_by_code_and_word(text, mode):
    """Codes and words of the three languages mean the same."""
    assert MODE.parse(text, SETTING) is mode


def test_levels_and_education_are_read_by_their_words():
    """The integer enumerations have words too."""
    assert LEVEL.parse("pre-a1", SETTING) is CefrLevel.PRE_A1
    assert LEVEL.parse("B1", SETTING) is CefrLevel.B1
    assert EDUCATION.parse("vidaregåande", SETTING) is EducationLevel.UPPER_SECONDARY


def test_an_unknown_word_is_refused_with_the_nearest():
    """A slip of the pen gets the word it was meant to be."""
    with pytest.raises(BadValue) as caught:
        MODE.parse("kolektiv", SETTING)
    assert caught.value.details["suggestion"] == "kollektiv"


@pytest.mark.parametrize("kind", [Id(), Text(), Code()])
@pytest.mark.parametrize(
    "text", ["00000000000", "000000 00000", "000000-00000", "00.00.00 00000"]
)
def test_eleven_digits_are_refused_wherever_text_is(kind, text):
    """What may be a national identity number gets in nowhere."""
    assert refused(kind, text) == "national-id-like"


@pytest.mark.parametrize("text", ["a,b", "a;b", "a>b", "a|b", "-", "x" * 81])
def test_an_id_may_not_look_like_a_list(text):
    """Signs that part lists cannot be in an id."""
    assert refused(Id(), text) == "bad-id"


def test_a_sector_is_read_by_name_and_may_be_ones_own():
    """NAV's names give the code; another word is a code of the user's own."""
    assert Sector().parse("Helse og sosial", SETTING) == "helse-sosial"
    assert Sector().parse("Renhold", SETTING) == "renhold"
    assert refused(Sector(), "mat?") == "bad-code"


def test_a_code_is_lower_case_without_spaces():
    """Neutral codes are one word."""
    assert Code().parse("Heavy-Lifting", SETTING) == "heavy-lifting"
    assert refused(Code(), "vond rygg") == "bad-code"
