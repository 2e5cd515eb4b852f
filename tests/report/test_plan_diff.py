"""What people and machines are told of the difference between two plans."""

import json
from dataclasses import replace
from datetime import date

import pytest

from matcher.domain.ids import EmployerId, ParticipantId, PlaceId, SpecialistId
from matcher.domain.plan import NotPlaced, TierResult
from matcher.domain.plan_diff import diff_plans
from matcher.domain.policy import Tier
from matcher.report.plan_diff import plan_diff_document, plan_diff_lines
from matcher.report.wording import Wording
from matcher.text import Language, translator
from tests.helpers import builders as make

EN = Wording(translator(Language.EN), {"q2": "Bakery"})
EMPLOYERS = {PlaceId(q): EmployerId("e1") for q in ("q1", "q2")}


def plan(*rows, **changes):
    placed = [row for row in rows if not isinstance(row, NotPlaced)]
    waiting = [row for row in rows if isinstance(row, NotPlaced)]
    return replace(make.plan(placed, waiting), **changes)


def waits(person):
    return NotPlaced(ParticipantId(person), ())


def told(before, after, wording=EN):
    return list(plan_diff_lines(diff_plans(before, after, EMPLOYERS), wording))


def test_nothing_different_is_said_in_one_line():
    """No heading stands over nothing."""
    assert told(plan(make.placement()), plan(make.placement())) == [
        "Nothing is different for anybody."
    ]


def test_a_person_s_line_says_all_that_is_different():
    """Place, days and start, each from what to what, with the labels of places."""
    after = make.placement(at="q2", practice="tor", first=date(2026, 9, 14))
    lines = told(plan(make.placement()), plan(after))
    assert lines[0] == "Something is different for 1 of 1:"
    assert lines[1] == (
        "  p1: place q1 → Bakery, days Wed Thu Fri → Thu,"
        " start 17 Aug 2026 → 14 Sep 2026"
    )


def test_whoever_loses_a_place_comes_first():
    """Before those who gain one, whatever their ids."""
    before, after = (
        plan(make.placement("p2"), waits("p1")),
        plan(make.placement("p1"), waits("p2")),
    )
    lines = told(before, after)
    assert lines[1].startswith("  p2: loses the place: q1")
    assert lines[2] == (
        "  p1: class – → c1, gets a place: q1 from 17 Aug 2026 (Wed Thu Fri)"
    )


def test_groups_say_who_comes_and_goes():
    """A line each under their heading."""
    lines = told(plan(make.placement("p2")), plan(make.placement("p1")))
    assert lines[lines.index("Employers:") + 1] == "  e1: in: p1; out: p2"


def test_aims_are_told_as_people_read_them():
    """Hours that lack are counted up; an aim that is the same is not told."""
    tiers = [
        (
            TierResult(Tier.HOURS_SHORT, -hours, 0, "hours"),
            TierResult(Tier.FIT, 5, 5, "points"),
        )
        for hours in (3, 1)
    ]
    lines = told(plan(tiers=tiers[0]), plan(tiers=tiers[1]))
    assert lines[1:] == ["  Hours missing: 3 → 1 hours (-2)"]


def test_metrics_without_a_word_for_people_are_left_to_machines():
    """The document has both, the lines only what the report has a name for."""
    before, after = plan(metrics={"placed": 1}), plan(metrics={"placed": 2, "x": 1})
    [_, line] = told(before, after)
    assert line.endswith(": 1 → 2 (+1)")
    document = plan_diff_document(diff_plans(before, after, EMPLOYERS))
    assert [metric["name"] for metric in document["metrics"]] == ["placed", "x"]


def test_the_document_holds_both_sides():
    """Ids, dates and slots, in what JSON can hold."""
    before, after = plan(waits("p1")), plan(make.placement())
    document = plan_diff_document(diff_plans(before, after, EMPLOYERS))
    assert json.loads(json.dumps(document)) == document
    [person] = document["people"]
    assert person["differences"] == ["section", "placed"]
    assert person["before"]["placements"] == []
    assert person["after"]["placements"] == [
        {
            "place": "q1",
            "start_date": "2026-08-17",
            "end_date": "2027-02-12",
            "steps": [{"first_day": "2026-08-17", "slots": ["ons", "tor", "fre"]}],
        }
    ]


@pytest.mark.parametrize("language", list(Language))
def test_every_language_has_all_words(language):
    """Of a plan in which everything is different for somebody."""
    wording = Wording(translator(language))
    tiers = (TierResult(Tier.FIT, 1, 1, "points"),)
    before = plan(
        make.placement("p1"),
        make.placement("p2"),
        waits("p3"),
        waits("p4"),
        waits("p7"),
    )
    moved = make.placement(
        "p2", "q2", "tor", date(2026, 9, 14), date(2027, 1, 15), "c2"
    )
    after = plan(
        waits("p1"),
        replace(moved, specialist=SpecialistId("s1")),
        replace(moved, start_date=date(2027, 1, 18), end_date=date(2027, 2, 12)),
        make.placement("p3"),
        waits("p5"),
        waits("p7"),
        tiers=tiers,
    )
    assert len(told(before, after, wording)) > 10
