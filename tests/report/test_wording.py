from datetime import date

import pytest

from matcher.domain.finding import Finding, Severity
from matcher.domain.ids import SectorCode, SlotId
from matcher.report.wording import Wording
from matcher.text import Language, translator
from tests.helpers.builders import slots


def wording(language: str, **labels: str) -> Wording:
    return Wording(translator(Language(language)), labels)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("nb", "32\u00a0760"), ("nn", "32\u00a0760"), ("en", "32,760")],
)
def test_large_numbers_are_grouped(language: str, expected: str) -> None:
    """Thousands are set apart the way the language does."""
    assert wording(language).number(32760) == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("nb", "2,0"), ("nn", "2,0"), ("en", "2.0")]
)
def test_decimals_follow_the_language(language: str, expected: str) -> None:
    """Norwegian has a decimal comma, English a point."""
    assert wording(language).number(2, 1) == expected


def test_nearly_all_is_not_all() -> None:
    """100 % is written only where nothing is left."""
    assert wording("nb").percent(0.999) == "99\u00a0%"
    assert wording("nb").percent(1.0) == "100\u00a0%"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("nb", "17.08.2026"), ("nn", "17.08.2026"), ("en", "17 Aug 2026")],
)
def test_dates_are_written_as_on_paper(language: str, expected: str) -> None:
    """Norwegian dates are day.month.year; English ones cannot be misread."""
    assert wording(language).day(date(2026, 8, 17)) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("nb", "man ons fre"), ("nn", "mån ons fre"), ("en", "Mon Wed Fri")],
)
def test_day_slots_are_named_by_weekday(language: str, expected: str) -> None:
    """The default slots are weekdays in the reader's language."""
    ordered = [SlotId("man"), SlotId("ons"), SlotId("fre")]
    assert wording(language).slots(ordered) == expected


def test_own_slots_keep_their_names() -> None:
    """A slot the user named is shown by that name."""
    assert wording("en").slots(sorted(slots("mon-am mon-pm"))) == "mon-am mon-pm"


def test_weeks_are_iso_weeks() -> None:
    """A period over New Year runs from week 34 to week 6."""
    assert wording("nb").weeks(date(2026, 8, 17), date(2027, 2, 12)) == "34–6"


def test_a_known_sector_has_a_name_in_each_language() -> None:
    """Sector codes are for files; people read names."""
    assert wording("en").sector(SectorCode("helse-sosial")) == "Health and social care"


def test_an_own_sector_stands_as_it_is() -> None:
    """A sector the program does not know keeps the user's word."""
    assert wording("en").sector(SectorCode("reindrift")) == "reindrift"


def test_a_label_stands_for_its_id() -> None:
    """Labels are joined where people read, and an id without one stays."""
    labelled = wording("nb", p1="Bok 7")
    assert [labelled.label("p1"), labelled.label("p2")] == ["Bok 7", "p2"]


def test_the_spot_of_a_finding_is_told_in_full() -> None:
    """File, row and column: enough to go there."""
    finding = Finding("any", Severity.ERROR, "Deltakere", 14, "norsknivå")
    assert wording("nb").spot(finding) == "Deltakere, rad 14, norsknivå"


def test_a_finding_about_the_whole_has_no_spot() -> None:
    """Nothing is said where there is nothing to say."""
    assert wording("nb").spot(Finding("any", Severity.WARNING)) == ""


def test_a_column_that_is_missing_is_told_by_its_heading() -> None:
    """People know headings, not the names in code."""
    finding = Finding("any", Severity.ASSUMPTION, "participants.csv", None, "wishes")
    assert wording("en").spot(finding) == "participants.csv, Wishes"
