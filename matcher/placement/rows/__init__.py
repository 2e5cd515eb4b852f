"""Capacity rows: who would be where at the same time, and how many fit."""

from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.options import Options
from matcher.placement.rows.kinds import every_stay
from matcher.placement.rows.stays import rows_of
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
    stays = every_stay(scenario, policy, options)
    return join_rows([rows_of(one) for one in stays])
