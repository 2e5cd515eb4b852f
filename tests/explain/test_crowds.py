"""What is said of the crowd that a person is in."""

from dataclasses import replace

import pytest

from matcher.domain.certificates import (
    Certificate,
    CertificateKind,
    CrowdedRow,
    certificate_about,
)
from matcher.domain.ids import ParticipantId
from matcher.domain.proof import RowKey
from matcher.domain.rules import RuleCode
from matcher.explain import plain_texts
from matcher.text import Language, translator
from tests.explain.test_explanation import lines, waiting
from tests.explain.test_plain import EASY, NORWEGIAN
from tests.helpers import builders as make
from tests.helpers.readability import lix

P1 = ParticipantId("p1")
NINE = tuple(ParticipantId(f"p{i}") for i in range(1, 10))
SEATS = tuple(
    CrowdedRow(RowKey(RuleCode.SEAT_DAY, place, "man", 7), 3) for place in ("q1", "q2")
)
CROWD = Certificate(CertificateKind.COVERED, NINE, 6, SEATS)
SEARCHED = Certificate(CertificateKind.PROVED_BY_SEARCH, (P1,))
CROWDS = [
    CROWD,
    replace(CROWD, kind=CertificateKind.PLACED),
    replace(CROWD, participants=NINE[:2], at_most=1),
]


def crowded(*certificates, **given):
    person = waiting(RuleCode.PEOPLE_AT_ONCE)
    return replace(make.plan(not_placed=[person]), certificates=certificates, **given)


def told(*certificates, language=Language.EN) -> list[str]:
    """What the crowd adds to what is said of the person."""
    before = lines(make.scenario(), crowded(), language)
    after = lines(make.scenario(), crowded(*certificates), language)
    return [line for line in after if line not in before]


def plainly(*certificates, language=Language.EN) -> list[str]:
    say = translator(language)
    return plain_texts(make.scenario(), crowded(*certificates), say)[P1]


def test_how_many_compete_for_which_seats_is_told():
    """Numbers and places, and whatever the plan."""
    assert told(CROWD) == [
        "The participant and 8 others compete for the same seats. At most 6 of them can"
        " get enough hours, whatever the plan.",
        "This is about q1, q2.",
    ]


def test_the_places_of_a_whole_region_are_not_listed():
    """More than a handful of names helps nobody."""
    rows = (RowKey(RuleCode.SEAT_DAY, f"q{i}", "man", 7) for i in range(30))
    region = replace(CROWD, seats=tuple(CrowdedRow(row, 1) for row in rows))
    assert len(told(region)) == 1


def test_where_nobody_fits_there_is_no_crowd():
    """Room for nobody is told as such."""
    taken = replace(CROWD, participants=(P1,), at_most=0)
    assert "No plan has room" in told(taken)[0]


def test_agreed_limits_that_count_are_told():
    """A quota or the mentors' time keeps people out as a seat does, but is no seat."""
    rows = [
        RowKey(RuleCode.QUOTA, "k1", None, 7),
        RowKey(RuleCode.MENTOR_HOURS, "q1", None, 7),
    ]
    agreed = (CrowdedRow(rows[0], 2), CrowdedRow(rows[1], 300))
    crowd = replace(CROWD, seats=(*SEATS, *agreed))
    assert told(crowd)[1:] == [
        "This is about q1, q2, k1.",
        "Agreed limits that count: mentors have no time, quota full.",
    ]


def test_seats_alone_are_no_agreed_limits():
    """Of agreements nothing is said where none matters."""
    assert not any("Agreed" in line for line in told(CROWD))


def test_of_a_pair_kept_apart_only_the_place_is_told():
    """Whom somebody is kept from is nobody's business here."""
    row = RowKey(RuleCode.APART, "q1", None, 7, (P1, NINE[1]))
    crowd = replace(
        CROWD, participants=NINE[:2], at_most=1, seats=(CrowdedRow(row, 1),)
    )
    assert not any(NINE[1] in line for line in told(crowd))


def test_the_word_of_the_search_is_told_as_such():
    """Without a short proof no crowd is claimed."""
    [sentence] = told(SEARCHED)
    assert "search has proved" in sentence


def test_the_person_is_told_in_two_short_sentences():
    """How many others, and for how many there is room."""
    sentences = plainly(CROWD)
    assert "You and 8 others could have the same seats." in sentences
    assert "At most 6 of you can get enough hours." in sentences


def test_the_person_is_told_no_crowd_that_was_not_proved():
    """What only the search says is for those who work with the plan."""
    assert plainly(SEARCHED) == plainly()


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("crowd", CROWDS)
def test_nobody_else_is_named(crowd, language):
    """Of the others only the number is told."""
    text = " ".join(
        [*told(crowd, language=language), *plainly(crowd, language=language)]
    )
    assert not any(other in text for other in NINE[1:])


@pytest.mark.parametrize("language", NORWEGIAN)
@pytest.mark.parametrize("crowd", CROWDS)
def test_the_plain_text_stays_easy(crowd, language):
    """LIX at most 30 with the crowd in it."""
    assert lix(plainly(crowd, language=language)) <= EASY


def test_the_smallest_crowd_is_told():
    """Of two that name a person, the one with fewer people."""
    small = replace(CROWD, participants=NINE[:2], at_most=1)
    assert certificate_about([CROWD, small], P1) == small
    assert certificate_about([CROWD, small], NINE[8]) == CROWD
    assert certificate_about([small], NINE[8]) is None
