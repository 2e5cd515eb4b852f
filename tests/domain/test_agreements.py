"""Definitions of what is agreed: mentors' time, unpaid placements, quotas."""

import pytest

from matcher.domain.agreements import Quota
from matcher.domain.ids import EmployerId, QuotaId
from matcher.domain.mentoring import mentor_minutes
from matcher.domain.policy import MentorNeed, Policy
from tests.helpers import builders as make

POLICY = Policy(mentor_need=MentorNeed(100, 10, 1))


def test_everybody_needs_the_usual_time():
    """With a common language and enough Norwegian it is the policy's base."""
    person = make.participant(languages={"ar"})
    place = make.place(support_languages={"ar", "uk"})
    assert mentor_minutes(POLICY, person, place) == 100


def test_a_need_of_ones_own_goes_before_the_usual():
    """Also where it is nothing."""
    place = make.place(support_languages={"ar"})
    for own in (0, 30):
        person = make.participant(languages={"ar"}, mentor_minutes_per_week=own)
        assert mentor_minutes(POLICY, person, place) == own


def test_each_skill_below_the_wish_needs_more():
    """All four below the wish is four times as much, the floor plays no part."""
    person = make.participant(languages={"ar"}, level=make.level("A2"))
    wished = make.place(support_languages={"ar"}, level_wish=make.level("B1"))
    asked = make.place(support_languages={"ar"}, level_floor=make.level("B1"))
    assert mentor_minutes(POLICY, person, wished) == 140
    assert mentor_minutes(POLICY, person, asked) == 100


def test_no_common_language_needs_more():
    """Nobody at the place speaks a language of theirs."""
    person = make.participant(languages={"ar"})
    assert mentor_minutes(POLICY, person, make.place(support_languages={"uk"})) == 101


@pytest.mark.parametrize(
    ("staff", "most"), [(None, None), (0, 0), (1, 1), (4, 1), (9, 1), (10, 2), (14, 2)]
)
def test_staff_behind_unpaid_placements_is_rounded_down_but_one_is_allowed(staff, most):
    """One in five, one at least, and none where nobody works."""
    employer = make.employer(staff=staff)
    assert Policy(staff_per_unpaid=5).most_unpaid(employer) == most


def test_never_more_unpaid_than_staff_whatever_the_share():
    """A share of one to one is the most there can be; less than one is a fault."""
    assert Policy(staff_per_unpaid=1).most_unpaid(make.employer(staff=3)) == 3
    assert Policy(staff_per_unpaid=0).faults() == [
        "staff_per_unpaid: must be at least 1"
    ]


def test_a_quota_without_parts_is_about_everybody():
    """Every person and every place agree with what is not given."""
    quota = Quota(QuotaId("k"), 1)
    assert quota.counts_person(make.participant(), make.template())
    assert quota.counts_place(make.place())
    assert not Quota(QuotaId("k"), 1, employer=EmployerId("e9")).counts_place(
        make.place()
    )
