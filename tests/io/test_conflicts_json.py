"""Conflicts in plan.json."""

import json
from dataclasses import replace

from matcher.domain.conflicts import (
    Change,
    ChangeKind,
    Conflict,
    Demand,
    DemandKind,
    Repair,
)
from matcher.domain.ids import ParticipantId, PlaceId, SlotId
from matcher.domain.rules import RuleCode
from matcher.io import plan_to_json
from matcher.io.plan_json import plan_from_json
from tests.helpers import builders as make

P1, P2 = ParticipantId("p1"), ParticipantId("p2")
START = Demand(DemandKind.PINNED_START, P1, start_date=make.START)
SEATS = Demand(
    DemandKind.LIMIT,
    place=PlaceId("q1"),
    rule=RuleCode.SEAT_DAY,
    slot=SlotId("ons"),
    count=1,
)
REPAIR = Repair((Change(ChangeKind.MORE_ROOM, SEATS, 2),), 2)
PLAN = replace(
    make.plan(),
    conflicts=(
        Conflict((P1, P2), (START, SEATS), shrunk=False, repairs=(REPAIR,)),
        Conflict((P2,), (replace(START, participant=P2),)),
    ),
)


def test_conflicts_are_read_as_they_are_written():
    """Demands, repairs and whether it is shrunk come back."""
    assert plan_from_json(plan_to_json(PLAN)) == PLAN


def test_a_demand_is_written_with_only_the_parts_that_belong_to_it():
    """A pinned start names a person and a day, and no place."""
    document = json.loads(plan_to_json(PLAN))
    assert document["conflicts"][0]["demands"][0] == {
        "kind": "pinned-start",
        "participant": "p1",
        "start_date": "2026-08-17",
    }


def test_a_file_of_before_there_were_conflicts_has_none():
    """An absent key is no conflicts."""
    document = json.loads(plan_to_json(PLAN))
    del document["conflicts"]
    assert plan_from_json(json.dumps(document)).conflicts == ()
