"""All kinds of stays that have rows, in the order of the rows."""

from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.options import Options
from matcher.placement.rows.agreed import apart_stays, quota_stays
from matcher.placement.rows.alternating import Alternating
from matcher.placement.rows.caseloads import caseload_stays
from matcher.placement.rows.mentors import mentor_stays
from matcher.placement.rows.people import (
    Placed,
    employer_stays,
    hiring_stays,
    place_stays,
    rest_stays,
    seat_stays,
    section_stays,
    start_stays,
    unpaid_stays,
)
from matcher.placement.rows.stays import Stays, once_each


def every_stay(scenario: Scenario, policy: Policy, options: Options) -> list[Stays]:
    """Return the stays of ``options``, kind by kind: as many kinds for all options.

    An option of two placements has stays at both, and one where it is counted as a whole.
    """
    every = options.stays()
    found = _stays_of(scenario, policy, every)
    if every is options:
        return found
    return [once_each(one, options.of_stays(one.column)) for one in found]


def _stays_of(scenario: Scenario, policy: Policy, options: Options) -> list[Stays]:
    """Return the stays of ``options`` as if each had one placement at most."""
    placed = Placed.of(options)
    there = Alternating(scenario, options).weeks_there
    return [
        *seat_stays(scenario, options, placed),
        there(place_stays(scenario, placed)),
        there(employer_stays(scenario, placed)),
        start_stays(scenario, placed),
        section_stays(scenario, options),
        there(mentor_stays(scenario, policy, placed)),
        unpaid_stays(scenario, policy, placed),
        rest_stays(scenario, placed),
        *quota_stays(scenario, options, placed.at),
        *apart_stays(scenario, placed),
        caseload_stays(scenario, options, placed.at),
        hiring_stays(scenario, placed),
    ]
