"""What people lack, in words of three languages."""

import csv
import io
from datetime import date, timedelta

import pytest

from matcher.calendar import Cause, LackingHours
from matcher.domain.ids import ActivityId, ParticipantId, PlaceId
from matcher.report.shortages import lacking_lines, lacking_text
from matcher.report.wording import Wording
from matcher.text import Language, translator

MONDAY = date(2026, 8, 17)
PERSON = ParticipantId("p1")
LABELS = {"q1": "Kafé Torget", "p1": "Deltaker Én"}


def lacks(week: int, cause: Cause, minutes: int, **where) -> LackingHours:
    return LackingHours(PERSON, MONDAY + timedelta(weeks=week), cause, minutes, **where)


LACKING = (
    lacks(0, Cause.PLACE_FULL, 450, place=PlaceId("q1")),
    lacks(0, Cause.NOT_AVAILABLE, 100),
    lacks(1, Cause.PLACE_FULL, 450, place=PlaceId("q1")),
    lacks(3, Cause.PLACE_FULL, 450, place=PlaceId("q1")),
    lacks(3, Cause.ACTIVITY_FULL, 60, group_activity=ActivityId("club")),
)


def words(language: Language = Language.NB) -> Wording:
    return Wording(translator(language), LABELS)


def test_a_row_a_person_week_and_cause():
    """Hours with a decimal comma, the code of the cause, ids and no labels."""
    rows = [*csv.reader(io.StringIO(lacking_text(LACKING, words())), delimiter=";")]
    assert rows[0][:4] == ["Deltaker", "Uke", "Timer", "Grunn (kode)"]
    assert rows[1] == [
        "p1",
        "2026-W34",
        "7,5",
        "place-full",
        "q1",
        "",
        "ingen ledig plass hos q1 i uke 34, og ingenting annet å gå til",
    ]
    assert rows[2][2:4] == ["1,67", "not-available"]
    assert rows[-1][4:6] == ["", "club"]
    assert len(rows) == 1 + len(LACKING)


def test_one_person_is_told_cause_by_cause():
    """The most first, weeks in a row as a range, with display names."""
    total, first, *others = lacking_lines(LACKING, words())
    assert total == "Kalenderen mangler 25,17 timer til fullt program:"
    told = "ingen ledig plass hos Kafé Torget i uke 34–35, 37, og ingenting annet"
    assert first == f"  22,5 timer: {told} å gå til"
    assert len(others) == 2


def test_who_lacks_nothing_is_told_nothing():
    """No line at all."""
    assert list(lacking_lines((), words())) == []


@pytest.mark.parametrize("language", Language)
def test_every_cause_of_hours_can_be_told(language):
    """In each language, with the week."""
    for cause in Cause:
        if cause is not Cause.NOT_NEEDED:
            _, line = lacking_lines([lacks(0, cause, 60)], words(language))
            assert "34" in line
            assert "{" not in line
