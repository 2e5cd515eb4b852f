"""How conflicts and their repairs are told."""

from dataclasses import replace

import pytest

from matcher.domain.conflicts import (
    Change,
    ChangeKind,
    Conflict,
    Demand,
    DemandKind,
    Repair,
)
from matcher.domain.ids import ParticipantId, PlaceId, SectionId, SlotId
from matcher.domain.rules import RuleCode
from matcher.explain import Teller, conflict_text
from matcher.placement.rows import ROW_RULES
from matcher.text import Language, translator
from tests.explain.test_explanation import lines
from tests.helpers import builders as make

P1, P2, P3 = (ParticipantId(f"p{n}") for n in (1, 2, 3))
Q1 = PlaceId("q1")
PINS = tuple(Demand(DemandKind.PINNED_PLACE, p, place=Q1) for p in (P1, P2))
SEAT = Demand(
    DemandKind.LIMIT,
    place=Q1,
    rule=RuleCode.SEAT_DAY,
    slot=SlotId("man"),
    count=1,
)
MORE = Repair((Change(ChangeKind.MORE_ROOM, SEAT, 2),), 2)
BOTH = Repair(tuple(Change(ChangeKind.GIVE_UP, pin) for pin in PINS), 1)
CONFLICT = Conflict((P1, P3), (*PINS, SEAT), repairs=(MORE, BOTH))
EN = translator(Language.EN)


def told(conflict=CONFLICT, language=Language.EN, labels=None):
    return conflict_text(Teller(translator(language), labels or {}), conflict)


def test_people_who_ask_the_same_stand_in_one_line():
    """Two pins at one place, the seat with its rule code, and who stands beside."""
    text = told()
    assert text.demands == (
        "2 participants are locked to q1: p1, p2.",
        "q1 has 1 seat on Mon. [seat-day]",
    )
    assert text.notes == ("The same holds in place of the first for: p3.",)


def test_repairs_say_what_they_change_and_gain():
    """One change with its amount, or several joined; then how many more get theirs."""
    assert told().repairs == (
        "2 more seats on Mon at q1. Then 2 more get what had to give way.",
        "Drop the lock of p1 to q1, and drop the lock of p2 to q1. Then 1 more gets "
        "what had to give way.",
    )


def test_labels_stand_for_ids():
    """Display names are used where there are any."""
    assert "Kiwi" in told(labels={"q1": "Kiwi"}).demands[0]


def test_where_nothing_helps_it_says_so():
    """No repair is told as none found."""
    text = told(replace(CONFLICT, repairs=(), shrunk=False))
    assert text.repairs_head == EN("conflicts.no-repair")
    assert EN("conflicts.not-shrunk") in text.notes


def test_the_explanation_of_a_person_tells_their_conflict_and_names_nobody_else():
    """Told to somebody in the place of the first, with the others as others."""
    scenario = make.scenario([make.participant(f"p{n}") for n in (1, 2, 3)])
    plan = replace(
        make.plan([make.placement()]),
        conflicts=(
            replace(
                CONFLICT,
                given_up=(P3, P1),
                demands=(Demand(DemandKind.PINNED_PLACE, P3, place=Q1), PINS[1], SEAT),
            ),
        ),
    )
    said = " ".join(lines(scenario, plan))
    assert "2 participants are locked to q1: p1, another participant." in said
    assert "p2" not in said
    assert "p3" not in said


def test_a_person_who_gave_nothing_up_hears_nothing_of_it():
    """Neutral: the conflict is about others."""
    plan = replace(
        make.plan([make.placement()]), conflicts=(replace(CONFLICT, given_up=(P3,)),)
    )
    assert EN("conflicts.repairs") not in lines(make.scenario(), plan)


OF_PAIRS = (RuleCode.APART, RuleCode.TOGETHER)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("rule", ROW_RULES)
def test_every_limit_can_be_told_and_raised(rule, language):
    """Each capacity rule that conflicts look at has a sentence as a limit and as a way out."""
    limit = Demand(
        DemandKind.LIMIT,
        participant=P1 if rule in OF_PAIRS else None,
        other=P2 if rule in OF_PAIRS else None,
        place=Q1,
        section=SectionId("c1"),
        rule=rule,
        count=3,
    )
    more = Repair((Change(ChangeKind.MORE_ROOM, limit, 2),), 1)
    text = told(Conflict((P1,), (limit,), repairs=(more,)), language)
    assert text.demands[0].endswith(f"[{rule.value}]")
    assert len(text.repairs) == 1


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [
        (Language.NB, "1 plass til", "2 plasser til"),
        (Language.NN, "1 plass til", "2 plassar til"),
        (Language.EN, "1 more seat in", "2 more seats in"),
    ],
)
def test_seats_are_counted_as_people_say_it(language, one, two):
    """One seat, two seats."""
    limit = Demand(
        DemandKind.LIMIT, section=SectionId("c1"), rule=RuleCode.SECTION_SEATS, count=3
    )
    for amount, said in ((1, one), (2, two)):
        more = Repair((Change(ChangeKind.MORE_ROOM, limit, amount),), 1)
        text = told(Conflict((P1,), (limit,), repairs=(more,)), language)
        assert text.repairs[0].startswith(said)
