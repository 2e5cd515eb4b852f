"""Reasons to plan.json and back; plans without them are still read."""

import json
from dataclasses import replace
from datetime import date

import pytest

from matcher.domain.ids import PlaceId, SectionId, SlotId
from matcher.domain.language import CefrLevel
from matcher.domain.policy import Tier
from matcher.domain.reasons import (
    Change,
    Criterion,
    CriterionShare,
    Decided,
    Relaxation,
    RuledOut,
    RunnerUp,
    StayAt,
    WhyNot,
)
from matcher.domain.rules import RuleCode
from matcher.io import plan_to_json
from matcher.io.plan_json import plan_from_json
from tests.io.test_plans import PLAN

RUNNER_UP = RunnerUp(
    place=PlaceId("q2"),
    start_date=date(2026, 8, 17),
    end_date=date(2027, 2, 12),
    section=SectionId("c1"),
    slots=(SlotId("ons"), SlotId("tor")),
    fit=612,
    why_not=WhyNot.FULL,
    limits=(RuleCode.SEAT_DAY, RuleCode.EMPLOYER_STARTS),
    tier=Tier.FIT,
    by=40,
)
REASONS = (
    Decided(RuleCode.PINNED),
    CriterionShare(Criterion.WISH, 0, 450, None, 3),
    CriterionShare(Criterion.SUPPORT_LANGUAGE, 50, 50, 1, 1),
    RuledOut(RuleCode.TRAVEL_LIMIT, 9, 4),
)
RELAXATIONS = (
    Relaxation((Change(RuleCode.TRAVEL_LIMIT, minutes=45),), 5, 2),
    Relaxation(
        (
            Change(
                RuleCode.CEFR_FLOOR,
                levels=(("speaking", CefrLevel.B1), ("writing", CefrLevel.PRE_A1)),
            ),
            Change(RuleCode.SECTOR_VETO, subjects=("helse",)),
        ),
        12,
        0,
    ),
)


AFTER = StayAt(PlaceId("q2"), date(2026, 11, 9), date(2027, 2, 12), (SlotId("ons"),))


def with_reasons(relaxations=RELAXATIONS, runner_up=RUNNER_UP):
    placed = replace(PLAN.placements[0], level=1, reasons=REASONS, runner_up=runner_up)
    waiting = replace(PLAN.not_placed[0], relaxations=relaxations)
    return replace(
        PLAN,
        placements=(placed, *PLAN.placements[1:]),
        not_placed=(waiting, *PLAN.not_placed[1:]),
    )


@pytest.mark.parametrize(
    "plan",
    [
        with_reasons(),
        with_reasons(runner_up=None),
        with_reasons(runner_up=replace(RUNNER_UP, after=AFTER)),
        with_reasons(runner_up=replace(RUNNER_UP, section=None, tier=None, by=0)),
        with_reasons(relaxations=()),
    ],
)
def test_reasons_come_back_as_they_were(plan):
    """Nothing is lost on the way, and none is not the same as not told."""
    assert plan_from_json(plan_to_json(plan)) == plan


def test_a_plan_from_before_there_were_reasons_is_read():
    """Absent keys are read as: the plan does not say."""
    document = json.loads(plan_to_json(with_reasons()))
    for placement in document["placements"]:
        for key in ("level", "reasons", "runner_up"):
            del placement[key]
    for waiting in document["not_placed"]:
        del waiting["relaxations"]
    assert plan_from_json(json.dumps(document)) == PLAN


def test_reasons_are_codes_and_numbers():
    """What a machine reads of a placement: no words."""
    (placed, *_) = json.loads(plan_to_json(with_reasons()))["placements"]
    assert placed["level"] == 1
    assert placed["reasons"] == [
        {"code": "pinned"},
        {"code": "wish", "points": 0, "of": 450, "number": None, "out_of": 3},
        {"code": "support-language", "points": 50, "of": 50, "number": 1, "out_of": 1},
        {"code": "travel-limit", "fails": 9, "fails_only": 4},
    ]
    assert placed["runner_up"]["limits"] == ["seat-day", "employer-starts"]


def test_a_change_says_only_what_its_rule_speaks_of():
    """Minutes for travel, levels by skill for language, subjects for the rest."""
    (waiting, *_) = json.loads(plan_to_json(with_reasons()))["not_placed"]
    assert waiting["relaxations"] == [
        {
            "changes": [{"rule": "travel-limit", "minutes": 45}],
            "places": 5,
            "with_room": 2,
        },
        {
            "changes": [
                {
                    "rule": "cefr-floor",
                    "levels": {"speaking": "B1", "writing": "pre-A1"},
                },
                {"rule": "sector-veto", "subjects": ["helse"]},
            ],
            "places": 12,
            "with_room": 0,
        },
    ]
