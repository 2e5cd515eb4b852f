"""Mentors, staff, rest, quotas and pairs, read by date."""

from dataclasses import replace

import pytest

from matcher.domain.agreements import Counted, Pair, Quota
from matcher.domain.decisions import RunningPlacement
from matcher.domain.ids import (
    LanguageCode,
    ParticipantId,
    PlaceId,
    QuotaId,
    SectorCode,
)
from matcher.domain.policy import Policy
from matcher.domain.programme import ProgrammeType
from matcher.domain.rules import RuleCode
from tests.audit.judging import audited, broken, day, the_violation
from tests.helpers import builders as make

P1, P2 = ParticipantId("p1"), ParticipantId("p2")
TWO = [make.participant("p1"), make.participant("p2")]
BOTH = (make.placement("p1", "q1"), make.placement("p2", "q2"))
"""Two people at two places of one employer, all the time."""
AT_ONE_PLACE = (make.placement("p1", "q1"), make.placement("p2", "q1"))
AFTER_EACH_OTHER = (
    make.placement("p1", "q1", last=day("2026-10-09")),
    make.placement("p2", "q1", first=day("2026-11-09")),
)
"""Four weeks lie between the two."""


def world(people=TWO, of_employer=None, of_template=None, at_once=2, **changes):
    """Two people; two places of one employer, each with room for both."""
    places = [
        make.place(id, seats_each_slot=2, people_at_once=at_once) for id in ("q1", "q2")
    ]
    return make.scenario(
        people,
        places,
        employers=[make.employer(**of_employer or {})],
        templates=[make.template(**of_template or {})],
        **changes,
    )


def with_mentors(minutes, **changes):
    """The first place has mentors with so many minutes a week."""
    scenario = world(**changes)
    first, second = scenario.places
    with_limit = replace(first, mentor_minutes_per_week=minutes)
    return replace(scenario, places=(with_limit, second))


def test_mentor_hours_neutral():
    """Where no hours are given, mentors have all that is needed."""
    assert broken(world(), *AT_ONE_PLACE) == []


def test_mentor_hours_forced_wrong():
    """Two who need three hours each are too much for five."""
    found = the_violation(with_mentors(300), *AT_ONE_PLACE)
    assert (found.rule, found.aspect) == (RuleCode.MENTOR_HOURS, "place")
    assert (found.place, found.found, found.allowed) == ("q1", 360, 300)
    assert (found.first, found.last) == (make.START, day("2027-02-12"))


def test_mentor_hours_forced_right():
    """Exactly as much as there is is enough."""
    assert broken(with_mentors(360), *AT_ONE_PLACE) == []


def test_mentors_of_an_employer_serve_all_its_places():
    """What is needed at different places adds up for the employer's mentors."""
    scenario = world(of_employer={"mentor_minutes_per_week": 300})
    found = the_violation(scenario, *BOTH)
    assert (found.rule, found.aspect) == (RuleCode.MENTOR_HOURS, "employer")
    assert (found.place, found.employer, found.found) == (None, "e1", 360)


def test_who_needs_less_leaves_room():
    """A person's own need takes the place of the usual one."""
    people = [replace(p, mentor_minutes_per_week=90) for p in TWO]
    assert broken(with_mentors(300, people=people), *AT_ONE_PLACE) == []


def test_who_needs_no_mentor_is_not_counted():
    """Beside a running placement that needs too much, a person without need is fine."""
    speaks = frozenset({LanguageCode("ar")})
    own = [replace(TWO[0], mentor_minutes_per_week=200), TWO[1]]
    own[1] = replace(own[1], mentor_minutes_per_week=0, languages=speaks)
    scenario = with_mentors(100, people=own, running=(running("p1"),))
    speaking = replace(scenario.places[0], support_languages=speaks)
    scenario = replace(scenario, places=(speaking, scenario.places[1]))
    report = audited(scenario, *AT_ONE_PLACE)
    assert report.violations == ()
    assert [w.participants for w in report.warnings] == [("p1",)]


def test_unpaid_staff_neutral():
    """Where the staff is not known there is no limit."""
    assert broken(world(), *BOTH) == []


def test_unpaid_staff_forced_wrong():
    """Nine in paid work stand behind one unpaid placement, not two."""
    found = the_violation(world(of_employer={"staff": 9}), *BOTH)
    assert (found.rule, found.employer) == (RuleCode.UNPAID_STAFF, "e1")
    assert (found.found, found.allowed) == (2, 1)


def test_unpaid_staff_forced_right():
    """Ten in paid work stand behind two."""
    assert broken(world(of_employer={"staff": 10}), *BOTH) == []


def test_paid_placements_are_not_counted():
    """Apprentices get wages."""
    scenario = world(of_employer={"staff": 1}, of_template={"paid": True})
    assert broken(scenario, *BOTH) == []


def test_the_policy_says_how_many_stand_behind_one():
    """With three behind each, six are enough for two."""
    policy = Policy(staff_per_unpaid=3)
    assert broken(world(of_employer={"staff": 6}), *BOTH, policy=policy) == []


def test_employer_rest_neutral():
    """Without a rest the next may come at once."""
    one, other = AFTER_EACH_OTHER
    assert broken(world(at_once=1), one, replace(other, **starting("2026-10-12"))) == []


def test_employer_rest_forced_wrong():
    """Four weeks are less than the five agreed: the last of them is a week too early."""
    scenario = world(of_employer={"rest_weeks": 5}, at_once=1)
    found = the_violation(scenario, *AFTER_EACH_OTHER)
    assert (found.rule, found.place) == (RuleCode.EMPLOYER_REST, "q1")
    assert found.participants == ("p1", "p2")
    assert (found.found, found.allowed) == (2, 1)
    assert (found.first, found.last) == (day("2026-11-09"), day("2026-11-13"))


def test_employer_rest_forced_right():
    """Four weeks of rest fit between the two."""
    scenario = world(of_employer={"rest_weeks": 4}, at_once=1)
    assert broken(scenario, *AFTER_EACH_OTHER) == []


def test_a_place_that_is_not_full_needs_no_rest():
    """Where two may be at once, one may follow the other."""
    scenario = world(of_employer={"rest_weeks": 5}, at_once=2)
    assert broken(scenario, *AFTER_EACH_OTHER) == []


def test_too_many_at_once_are_not_told_as_a_lack_of_rest():
    """Days on which too many are there break the other rule alone, those after this."""
    scenario = world(of_employer={"rest_weeks": 2}, at_once=1)
    one = make.placement("p1", "q1", last=day("2026-11-13"))
    found = audited(scenario, one, AFTER_EACH_OTHER[1]).violations
    assert [(v.rule, str(v.first)) for v in found] == [
        (RuleCode.PEOPLE_AT_ONCE, "2026-11-09"),
        (RuleCode.EMPLOYER_REST, "2026-11-14"),
    ]


def starting(first: str):
    start = day(first)
    return {"start_date": start, "steps": (make.step(start, "ons tor fre"),)}


def quota(most, **parts):
    return Quota(QuotaId("k1"), most, **parts)


def test_quota_neutral():
    """A quota about others is none of theirs."""
    for other in (
        {"sector": SectorCode("transport")},
        {"programme": ProgrammeType.KVP},
        {"home_municipality": "4001"},
        {"place_municipality": "4001"},
        {"employer": "e9"},
        {"template": "other"},
    ):
        assert broken(world(quotas=(quota(0, **other),)), *BOTH) == []


def test_quota_forced_wrong():
    """All parts agree, and there are two where one may be."""
    limit = quota(
        1,
        programme=ProgrammeType.INTRO,
        template=make.TEMPLATE,
        home_municipality=make.MUNICIPALITY,
        employer=make.EMPLOYER,
        sector=make.SECTOR,
        place_municipality=make.MUNICIPALITY,
    )
    found = the_violation(world(quotas=(limit,)), *BOTH)
    assert (found.rule, found.aspect) == (RuleCode.QUOTA, "at-once")
    assert (found.found, found.allowed, found.details) == (2, 1, {"quota": "k1"})


def test_quota_forced_right():
    """As many as the quota says are fine."""
    assert broken(world(quotas=(quota(2),)), *BOTH) == []


@pytest.mark.parametrize(
    ("counted", "rules"), [(Counted.AT_ONCE, []), (Counted.PERIOD, [RuleCode.QUOTA])]
)
def test_one_after_another_are_two_in_the_period(counted, rules):
    """They are never there at once, but both are in the plan."""
    scenario = world(quotas=(quota(1, counted=counted),))
    assert broken(scenario, *AFTER_EACH_OTHER) == rules


def test_apart_neutral():
    """People of no pair may be at the same place."""
    assert broken(world(), *AT_ONE_PLACE) == []


def test_apart_forced_wrong():
    """The two are at the same place, if only for a week."""
    scenario = world(pairs=(Pair(P1, P2),))
    one = make.placement("p1", "q1", last=day("2026-11-13"))
    found = the_violation(scenario, one, AFTER_EACH_OTHER[1])
    assert (found.rule, found.place) == (RuleCode.APART, "q1")
    assert found.participants == ("p1", "p2")
    assert (found.first, found.last) == (day("2026-11-09"), day("2026-11-13"))


@pytest.mark.parametrize("placements", [BOTH, AFTER_EACH_OTHER])
def test_apart_forced_right(placements):
    """Another place, or another time, is apart."""
    assert broken(world(pairs=(Pair(P2, P1),)), *placements) == []


HALF = {"hire_share_percent": 50, "jobs": 1}


def test_hiring_neutral():
    """A promise without a number of jobs limits nothing."""
    scenario = world(of_employer={"hire_share_percent": 100})
    assert broken(scenario, *BOTH) == []


def test_hiring_forced_wrong():
    """One job is too few for two who are both to be hired, wherever they are."""
    scenario = world(of_employer={"hire_share_percent": 51, "jobs": 1})
    found = the_violation(scenario, *AFTER_EACH_OTHER)
    assert (found.rule, found.employer) == (RuleCode.HIRING, "e1")
    assert (found.found, found.allowed) == (2, 1)
    assert found.details == {"hires": "2", "jobs": "1"}


def test_hiring_forced_right():
    """For half of two one job is enough."""
    assert broken(world(of_employer=HALF), *BOTH) == []


def running(person):
    return RunningPlacement(
        ParticipantId(person),
        PlaceId("q1"),
        make.START,
        day("2027-02-12"),
        make.slots("ons tor fre"),
    )


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"of_employer": {"mentor_minutes_per_week": 100}}, RuleCode.MENTOR_HOURS),
        ({"of_employer": {"staff": 5}}, RuleCode.UNPAID_STAFF),
        ({"quotas": (quota(1),)}, RuleCode.QUOTA),
        ({"quotas": (quota(1, counted=Counted.PERIOD),)}, RuleCode.QUOTA),
        ({"pairs": (Pair(P1, P2),)}, RuleCode.APART),
        ({"of_employer": {"hire_share_percent": 60, "jobs": 1}}, RuleCode.HIRING),
    ],
)
@pytest.mark.parametrize("all_running", [True, False])
def test_what_running_placements_alone_exceed_is_a_warning(changes, rule, all_running):
    """Two running placements may be too much; a new one beside a running may not."""
    kept = (running("p1"), running("p2")) if all_running else (running("p1"),)
    report = audited(world(running=kept, **changes), *AT_ONE_PLACE)
    told = report.warnings if all_running else report.violations
    assert {v.rule for v in told} == {rule}
    assert not (report.violations if all_running else report.warnings)
