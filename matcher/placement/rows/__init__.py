"""Capacity rows: who would be where at the same time, and how many fit."""

import numpy as np

from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.options import NO_PLACE, Options
from matcher.placement.rows.agreed import apart_stays, quota_stays
from matcher.placement.rows.mentors import mentor_stays
from matcher.placement.rows.people import (
    employer_stays,
    hiring_stays,
    place_stays,
    rest_stays,
    seat_stays,
    section_stays,
    start_stays,
    unpaid_stays,
)
from matcher.placement.rows.stays import once_each, rows_of
from matcher.placement.rows.table import (
    ROW_RULES,
    Rows,
    as_few_as_can_be,
    join_rows,
)

__all__ = ["ROW_RULES", "Rows", "capacity_rows", "every_row"]


def capacity_rows(scenario: Scenario, policy: Policy, options: Options) -> Rows:
    """Return every capacity row over people's options alone that can bind.

    One per limit and largest set of stays at the same time, made as few as can be:

    * a seat row goes where the people at once of its place are no more than the seats;
    * an employer's row goes where the employer has one place and it is no tighter;
    * a row whose people cannot weigh more than its capacity goes; of rows with the same
      columns and weights the tightest stays.

    Running placements and given classes are facts: a capacity they exceed is raised to
    what they use, so that nobody new can be added and nobody is thrown out.
    """
    rows = every_row(scenario, policy, options)
    return as_few_as_can_be(rows, options.columns.participant_idx)


def every_row(scenario: Scenario, policy: Policy, options: Options) -> Rows:
    """Return every capacity row, also those that these people alone cannot fill."""
    every, of_option = options.stays()
    placed = np.flatnonzero(every.columns.place_idx != NO_PLACE)
    stays = [
        *seat_stays(scenario, every, placed),
        place_stays(scenario, every, placed),
        employer_stays(scenario, every, placed),
        start_stays(scenario, every, placed),
        section_stays(scenario, options),
        mentor_stays(scenario, policy, every, placed),
        unpaid_stays(scenario, policy, every, placed),
        rest_stays(scenario, every, placed),
        *quota_stays(scenario, every, placed),
        *apart_stays(scenario, every, placed),
        hiring_stays(scenario, every, placed),
    ]
    return join_rows([rows_of(once_each(one, of_option)) for one in stays])
