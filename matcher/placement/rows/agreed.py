"""Stays that agreements speak of: quotas, and pairs of people kept apart."""

import numpy as np
from numpy.typing import NDArray

from matcher.domain.agreements import Counted, PairKind, Quota
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.options import Options
from matcher.placement.rows.people import Placed
from matcher.placement.rows.stays import Stays

Ints = NDArray[np.int64]


def quota_stays(scenario: Scenario, options: Options, placed: Ints) -> list[Stays]:
    """Return the stays that each quota counts.

    A quota for the whole plan counts them all as if at once.
    """
    found = []
    for number, quota in enumerate(scenario.quotas):
        here = counted_by(quota, scenario, options, placed)
        columns = options.columns.take(here)
        start, end = _counted_weeks(quota, columns.start_week, columns.end_week)
        owner = np.full(len(here), number, dtype=np.int64)
        most = np.full(len(here), quota.most, dtype=np.int64)
        found.append(Stays(RuleCode.QUOTA, owner, owner, start, end, here, most))
    return found


def counted_by(
    quota: Quota, scenario: Scenario, options: Options, placed: Ints
) -> Ints:
    """Return those of the options ``placed`` that ``quota`` counts."""
    templates = scenario.templates_by_id()
    people = [
        quota.counts_person(p, templates[p.template]) for p in scenario.participants
    ]
    places = [quota.counts_place(p) for p in scenario.places]
    columns = options.columns
    return placed[
        np.array(people, dtype=np.bool_)[columns.participant_idx[placed]]
        & np.array(places, dtype=np.bool_)[columns.place_idx[placed]]
    ]


def _counted_weeks(quota: Quota, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    if quota.counted is Counted.AT_ONCE:
        return start, end
    return np.zeros_like(start), np.ones_like(end)


def apart_stays(scenario: Scenario, placed: Placed) -> list[Stays]:
    """Return the stays of each pair kept apart, place by place: one at a time."""
    number = {p.id: i for i, p in enumerate(scenario.participants)}
    columns, found = placed.columns, []
    for nth, pair in enumerate(scenario.pairs):
        if pair.kind is PairKind.APART:
            both = [number[pair.participant], number[pair.other]]
            here = np.flatnonzero(np.isin(columns.participant_idx, both))
            found.append(
                Stays(
                    RuleCode.APART,
                    columns.place_idx[here],
                    np.full(len(here), nth, dtype=np.int64),
                    columns.start_week[here],
                    columns.end_week[here],
                    placed.at[here],
                    np.ones(len(here), dtype=np.int64),
                )
            )
    return found
