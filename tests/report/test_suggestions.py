"""Suggestions in words, and for machines."""

import json

import pytest

from matcher.domain.ids import ParticipantId
from matcher.domain.policy import Policy, Tier
from matcher.domain.suggestions import OthersMove, TierChange
from matcher.live.session import PlanSession
from matcher.live.suggest import suggest
from matcher.report.suggestions import (
    changes_if_others_move,
    suggestion_lines,
    suggestions_document,
)
from matcher.report.wording import Wording
from matcher.text import Language, translator
from tests.helpers import builders as make
from tests.live.test_suggest import OTHER, P1, WISHING, own, waiting

NB = Wording(translator(Language.NB), {"p1": "Person 1"})


def told(*, fits: bool):
    people = [WISHING, OTHER]
    offered = [own("q1", sector="helse"), own("q2")] if fits else [own("q1")]
    scenario = make.scenario(people, offered)
    plan = make.plan([make.placement("p2", at="q1")], waiting("p1"))
    return suggest(PlanSession(scenario, Policy(), plan), P1)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("fits", [True, False])
def test_each_language_tells_places_and_limits(language, fits):
    """The label of the person, the places and what keeps the full one out."""
    wording = Wording(translator(language), {"p1": "Person 1"})
    text = "\n".join(suggestion_lines(told(fits=fits), wording))
    assert "Person 1" in text
    assert "q1, " in text
    assert translator(language)("rule.people-at-once") in text
    assert (translator(language)("suggest.nothing-fits") in text) == (not fits)


def test_hours_that_lack_are_told_as_fewer():
    """A plan that gains hours lacks fewer of them: a minus before hours."""
    [line] = [x for x in suggestion_lines(told(fits=True), NB) if "Planen endres" in x]
    assert "timer som mangler −" in line
    assert "hvor godt plassen passer +" in line


NOTHING, LESS, LEAST = (), (TierChange(Tier.FIT, -3),), (TierChange(Tier.REPAIR, -9),)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    ("effect", "numbers"),
    [
        (OthersMove(NOTHING, NOTHING), ""),
        (OthersMove(LESS, LESS), "3"),
        (OthersMove(LEAST, LESS), "93"),
        (OthersMove(None, LESS), "3"),
        (OthersMove(LEAST, LEAST, confirmed=True), "9"),
    ],
)
def test_every_effect_has_a_sentence(language, effect, numbers):
    """Of one that is the same, exact, between two ends, unknown or confirmed."""
    line = changes_if_others_move(effect, Wording(translator(language)))
    assert line.endswith(".")
    assert [char for char in line if char in "0123456789"] == list(numbers)


def test_machines_are_told_the_same():
    """Ids, dates, changes by tier and the rules that limit."""
    document = json.loads(json.dumps(suggestions_document(told(fits=True))))
    assert document["participant"] == ParticipantId("p1")
    [fitting], [full] = document["fitting"], document["if_others_move"]
    assert fitting["placements"][0]["place"] == "q2"
    assert fitting["nobody_moves"]["fit"] == fitting["fit"]
    assert (full["nobody_moves"], full["limits"]) == (None, ["people-at-once"])
