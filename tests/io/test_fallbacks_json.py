"""Plans B and C in plan.json."""

import json
from dataclasses import replace
from datetime import date

from matcher.domain.fallbacks import Fallback, FallbackBound, FallbackRank
from matcher.domain.ids import EmployerId
from matcher.domain.plan import Plan, Status, StoppedBy
from matcher.io import plan_to_json
from matcher.io.plan_json import plan_from_json
from tests.helpers import builders as make

E1, E2 = EmployerId("e1"), EmployerId("e2")
LADDER = (
    Fallback(FallbackRank.B, (E1,), make.placement("p1", "q2")),
    Fallback(
        FallbackRank.C,
        (E1, E2),
        make.placement("p1", "q3", first=date(2026, 9, 14), class_section=None),
    ),
)
PLAN = Plan(
    scenario="prøve",
    scenario_sha256="a" * 64,
    policy="standard",
    seed=0,
    status=Status.OPTIMAL,
    stopped_by=StoppedBy.PROOF,
    tiers=(),
    components=(),
    placements=(
        replace(make.placement("p1"), fallbacks=LADDER),
        make.placement("p2"),
    ),
    not_placed=(),
    fallback_bounds=(FallbackBound((E1,), 2, 1, 2), FallbackBound((E1, E2), 1, 1, 1)),
)


def test_fallbacks_come_back_as_they_were():
    """Rank, employers withdrawn, place, dates, class, steps and bounds are kept."""
    assert plan_from_json(plan_to_json(PLAN)) == PLAN


def test_a_fallback_tells_what_it_is_given():
    """A reader of the file sees who has withdrawn, and not the person twice."""
    document = json.loads(plan_to_json(PLAN))["placements"][0]["fallbacks"][1]
    assert (document["rank"], document["withdrawn"]) == ("C", ["e1", "e2"])
    assert sorted(document) == [
        "end_date",
        "place",
        "rank",
        "section",
        "start_date",
        "steps",
        "withdrawn",
    ]


def test_a_file_of_before_has_no_fallbacks():
    """Where the keys are missing there are none."""
    document = json.loads(plan_to_json(PLAN))
    del document["fallback_bounds"]
    for placement in document["placements"]:
        del placement["fallbacks"]
    read = plan_from_json(json.dumps(document))
    assert read.fallback_bounds == ()
    assert [p.fallbacks for p in read.placements] == [(), ()]
