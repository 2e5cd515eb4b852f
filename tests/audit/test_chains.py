"""Two placements in a row, read a second time."""

from dataclasses import replace

import pytest

from matcher.audit.reading import read
from matcher.audit.reasons import reason_violations
from matcher.domain.agreements import Pair, PairKind
from matcher.domain.decisions import Pin
from matcher.domain.fallbacks import Fallback, FallbackRank
from matcher.domain.ids import EmployerId, ParticipantId, PlaceId, SectionId
from matcher.domain.policy import FitWeights, Policy, Tier
from matcher.domain.reasons import RunnerUp, StayAt, WhyNot
from matcher.domain.rules import RuleCode
from tests.audit.judging import audited, broken, day, the_violation
from tests.helpers import builders as make

P1 = ParticipantId("p1")
NEXT = day("2026-11-09")
"""The Monday after twelve weeks."""


AFTER = StayAt(PlaceId("q2"), NEXT, day("2027-02-12"), tuple(make.slots("ons tor fre")))


def world(gap=0, **changes):
    """Twelve weeks at one place, and the rest of 26 at another, a step up."""
    template = make.template(chain_first_weeks=12, chain_gap_weeks=gap)
    places = [
        make.place("q1", step_level=1, sector="renhold"),
        make.place("q2", step_level=2, employer="e2", sector="helse"),
        make.place("q3", step_level=1, employer="e1"),
    ]
    return make.scenario(None, places, templates=[template], **changes)


def first(at="q1", **parts):
    return make.placement(at=at, **({"last": day("2026-11-06")} | parts))


def second(at="q2", **parts):
    return make.placement(at=at, **({"first": NEXT} | parts))


def test_a_chain_breaks_no_rule():
    """One placement after the other is no second placement at once."""
    assert broken(world(), first(), second()) == []


@pytest.mark.parametrize(
    ("rows", "rule", "aspect"),
    [
        ((first("q2"), second("q1")), RuleCode.STEP_LEVEL, "below"),
        ((first(), second("q1")), RuleCode.REPEAT_EMPLOYER, ""),
        (
            (replace(first(), place=PlaceId("q3")), second("q1")),
            RuleCode.REPEAT_EMPLOYER,
            "",
        ),
        (
            (first(), second(first=day("2026-11-16"))),
            RuleCode.CHAIN,
            "gap",
        ),
        (
            (first(last=day("2026-10-30")), second(first=day("2026-11-02"))),
            RuleCode.CHAIN,
            "first",
        ),
        (
            (first(), second(practice="ons tor")),
            RuleCode.STEP_NESTING,
            "",
        ),
    ],
    ids=["order", "same-place", "same-employer", "gap", "first-weeks", "slots"],
)
def test_a_chain_that_is_wrong_is_named_by_its_rule(rows, rule, aspect):
    """Order swapped, the same place or employer, a gap, other weeks, slots lost."""
    found = the_violation(world(), *rows)
    assert (found.rule, found.aspect) == (rule, aspect)


def test_placements_that_overlap_are_no_chain():
    """The second begins when the first is over."""
    found = audited(world(), first(last=day("2026-11-13")), second()).violations
    assert [(v.rule, v.aspect) for v in found] == [
        (RuleCode.CHAIN, "first"),
        (RuleCode.CHAIN, "overlap"),
    ]


def test_a_chain_in_two_classes_is_wrong():
    """The class stays the same throughout."""
    world_ = world(sections=[make.section(), make.section("c2")])
    rows = first(), replace(second(), section=SectionId("c2"))
    found = the_violation(world_, *rows)
    assert (found.rule, found.aspect) == (RuleCode.CHAIN, "section")


def test_a_gap_that_is_agreed_is_none_too_long():
    """A week between them where the template says so, and none is fine as well."""
    later = second(first=day("2026-11-16"))
    assert broken(world(gap=1), first(), later) == []
    assert broken(world(gap=1), first(), second()) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"pins": (Pin(P1, PlaceId("q1")),)},
        {"pairs": (Pair(P1, ParticipantId("p2"), PairKind.TOGETHER),)},
    ],
    ids=["pinned", "together"],
)
def test_some_have_one_placement_all_the_same(changes):
    """A pin, and going together, speak of one placement."""
    world_ = world(**changes)
    if "pairs" in changes:
        world_ = replace(
            world_, participants=(*world_.participants, make.participant("p2"))
        )
    assert RuleCode.ONE_PLACEMENT in broken(world_, first(), second())


def test_three_placements_are_too_many():
    """A chain is of two."""
    rows = (
        first(),
        second(last=day("2027-01-08")),
        second("q3", first=day("2027-01-11")),
    )
    assert RuleCode.ONE_PLACEMENT in broken(world(), *rows)


def test_fit_is_the_mean_over_the_weeks_of_both():
    """Twelve weeks in a first wish and fourteen in a second, which is half as good."""
    person = make.participant(sector_wishes=make.wishes("renhold", "helse"))
    scenario = replace(world(), participants=(person,))
    weights = replace(Policy().fit, wish=1000, language=0, travel=0, hire=0)
    policy = Policy(fit=replace(weights, support_language=0, step_up=0))
    report = audited(scenario, first(), second(), policy=policy)
    assert report.values[Tier.FIT] == (12 * 1000 + 14 * 500) // 26
    assert report.metrics["placed"] == 1


@pytest.mark.parametrize(
    ("steps", "ups"),
    [((1, 2), (1, 1)), ((2, 2), (1, 0)), ((None, 1), (0, 1)), ((2, None), (1, 0))],
)
def test_the_second_is_a_step_up_from_the_first(steps, ups):
    """Of two on one step only the first is one up; a place without a step is none."""
    scenario = world()
    places = tuple(
        replace(place, step_level=step, sector="lager")
        for place, step in zip(scenario.places, (*steps, None), strict=True)
    )
    person = make.participant(sector_wishes=make.wishes("renhold"))
    scenario = replace(scenario, participants=(person,), places=places)
    policy = Policy(fit=FitWeights(400, 0, 0, 0, 0, step_up=300))
    report = audited(scenario, first(), second(), policy=policy)
    assert report.values[Tier.FIT] == 300 * (12 * ups[0] + 14 * ups[1]) // 26


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        (
            {"place": PlaceId("q2"), "after": AFTER},
            ["repeat-employer", "runner-up-fit"],
        ),
        (
            {"after": replace(AFTER, place=PlaceId("q1"))},
            ["repeat-employer", "runner-up-fit"],
        ),
        ({"after": replace(AFTER, start_date=day("2026-11-16"))}, ["chain"]),
        ({"place": PlaceId("q1")}, ["one-placement"]),
        ({"fit": 0}, ["runner-up-fit"]),
    ],
)
def test_a_runner_up_of_two_in_a_row_is_read_again(changes, told):
    """Its rules, that it is another one, and its fit over both; all are counted."""
    scenario = world()
    chain = audited(scenario, first("q3"), second())
    true = RunnerUp(
        PlaceId("q3"),
        make.START,
        day("2026-11-06"),
        SectionId("c1"),
        tuple(make.slots("ons tor fre")),
        chain.values[Tier.FIT],
        WhyNot.WORSE,
        (),
        None,
        0,
        AFTER,
    )
    row = replace(first(), level=4, runner_up=replace(true, **changes))
    reading = read(scenario, Policy(), [row, second()], {})
    found = [v for v in reason_violations(reading) if v.aspect.startswith("runner")]
    assert [v.details.get("name") or v.aspect for v in found] == told


def falling_back(nth, at, start, practice="ons tor", **parts):
    """What is wrong when the first placement, 0, or the second, 1, is made up for."""
    scenario = world()
    more = make.place("q4", employer="e3", **parts)
    template = make.template(chain_first_weeks=12, min_practice_slots=2)
    scenario = replace(
        scenario,
        places=(*scenario.places, more),
        employers=(*scenario.employers, make.employer("e3")),
        templates=(template,),
    )
    last = day("2026-11-06") if nth == 0 else day("2027-02-12")
    instead = make.placement(at=at, first=day(start), last=last, practice=practice)
    fallback = Fallback(FallbackRank.B, (EmployerId(("e1", "e2")[nth]),), instead)
    rows = [first(practice="ons tor"), second(practice="ons tor")]
    rows[nth] = replace(rows[nth], fallbacks=(fallback,))
    found = audited(scenario, *rows).violations
    assert {v.rule for v in found} <= {RuleCode.FALLBACK}
    return [v.details.get("rule") or v.aspect for v in found]


def test_a_fallback_of_either_goes_with_the_other():
    """At a third employer, later by the lead time, and over when the other begins."""
    assert falling_back(0, "q4", "2026-09-14") == []
    assert falling_back(1, "q4", "2026-12-07") == []


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ((0, "q2", "2026-09-14"), "repeat-employer"),
        ((1, "q1", "2026-12-07"), "repeat-employer"),
        ((1, "q4", "2026-11-09"), "too-early"),
    ],
)
def test_a_fallback_that_does_not_go_with_the_other_is_told(asked, told):
    """At the employer of the other, or before the lead time is over."""
    assert told in falling_back(*asked)


def test_a_fallback_of_the_first_is_on_no_higher_step_than_the_second():
    """Step 3 before step 2 is a step down; step 2 before it is none."""
    assert falling_back(0, "q4", "2026-09-14", step_level=3) == ["step-level"]
    assert falling_back(0, "q4", "2026-09-14", step_level=2) == []


def test_a_fallback_of_the_first_begins_no_days_that_the_second_loses():
    """A Friday that the second does not have; after the first days may be others."""
    assert falling_back(0, "q4", "2026-09-14", "tor fre") == ["step-nesting"]
    assert falling_back(1, "q4", "2026-12-07", "tor fre") == []


def test_the_same_step_counts_both():
    """Once is once too often where a step may be taken once."""
    scenario = world()
    places = tuple(replace(place, step_level=2) for place in scenario.places)
    scenario = replace(scenario, places=places)
    found = the_violation(scenario, first(), second(), policy=Policy(most_on_step=1))
    assert (found.rule, found.aspect) == (RuleCode.STEP_LEVEL, "too-often")
