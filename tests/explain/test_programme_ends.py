"""What is said where a programme ends on another day than stated."""

from datetime import date

import pytest

from matcher.domain.ids import ParticipantId
from matcher.domain.plan import NotPlaced, NotPlacedKind, NotPlacedReason
from matcher.domain.policy import Policy
from matcher.domain.programme import EducationLevel, EndGoal
from matcher.domain.programme_length import with_programme_ends
from matcher.domain.rules import RuleCode
from matcher.explain import explain, explanation_lines, plain_texts
from matcher.text import Language, translator
from tests.helpers import builders as make
from tests.helpers.absences import absence
from tests.helpers.readability import lix

P1 = ParticipantId("p1")
PLACED = make.placement(last=date(2027, 2, 5))
WAITING = NotPlaced(
    P1, (NotPlacedReason(RuleCode.BAN, NotPlacedKind.ELIGIBILITY, 1, 1),)
)
ONE_DAY = absence("pause", "2026-09-07", "2026-09-07")
FIVE_DAYS = absence("pause", "2026-09-07", "2026-09-11")
FREE = absence("leave", "2026-09-07", "2026-09-11")
languages = pytest.mark.parametrize("language", list(Language))


def ended(*absences, **changes):
    facts = {"programme_end": date(2027, 2, 12)} | changes
    person = make.participant(absences=absences, **facts)
    return with_programme_ends(make.scenario([person]))


def told(scenario, language=Language.EN):
    found = explain(scenario, Policy(), make.plan([PLACED]), P1)
    return [
        line
        for line in explanation_lines(found, translator(language))
        if "program" in line.lower()
    ]


def said(scenario, language=Language.EN, entry=PLACED):
    plan = make.plan([entry], []) if entry is PLACED else make.plan([], [entry])
    return plain_texts(scenario, plan, translator(language))[P1]


def test_an_end_that_is_stated_is_not_spoken_of():
    """Neither without an absence, nor with one that is not made up for."""
    assert told(ended()) == told(ended(FREE)) == []
    assert said(ended()) == said(ended(FREE))


@pytest.mark.parametrize(
    ("away", "expected"),
    [
        (
            FIVE_DAYS,
            "The programme ends on 2027-02-19, not 2027-02-12: absence, leave or a"
            " pause adds 5 working days.",
        ),
        (
            ONE_DAY,
            "The programme ends on 2027-02-15, not 2027-02-12: absence, leave or a"
            " pause adds 1 working day.",
        ),
    ],
)
def test_a_moved_end_is_told(away, expected):
    """Both days and by how many working days, one and several."""
    assert told(ended(away)) == [expected]


def test_an_end_by_law_is_told():
    """Where none is stated: the longest the law allows."""
    facts = {"education": EducationLevel.PRIMARY, "end_goal": EndGoal.WORK}
    assert told(ended(programme_end=None, **facts)) == [
        "No end of the programme is given. The longest the law allows is used:"
        " 2028-02-01."
    ]


@languages
def test_each_language_tells_both_days(language):
    """In the form that the language writes days in."""
    (line,) = told(ended(FIVE_DAYS), language)
    first, last = ("19", "12") if language is Language.EN else ("19.02", "12.02")
    assert first in line
    assert last in line


@pytest.mark.parametrize("entry", [PLACED, WAITING], ids=["placed", "waiting"])
def test_the_person_is_told_the_new_day(entry):
    """Just before whom to talk to, with and without a placement."""
    *_, day, why, talk = said(ended(FIVE_DAYS), entry=entry)
    assert day == "Your programme lasts until 19 February 2027."
    assert why == "Days you are away are added."
    assert talk == "To know more, talk to your adviser."


@pytest.mark.parametrize("entry", [PLACED, WAITING], ids=["placed", "waiting"])
@pytest.mark.parametrize("language", [Language.NB, Language.NN])
def test_it_is_easy_to_read(entry, language):
    """LIX at most 30: the two sentences by themselves, and the text they stand in."""
    sentences = said(ended(FIVE_DAYS), language, entry)
    assert lix(sentences) <= 30
    assert lix(sentences[-3:-1]) <= 30


@languages
def test_why_somebody_is_away_is_not_told(language):
    """The kind of absence stays out of what is said to the person."""
    text = " ".join(said(ended(FIVE_DAYS), language)).lower()
    for word in ("pause", "permisjon", "fravær", "fråvær", "leave", "absence", "syk"):
        assert word not in text
