"""Promises to hire, in whole people and without a rounding error."""

from fractions import Fraction
from math import ceil

import pytest

from matcher.domain.metrics import promised_hires
from tests.helpers import builders as make


def test_seventy_per_cent_of_nine_are_seven():
    """6.3 people are 7; of 10 exactly 7."""
    employer = make.employer(hire_share_percent=70)
    assert [employer.promised_hires(n) for n in (0, 1, 9, 10)] == [0, 1, 7, 7]


@pytest.mark.parametrize("share", range(1, 101))
def test_the_most_people_are_those_there_are_jobs_for(share):
    """One more would be promised more jobs than there are."""
    for jobs in range(12):
        most = make.employer(hire_share_percent=share, jobs=jobs).most_with_jobs
        assert most is not None
        assert ceil(Fraction(most * share, 100)) <= jobs
        assert ceil(Fraction((most + 1) * share, 100)) > jobs


@pytest.mark.parametrize("parts", [{}, {"jobs": 0}, {"hire_share_percent": 70}])
def test_without_a_promise_or_a_number_of_jobs_there_is_no_limit(parts):
    """Both must be known."""
    assert make.employer(**parts).most_with_jobs is None


def test_each_employer_rounds_up_by_itself():
    """Two at one employer and one at another: two and one, not two of three."""
    employers = [make.employer(id, hire_share_percent=60) for id in ("e1", "e2")]
    places = [
        make.place("q1", seats_each_slot=2, people_at_once=2),
        make.place("q2", employer=employers[1].id),
    ]
    people = [make.participant(id) for id in ("p1", "p2", "p3")]
    scenario = make.scenario(people, places, employers=employers)
    rows = [
        make.placement(p.id, q) for p, q in zip(people, ("q1", "q1", "q2"), strict=True)
    ]
    assert promised_hires(scenario, rows) == 2 + 1
