"""What people and machines are told of a plan with one thing otherwise."""

from types import SimpleNamespace

import pytest

from matcher.domain.decisions import Ban, Pin
from matcher.domain.ids import ParticipantId, PlaceId, SlotId
from matcher.domain.plan import ComponentResult, Method
from matcher.domain.plan_diff import diff_plans
from matcher.domain.rules import RuleCode
from matcher.domain.seat_values import SeatChange, SeatKind
from matcher.domain.what_if import FitWeight, MoreRoom, Relaxed, TriedChange
from matcher.report.what_if import what_if_document, what_if_lines
from matcher.report.wording import Wording
from matcher.text import Language, translator
from tests.helpers import builders as make

P1, Q1 = ParticipantId("p1"), PlaceId("q1")
EN = Wording(translator(Language.EN), {"q1": "Bakery"})
CHANGES: tuple[TriedChange, ...] = (
    Pin(P1, Q1),
    Ban(P1, Q1),
    FitWeight("wish", 200),
    *(MoreRoom(SeatChange(Q1, kind)) for kind in SeatKind if kind != SeatKind.SEAT),
    MoreRoom(SeatChange(Q1, SeatKind.SEAT, SlotId("tor")), 2),
    Relaxed(RuleCode.SECTOR_VETO, P1),
    Relaxed(RuleCode.TRAVEL_LIMIT, P1, Q1),
    Relaxed(RuleCode.CEFR_FLOOR, P1, Q1),
)


def tried(**metrics):
    """A plan of two parts, of which one was solved again."""
    parts = [
        ComponentResult((ParticipantId(p),), (), Method.FLOW, ()) for p in ("p1", "p2")
    ]
    made = make.plan()
    plan = SimpleNamespace(
        scenario="test",
        version=2,
        status=made.status,
        components=parts,
        tiers=(),
        metrics={"violations": 0, **metrics},
    )
    return SimpleNamespace(
        outcome=SimpleNamespace(plan=plan),
        diff=diff_plans(made, made, {}),
        solved=parts[:1],
    )


@pytest.mark.parametrize("language", list(Language))
def test_every_change_has_words(language):
    """A line for each, and one for what was solved."""
    lines = list(what_if_lines(tried(), CHANGES, Wording(translator(language))))
    assert len({*lines}) == len(lines) == len(CHANGES) + 3


def test_a_seat_names_place_and_day():
    """By what people call them."""
    lines = list(what_if_lines(tried(), CHANGES[6:7], EN))
    assert lines[1] == "  Bakery has 2 more seats, Thu"


def test_what_had_to_be_solved_is_counted():
    """Parts and people."""
    lines = list(what_if_lines(tried(), CHANGES[:1], EN))
    assert lines[2].startswith("Solved again: 1 of 2 parts (participants: 1).")


def test_broken_rules_are_told():
    """At the end."""
    *_, last = what_if_lines(tried(violations=3), CHANGES[:1], EN)
    assert "3" in last


def test_the_document_names_what_each_change_is_about():
    """Without what it does not say."""
    document = what_if_document(tried(), CHANGES)
    assert document["changes"][0] == {
        "change": "pin",
        "participant": "p1",
        "place": "q1",
    }
    assert document["changes"][6] == {
        "change": "room",
        "place": "q1",
        "kind": "seat",
        "slot": "tor",
        "times": 2,
    }
    assert document["solved"] == [["p1"]]
    assert document["parts"] == 2
