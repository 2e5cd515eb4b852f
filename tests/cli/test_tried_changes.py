"""The words in which ``matcher what-if`` is told what to try."""

import pytest

from matcher.cli.faults import WrongUseError
from matcher.cli.reading import Ground
from matcher.cli.tried_changes import read_changes
from matcher.domain.decisions import Ban, Pin, RunningPlacement
from matcher.domain.ids import ParticipantId, PlaceId, SlotId
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.domain.seat_values import SeatChange, SeatKind
from matcher.domain.what_if import FitWeight, MoreRoom, Relaxed
from tests.helpers import builders as make

P1, Q1 = ParticipantId("p1"), PlaceId("q1")
GROUND = Ground(
    make.scenario(
        [make.participant("p1"), make.participant("p2")],
        [make.place("q1", {"man": 1, "tor": 0}), make.place("Fint hus")],
        running=(
            RunningPlacement(
                ParticipantId("p2"),
                Q1,
                make.START,
                make.START,
                make.slots("man"),
            ),
        ),
    ),
    Policy(),
    (),
    {},
)


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("pin p1 q1", Pin(P1, Q1)),
        ("pin p1 'Fint hus'", Pin(P1, PlaceId("Fint hus"))),
        ("ban p1 q1", Ban(P1, Q1)),
        ("weight wish 100", FitWeight("wish", 100)),
        ("seat q1", MoreRoom(SeatChange(Q1, SeatKind.BOTH))),
        ("seat q1 +2", MoreRoom(SeatChange(Q1, SeatKind.BOTH), 2)),
        ("seat q1 man", MoreRoom(SeatChange(Q1, SeatKind.SEAT, SlotId("man")))),
        ("seat q1 man +3", MoreRoom(SeatChange(Q1, SeatKind.SEAT, SlotId("man")), 3)),
        ("person q1 +1", MoreRoom(SeatChange(Q1, SeatKind.PERSON))),
        ("share q1", MoreRoom(SeatChange(Q1, SeatKind.SHARE))),
        ("relax sector-veto p1", Relaxed(RuleCode.SECTOR_VETO, P1)),
        (
            "relax travel-limit p1 +20",
            Relaxed(RuleCode.TRAVEL_LIMIT, P1, amount=20),
        ),
        ("relax requirement p1 q1", Relaxed(RuleCode.REQUIREMENT, P1, Q1)),
    ],
)
def test_words_say_what_is_tried(text, change):
    """Ids with a space stand in quotation marks."""
    assert read_changes([text], GROUND) == [change]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "pin, ban"),
        ("pinn p1 q1", "pin, ban"),
        ("pin 'p1 q1", "pin, ban"),
        ("pin p1", "PRAKSISPLASS"),
        ("pin p3 q1", "p3"),
        ("pin p1 q2", "q1"),
        ("pin p2 q1", "pågående"),
        ("ban p1 q1 q1", "ban"),
        ("weight wishes 3", "wish"),
        ("weight wish many", "HELTALL"),
        ("seat q1 tor", "man"),
        ("seat q1 +0", "seat"),
        ("seat q1 man tor", "seat"),
        ("share q1 man", "share"),
        ("relax sector-vetoes p1", "sector-veto"),
        ("relax requirement p1", "requirement"),
        ("relax availability p1 q1", "availability"),
        ("relax sector-veto p1 +2", "relax"),
        ("relax travel-limit p1 q1 +2", "relax"),
    ],
)
def test_words_that_cannot_be_read_are_told(text, told):
    """What was given stands before what is wrong, and what to do."""
    with pytest.raises(WrongUseError) as fault:
        read_changes([text], GROUND)
    _, line = str(fault.value).splitlines()
    assert line.startswith(f"«{text}»: ")
    assert told in line


def test_all_that_is_wrong_is_told_at_once():
    """A line for each change."""
    with pytest.raises(WrongUseError) as fault:
        read_changes(["pin p1", "ban p1 q1", "weight x 1"], GROUND)
    assert len(str(fault.value).splitlines()) == 3


def test_weights_are_judged_together():
    """One may only be higher where another one is lower."""
    with pytest.raises(WrongUseError, match="1100"):
        read_changes(["weight travel 350"], GROUND)
    both = read_changes(["weight travel 350", "weight wish 350"], GROUND)
    assert both == [FitWeight("travel", 350), FitWeight("wish", 350)]
