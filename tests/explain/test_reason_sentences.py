"""Reasons, runner-up and relaxations in words, in three languages."""

from dataclasses import replace

import pytest

from matcher.domain.ids import PlaceId, SectionId, SlotId
from matcher.domain.language import CefrLevel
from matcher.domain.policy import Tier
from matcher.domain.reasons import (
    Change,
    Decided,
    Relaxation,
    RuledOut,
    RunnerUp,
    StayAt,
    WhyNot,
)
from matcher.domain.rules import PAIR_RULES, RuleCode
from matcher.eligibility.near_misses import FIXED
from matcher.explain.reason_sentences import relaxation_lines, why_here_lines
from matcher.explain.telling import Teller
from matcher.text import Language, translator
from tests.helpers import builders as make

languages = pytest.mark.parametrize("language", list(Language))
RUNNER_UP = RunnerUp(
    place=PlaceId("q2"),
    start_date=make.START,
    end_date=make.START,
    section=SectionId("c1"),
    slots=(SlotId("ons"), SlotId("tor")),
    fit=612,
    why_not=WhyNot.FULL,
    limits=(RuleCode.SEAT_DAY,),
    tier=Tier.FIT,
    by=40,
)


def here(language=Language.EN, **changes) -> list[str]:
    placement = replace(make.placement(), level=3, **changes)
    return list(why_here_lines(Teller(translator(language), {}), placement))


def opening(*relaxations: Relaxation, language=Language.EN) -> list[str]:
    return list(relaxation_lines(Teller(translator(language), {}), relaxations))


def test_a_placement_without_reasons_has_no_lines():
    """A plan made by hand or of old says nothing."""
    assert (
        list(why_here_lines(Teller(translator(Language.EN), {}), make.placement()))
        == []
    )


def test_level_decisions_rules_and_runner_up_are_told():
    """In that order, each rule with its code."""
    reasons = (Decided(RuleCode.PINNED), RuledOut(RuleCode.TRAVEL_LIMIT, 9, 4))
    lines = here(reasons=reasons, runner_up=RUNNER_UP)
    assert lines[0] == "How far the wishes are met: level 3 of 4."
    assert lines[1].endswith("[pinned]")
    assert lines[3].endswith("[travel-limit]")
    assert "q2" in lines[4]
    assert "40 points" in lines[5]
    assert lines[5].endswith("[seat-day]")


@pytest.mark.parametrize("why", list(WhyNot))
@languages
def test_every_verdict_can_be_told(why, language):
    """Each with the tier that decides and by how much, without a sign."""
    for tier in Tier:
        runner_up = replace(RUNNER_UP, why_not=why, tier=tier, by=-40)
        line = here(language, runner_up=runner_up)[-1]
        assert "40" in line
        assert "-40" not in line
        assert "{" not in line


def test_no_difference_is_told_as_such():
    """A runner-up that is just as good differs in no tier."""
    runner_up = replace(RUNNER_UP, why_not=WhyNot.WORSE, limits=(), tier=None, by=0)
    assert here(runner_up=runner_up)[-1] == "  Just as good for the person."


@languages
def test_a_runner_up_of_two_in_a_row_names_both(language):
    """The second place has a line of its own."""
    after = StayAt(PlaceId("q3"), make.START, make.START, (SlotId("tor"),))
    lines = here(language, runner_up=replace(RUNNER_UP, after=after))
    assert [line for line in lines if "q2" in line]
    assert [line for line in lines if "q3" in line]


def test_no_other_place_is_told_as_such():
    """Without a runner-up the reader is not left to guess."""
    assert here()[-1] == "No other place is possible."


@pytest.mark.parametrize("rule", [r for r in PAIR_RULES if r not in FIXED])
@languages
def test_every_change_has_words(rule, language):
    """Each change that can be made is told with what it takes."""
    change = Change(
        rule,
        minutes=75,
        levels=(("speaking", CefrLevel.B1),),
        subjects=("thing",),
    )
    line = opening(Relaxation((change,), 3, 1), language=language)[-1]
    assert "{" not in line
    assert "None" not in line
    assert "3" in line


def test_two_changes_are_joined():
    """Both are needed, and that is said."""
    changes = (
        Change(RuleCode.CEFR_FLOOR, levels=(("speaking", CefrLevel.B1),)),
        Change(RuleCode.TRAVEL_LIMIT, minutes=45),
    )
    assert opening(Relaxation(changes, 12, 5))[-1] == (
        "  Norwegian today: speaking B1 and travel of up to 45 min: "
        "12 more places, 5 with room now."
    )


def test_nothing_to_change_is_told_as_such():
    """Where no two changes help the reader is told so."""
    assert opening() == ["No place opens with one or two changes."]
