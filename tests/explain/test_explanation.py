"""The facts told about one person, and the words they are told in."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.domain.fit import fit_parts
from matcher.domain.ids import ParticipantId, SectionId, SlotId
from matcher.domain.language import CefrLevel
from matcher.domain.law import Urgency
from matcher.domain.plan import (
    NotPlaced,
    NotPlacedKind,
    NotPlacedReason,
)
from matcher.domain.policy import Policy
from matcher.domain.rules import PAIR_RULES, RuleCode
from matcher.explain import explain, explanation_lines, plain_texts
from matcher.explain.crowding import LIMITS
from matcher.text import Language, translator
from tests.helpers import builders as make

POLICY = Policy()
P1 = ParticipantId("p1")
REASON_CODES = (*PAIR_RULES, *LIMITS, RuleCode.ROOM_LEFT, RuleCode.NO_PLACES)


def waiting(*codes: RuleCode, section: str | None = "c1") -> NotPlaced:
    reasons = tuple(NotPlacedReason(c, NotPlacedKind.ELIGIBILITY, 7, 3) for c in codes)
    return NotPlaced(P1, reasons, None if section is None else SectionId(section))


def facts(scenario, placement=None):
    found = explain(scenario, POLICY, make.plan([placement or make.placement()]), P1)
    assert found.placed is not None
    return found.placed


def lines(scenario, a_plan, language=Language.EN, labels=None) -> list[str]:
    found = explain(scenario, POLICY, a_plan, P1)
    return list(explanation_lines(found, translator(language), labels))


def test_wish_rank_and_travel_are_told():
    """The sector's rank, the way to the place and to class, and the limit are facts."""
    person = make.participant(
        sector_wishes=make.wishes("helse", "renhold butikk"),
        home=make.north_of(make.HERE, 5),
    )
    found = facts(make.scenario([person]))
    assert (found.wish_rank, found.num_wishes) == (1, 2)
    assert (found.travel_minutes, found.class_minutes) == (23, 23)
    assert found.travel_limit == 60


def test_both_placements_in_a_row_are_told():
    """Where the person goes first and then, and the hours of both."""
    template = make.template(chain_first_weeks=12)
    person = make.participant(programme_start=date(2026, 3, 2))
    scenario = make.scenario(
        [person],
        [make.place("q1"), make.place("q2", employer="e2")],
        templates=[template],
    )
    first = make.placement(last=date(2026, 11, 6))
    second = make.placement(at="q2", first=date(2026, 11, 9))
    both = explain(scenario, POLICY, make.plan([first, second]), P1)
    alone = explain(scenario, POLICY, make.plan([first]), P1)
    assert both.second is not None
    assert both.second.placement == second
    assert both.hours.brought > alone.hours.brought > 0
    told = lines(scenario, make.plan([first, second]))
    assert [line for line in told if "q1" in line]
    assert [line for line in told if "q2" in line]
    say = translator(Language.EN)
    assert say("explain.no-runner-up") not in told
    plain = plain_texts(scenario, make.plan([first, second]), say)[P1]
    assert plain.count(say("plain.proposal")) == plain.count(say("plain.talk")) == 1
    assert say("plain.placed-then", place="q2") in plain


def test_level_expected_at_the_start_is_told():
    """Each skill stands with its level now, at the start, and what the place asks."""
    person = make.participant(level_date=date(2025, 6, 2))
    place = make.place(level_floor=make.level("B1"), level_wish=make.level("B2"))
    (listening, *_) = facts(make.scenario([person], [place])).skills
    assert (listening.level, listening.at_start) == (CefrLevel.A2, CefrLevel.B1)
    assert (listening.floor, listening.wish) == (CefrLevel.B1, CefrLevel.B2)


def test_fit_is_the_definition_s():
    """The parts of fit are those of the one definition."""
    scenario = make.scenario()
    expected = fit_parts(
        scenario,
        POLICY,
        scenario.participants[0],
        scenario.places[0],
        scenario.sections[0],
        make.START,
        make.slots("ons tor fre"),
    )
    assert facts(scenario).fit == expected


def test_hours_brought_cover_the_demand():
    """A placement of 26 weeks brings more than asked: nothing is missing."""
    found = explain(make.scenario(), POLICY, make.plan([make.placement()]), P1)
    # 78 days less Christmas Day and New Year's Day, both Fridays.
    assert found.hours.brought == 76 * 450
    assert found.hours.missing == 0
    assert found.hours.urgency is Urgency.OVERDUE


def test_class_alone_brings_nothing():
    """Without a placement all that is asked and not secured is missing."""
    person = make.participant(secured_minutes_per_week=300)
    found = explain(make.scenario([person]), POLICY, make.plan((), [waiting()]), P1)
    assert found.hours.brought == 0
    assert found.hours.missing == found.hours.required - found.hours.secured > 0


def test_reasons_and_class_of_a_person_not_placed():
    """Who is not placed gets the plan's reasons and their class."""
    told = waiting(RuleCode.DEMAND)
    found = explain(make.scenario(), POLICY, make.plan((), [told]), P1)
    assert found.placed is None
    assert found.section == "c1"
    assert found.reasons == told.reasons


def test_unknown_participant_is_an_error():
    """An id that the scenario does not have raises."""
    with pytest.raises(KeyError):
        explain(make.scenario(), POLICY, make.plan(), ParticipantId("p9"))


def test_placed_person_is_told_in_words():
    """Place, employer, dates, days, class and points stand in the lines."""
    text = "\n".join(lines(make.scenario(), make.plan([make.placement()])))
    for part in ("q1", "e1", "2026-08-17", "Wed Thu Fri", "Class: c1", "890 of 1000"):
        assert part in text


def test_labels_stand_for_ids():
    """A display name takes the place of the id it belongs to."""
    first = lines(
        make.scenario(), make.plan([make.placement()]), labels={"q1": "Bakeriet"}
    )
    assert "at Bakeriet with" in first[0]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("code", REASON_CODES)
def test_every_reason_has_words(code, language):
    """Each code that can be a reason is told in each language, with its code."""
    told = lines(make.scenario(), make.plan((), [waiting(code)]), language)
    assert told[-1].endswith(f"[{code.value}]")
    assert len(told[-1]) > len(code.value) + 20


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    "person",
    [
        make.participant(),
        make.participant(sector_wishes=make.wishes("helse")),
        make.participant(
            sector_wishes=make.wishes("renhold"), offer_date=date(2025, 1, 1)
        ),
        make.participant(programme_start=date(2026, 8, 3), programme_end=make.START),
    ],
    ids=["no-wishes", "not-wished", "wished-old-law", "short"],
)
def test_every_kind_of_result_has_words(person, language):
    """Placed and not placed, with and without wishes, class and duty: no key lacks."""
    scenario = make.scenario([person])
    placed = lines(scenario, make.plan([make.placement()]), language)
    not_placed = lines(scenario, make.plan((), [waiting(section=None)]), language)
    assert all(line.strip() for line in [*placed, *not_placed])


def test_no_duty_is_told():
    """Where nothing is asked, that is said instead of hours."""
    template = make.template(work_duty=False, work_minutes_per_week=0)
    told = lines(make.scenario(templates=(template,)), make.plan((), [waiting()]))
    assert "No work-oriented hours are asked in this period." in told


def test_slots_that_are_no_weekdays_keep_their_name():
    """A slot of the user's own grid is told by its id."""
    placement, evening_slot = make.placement(), SlotId("ons-kveld")
    step = replace(placement.steps[0], slots=(evening_slot,))
    grid = make.scenario().grid
    evening = replace(grid.slots[2], id=evening_slot)
    scenario = make.scenario(grid=replace(grid, slots=(*grid.slots[:2], evening)))
    told = lines(scenario, make.plan([replace(placement, steps=(step,))]))
    assert any("ons-kveld" in line for line in told)
