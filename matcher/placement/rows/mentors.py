"""Stays that take minutes of a mentor's week, more or less by person and place."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from matcher.domain.language import SKILLS, CefrProfile
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.placement.rows.people import NO_LIMIT, Placed, employer_of, limits_of
from matcher.placement.rows.stays import Stays

Ints = NDArray[np.int64]


def mentor_stays(scenario: Scenario, policy: Policy, placed: Placed) -> Stays:
    """Return the stays where mentors of the place or the employer have limited time.

    Groups are first the places, then the employers.
    """
    limit = limits_of(
        [
            *(p.mentor_minutes_per_week for p in scenario.places),
            *(e.mentor_minutes_per_week for e in scenario.employers),
        ]
    )
    place = placed.columns.place_idx
    group = np.concatenate([place, len(scenario.places) + employer_of(scenario)[place]])
    nth = np.flatnonzero(limit[group] != NO_LIMIT)
    group, nth = group[nth], nth % max(1, len(place))
    stay, columns = placed.at[nth], placed.columns.take(nth)
    minutes = mentor_minutes_of(
        scenario, policy, columns.participant_idx, columns.place_idx
    )
    taken = minutes > 0
    return Stays(
        RuleCode.MENTOR_HOURS,
        group[taken],
        group[taken],
        columns.start_week[taken],
        columns.end_week[taken],
        stay[taken],
        limit[group[taken]],
        minutes[taken],
    )


def mentor_minutes_of(
    scenario: Scenario, policy: Policy, person: Ints, place: Ints
) -> Ints:
    """Return the minutes of each (person, place), as ``mentor_minutes`` defines them."""
    need = policy.mentor_need
    own = [p.mentor_minutes_per_week for p in scenario.participants]
    base = np.array([need.base if n is None else n for n in own], dtype=np.int64)
    levels = _levels(p.level for p in scenario.participants)
    wishes = _levels(p.level_wish for p in scenario.places)
    below = np.zeros(len(person), dtype=np.int64)
    for skill in range(len(SKILLS)):
        below += levels[person, skill] < wishes[place, skill]
    alone = np.ones(len(person), dtype=np.bool_)
    for code in sorted({code for p in scenario.places for code in p.support_languages}):
        speaks = np.array([code in p.languages for p in scenario.participants])
        spoken = np.array([code in p.support_languages for p in scenario.places])
        alone &= ~(speaks[person] & spoken[place])
    minutes: Ints = (
        base[person] + need.skill_below_wish * below + need.no_common_language * alone
    )
    return minutes


def _levels(profiles: Iterable[CefrProfile]) -> Ints:
    rows = [profile.levels for profile in profiles]
    return np.array(rows, dtype=np.int64).reshape(-1, len(SKILLS))
