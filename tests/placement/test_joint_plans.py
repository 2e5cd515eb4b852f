"""Plans that only hang together: the search opens places, and keeps pairs together."""

from dataclasses import replace

import pytest

from matcher.audit import audit_plan
from matcher.domain.agreements import Counted, MissedQuota, Pair, PairKind, Quota
from matcher.domain.ids import EmployerId, ParticipantId, QuotaId, SectorCode
from matcher.domain.plan import Status
from matcher.domain.policy import Policy, Tier
from matcher.domain.rules import RuleCode
from matcher.io.plan_json import plan_from_json, plan_to_json
from matcher.planning import plan
from tests.helpers import builders as make

IDS = ("p1", "p2", "p3")
PEOPLE = [make.participant(id, sector_wishes=make.wishes("helse")) for id in IDS]
"""All of them wish for health care."""


def place(id, room, **changes):
    employer = EmployerId(f"e-{id}")
    return make.place(
        id, employer=employer, seats_each_slot=room, people_at_once=room, **changes
    )


def where(scenario):
    """Who is at which place in the best plan, which is proved and sound."""
    made = plan(scenario, Policy(), workers=1).plan
    assert made.status is Status.OPTIMAL
    assert audit_plan(scenario, Policy(), made).violations == ()
    found = {one.participant: one.place for one in made.placements}
    tiers = {tier.name: tier.value for tier in made.tiers}
    return [found.get(ParticipantId(id)) for id in IDS], tiers


def test_a_place_opens_for_as_many_as_it_asks():
    """The wished place opens for three, and all of them are there."""
    wished = place("q1", 3, sector="helse", opens_with=3)
    scenario = make.scenario(PEOPLE, [wished, place("q2", 3)])
    assert where(scenario)[0] == ["q1", "q1", "q1"]


def test_a_place_stays_closed_where_too_few_fit():
    """It opens for three and has room for two: everybody goes elsewhere."""
    wished = place("q1", 2, sector="helse", opens_with=3)
    template = make.template(lengths_weeks=(26,))
    scenario = make.scenario(PEOPLE, [wished, place("q2", 3)], templates=[template])
    assert where(scenario)[0] == ["q2", "q2", "q2"]


def test_a_pair_takes_the_place_that_holds_both():
    """The wished place holds one: the third has it, and the pair goes together."""
    places = [place("q1", 1, sector="helse"), place("q2", 2)]
    together = Pair(ParticipantId("p2"), ParticipantId("p1"), PairKind.TOGETHER)
    template = make.template(lengths_weeks=(26,))
    scenario = make.scenario(PEOPLE, places, pairs=(together,), templates=[template])
    assert where(scenario)[0] == ["q2", "q2", "q1"]


@pytest.mark.parametrize(("least", "repair"), [(1, 0), (2, 0), (4, -1)])
def test_a_lower_quota_goes_before_wishes(least, repair):
    """As many as it asks for are where nobody wishes to be, and no more."""
    quota = Quota(
        QuotaId("k"), 9, Counted.PERIOD, sector=SectorCode("renhold"), least=least
    )
    places = [place("q1", 3, sector="helse"), place("q2", 3, sector="renhold")]
    found, tiers = where(make.scenario(PEOPLE, places, quotas=(quota,)))
    assert found.count("q2") == min(least, 3)
    assert tiers[Tier.REPAIR] == repair


def test_no_more_people_than_there_are_jobs_for():
    """Half of three is two jobs, and there is one: two at most are there."""
    employer = make.employer("e-q1", hire_share_percent=50, jobs=1)
    places = [place("q1", 3, sector="helse"), place("q2", 3)]
    scenario = make.scenario(
        PEOPLE, places, employers=[employer, make.employer("e-q2")]
    )
    assert where(scenario)[0].count("q1") == 2


def test_a_missed_quota_is_stated_and_read_again():
    """How many it has and how many could come; a false figure does not pass the audit."""
    lower = Quota(QuotaId("k"), 9, Counted.PERIOD, least=3, sector=SectorCode("helse"))
    scenario = make.scenario(
        PEOPLE, [place("q1", 1, sector="helse"), place("q2", 3)], quotas=(lower,)
    )
    made = plan(scenario, Policy(), workers=1).plan
    assert made.missed_quotas == (MissedQuota(QuotaId("k"), 3, 1, 3),)
    assert plan_from_json(plan_to_json(made)) == made
    false = replace(made, missed_quotas=(MissedQuota(QuotaId("k"), 3, 2, 3),))
    [violation] = audit_plan(scenario, Policy(), false).violations
    assert (violation.rule, violation.aspect) == (RuleCode.STATED_VALUE, "quota")
