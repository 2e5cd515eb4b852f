"""What is said to the person: plain words, short sentences, nobody else."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from matcher.domain.alternation import Alternation
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.language import CefrLevel
from matcher.domain.plan import (
    NotPlaced,
    NotPlacedKind,
    NotPlacedReason,
    Placement,
)
from matcher.domain.policy import Policy
from matcher.domain.reasons import (
    Change,
    Criterion,
    CriterionShare,
    Decided,
    PlacedReason,
    Relaxation,
)
from matcher.domain.rules import PAIR_RULES, RuleCode
from matcher.eligibility import find_candidates
from matcher.eligibility.near_misses import FIXED
from matcher.explain import not_placed_reasons, plain_texts, with_reasons
from matcher.explain.crowding import LIMITS
from matcher.io import read_scenario
from matcher.options import build_options
from matcher.placement import placements_of
from matcher.text import Language, translator
from tests.helpers import builders as make
from tests.helpers.readability import lix

EASY = 30
"""LIX up to which a text is very easy, as children's books are."""

POLICY = Policy()
P1 = ParticipantId("p1")
NORWEGIAN = (Language.NB, Language.NN)
languages = pytest.mark.parametrize("language", list(Language))
SHARES: dict[str, PlacedReason] = {
    "first wish": CriterionShare(Criterion.WISH, 450, 450, 1, 2),
    "second wish": CriterionShare(Criterion.WISH, 225, 450, 2, 2),
    "not wished": CriterionShare(Criterion.WISH, 0, 450, None, 2),
    "no wishes": CriterionShare(Criterion.WISH, 450, 450, None, 0),
    "travel": CriterionShare(Criterion.TRAVEL, 200, 250, 20, 60),
    "near": CriterionShare(Criterion.TRAVEL, 250, 250, 0, 60),
    "enough": CriterionShare(Criterion.LANGUAGE, 150, 150, 4, 4),
    "practise": CriterionShare(Criterion.LANGUAGE, 75, 150, 2, 4),
    "hire": CriterionShare(Criterion.HIRE, 50, 100, 2, 4),
    "language": CriterionShare(Criterion.SUPPORT_LANGUAGE, 50, 50, 1, 1),
    "step up": CriterionShare(Criterion.STEP_UP, 50, 50, 2, 1),
    "running": Decided(RuleCode.RUNNING_KEPT),
    "pinned": Decided(RuleCode.PINNED),
}
REASON_CODES = (*PAIR_RULES, *LIMITS, RuleCode.ROOM_LEFT, RuleCode.NO_PLACES)
CHANGES = [
    Change(
        rule,
        minutes=75 if rule is RuleCode.TRAVEL_LIMIT else None,
        levels=(("speaking", CefrLevel.B1),) if rule is RuleCode.CEFR_FLOOR else (),
        subjects=("renhold",) if rule is RuleCode.SECTOR_VETO else (),
    )
    for rule in PAIR_RULES
    if rule not in FIXED
]


def said(person: Placement | NotPlaced, language=Language.EN, **scenario) -> list[str]:
    placed = (person,) if isinstance(person, Placement) else ()
    waiting = (person,) if isinstance(person, NotPlaced) else ()
    known = make.scenario(**scenario)
    texts = plain_texts(known, make.plan(placed, waiting), translator(language))
    return texts[P1]


def waiting(rule=RuleCode.TRAVEL_LIMIT, *changes: Change, room=2) -> NotPlaced:
    reason = NotPlacedReason(rule, NotPlacedKind.ELIGIBILITY, 7, 3)
    relaxations = (Relaxation(changes, 3, room),) if changes else ()
    return NotPlaced(P1, (reason,), SectionId("c1"), relaxations)


def test_where_when_which_days_and_whom_to_ask_are_told():
    """A placement in whole sentences."""
    assert said(make.placement()) == [
        "This is a proposal.",
        "You get a work placement at q1.",
        "Kind of work: renhold.",
        "Your first day is 17 August 2026.",
        "Your last day is 12 February 2027.",
        "You work on Wednesday, Thursday and Friday.",
        "You are at school on Monday and Tuesday.",
        "To know more, talk to your adviser.",
    ]


def test_each_step_is_told_from_its_day():
    """Days that change are told with the day they change."""
    steps = (
        make.step(make.START, "ons"),
        make.step(make.START.replace(month=9, day=14), "ons tor"),
    )
    sentences = said(replace(make.placement(), steps=steps))
    assert "From 17 August 2026 you work on Wednesday." in sentences
    assert "From 14 September 2026 you work on Wednesday and Thursday." in sentences


@pytest.mark.parametrize("language", NORWEGIAN)
def test_weeks_of_school_are_told_and_easy(language):
    """Of a class that alternates: its blocks, the first week, and what gives way."""
    one = Alternation((2, 1), date(2026, 8, 24))
    sections = [make.section(alternation=one)]
    sentences = said(make.placement(), language, sections=sections)
    assert lix(sentences) <= EASY
    assert len(sentences) == len(said(make.placement(), language)) + 3
    assert "35" in " ".join(sentences)


def test_what_counted_is_told():
    """Wish, way and language, in words without points."""
    reasons = (SHARES["second wish"], SHARES["practise"], SHARES["travel"])
    sentences = said(replace(make.placement(), reasons=reasons))
    assert sentences[7:11] == [
        "This is what we looked at:",
        "The work is wish 2 of 2.",
        "You can practise more Norwegian there.",
        "The way there takes 20 min.",
    ]


def test_why_not_and_what_could_help_are_told():
    """The main reason and the most helpful single change."""
    change = Change(RuleCode.TRAVEL_LIMIT, minutes=75)
    assert said(waiting(RuleCode.TRAVEL_LIMIT, change)) == [
        "You have no work placement now.",
        "You are at school on Monday and Tuesday.",
        "Why is that?",
        "The places are too far away.",
        "What can help?",
        "Could you travel 75 min?",
        "Then 2 more places could suit you.",
        "To know more, talk to your adviser.",
    ]


def test_help_at_places_that_are_full_is_not_promised():
    """A change that opens only full places says so."""
    change = Change(RuleCode.TRAVEL_LIMIT, minutes=75)
    sentences = said(waiting(RuleCode.TRAVEL_LIMIT, change, room=0))
    assert "Then some places could suit you, but they are full now." in sentences


def test_two_changes_at_once_are_no_plain_advice():
    """Advice to the person is one thing at a time."""
    assert "What can help?" not in said(waiting(RuleCode.DEMAND, *CHANGES[:2]))


@pytest.mark.parametrize("rule", [*LIMITS, RuleCode.ROOM_LEFT])
@languages
def test_nobody_else_is_spoken_of(rule, language):
    """Why it is full is said without the others who are there."""
    text = " ".join(said(waiting(rule), language)).lower()
    for word in ("andre", "deltaker", "deltakar", "others", "participant", "somebody"):
        assert word not in text


@pytest.mark.parametrize("reason", SHARES.values(), ids=SHARES)
@pytest.mark.parametrize("language", NORWEGIAN)
def test_every_way_to_tell_of_a_placement_is_easy(reason, language):
    """LIX at most 30 with each thing that can have counted."""
    sentences = said(replace(make.placement(), reasons=(reason,)), language)
    assert lix(sentences) <= EASY
    assert "{" not in " ".join(sentences)


@pytest.mark.parametrize("rule", REASON_CODES)
@pytest.mark.parametrize("language", NORWEGIAN)
def test_every_reason_for_no_placement_is_easy(rule, language):
    """LIX at most 30 with each reason."""
    assert lix(said(waiting(rule), language)) <= EASY


@pytest.mark.parametrize("change", CHANGES, ids=[c.rule.value for c in CHANGES])
@pytest.mark.parametrize("room", [0, 1, 2])
@pytest.mark.parametrize("language", NORWEGIAN)
def test_every_advice_is_easy(change, room, language):
    """LIX at most 30 with each change that could help."""
    sentences = said(waiting(RuleCode.DEMAND, change, room=room), language)
    assert lix(sentences) <= EASY
    assert "None" not in " ".join(sentences)


@pytest.fixture(scope="module", params=["grenland", "innherred"])
def everybody(request):
    """Everybody of a region at some option of theirs, many of them without a place."""
    read = read_scenario(f"scenarios/{request.param}")
    scenario = read.scenario
    assert scenario is not None
    candidates = find_candidates(scenario, POLICY)
    options = build_options(scenario, POLICY, candidates)
    size, rng = len(scenario.participants), np.random.default_rng(1)
    first = np.searchsorted(options.columns.participant_idx, np.arange(size + 1))
    chosen = rng.integers(first[:-1], first[1:])
    placed_or_class = np.where(rng.random(size) < 0.5, chosen, first[:-1])
    placements, sections = placements_of(scenario, options, placed_or_class)
    told = with_reasons(
        scenario, POLICY, candidates, options, placed_or_class, placements
    )
    others = not_placed_reasons(scenario, POLICY, candidates, placements, sections)
    assert len(told) + len(others) == size
    return scenario, make.plan(told, others), read.labels


@pytest.mark.parametrize("language", NORWEGIAN)
def test_everybody_of_a_region_gets_an_easy_text(everybody, language):
    """LIX at most 30 for each person, and no id but that of their own place."""
    scenario, made, labels = everybody
    texts = plain_texts(scenario, made, translator(language), labels)
    places = {p.participant: p.place for p in made.placements}
    ids = {str(p.id) for p in scenario.participants}
    ids |= {str(p.id) for p in scenario.places}
    assert len(texts) == len(scenario.participants)
    for person, sentences in texts.items():
        assert lix(sentences) <= EASY, sentences
        words = set(" ".join(sentences).replace(".", " ").split())
        assert words & ids <= {places.get(person)}
