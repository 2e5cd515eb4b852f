"""Life skills that people in introduction programmes must have, and lack so far."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.calendar.columns import Calendar
from matcher.calendar.sessions import Sessions
from matcher.domain.activities import Activity
from matcher.domain.life_skills import life_skills_asked

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def life_skills_short(calendar: Calendar) -> Ints:
    """Return per participant the minutes that the law's minimum lacks, at least 0."""
    scenario = calendar.scenario
    asked = np.array(life_skills_asked(scenario), dtype=np.int64)
    if not asked.any():
        return asked
    minutes = np.array(
        [[a.minutes_in(s) for s in scenario.grid.slots] for a in scenario.activities],
        dtype=np.int64,
    )
    given = calendar.activity == Activity.LIFE_SKILLS
    had = np.zeros_like(asked)
    np.add.at(
        had,
        calendar.participant_idx[given],
        minutes[calendar.where_idx[given], calendar.slot_idx[given]],
    )
    short: Ints = np.maximum(0, asked - had)
    return short


def is_life_skills(sessions: Sessions) -> Bools:
    """Tell which sessions are life skills."""
    own: Bools = sessions.activity == Activity.LIFE_SKILLS
    return own


def life_skills_pairs(sessions: Sessions) -> Ints:
    """Return the pairs of people's free slots with sessions of life skills."""
    return np.flatnonzero(is_life_skills(sessions)[sessions.session])


def life_skills_metrics(calendar: Calendar) -> Mapping[str, int]:
    """Return the hours of all together that lack, rounded up.

    Nothing where nobody is asked for any.
    """
    if not any(life_skills_asked(calendar.scenario)):
        return {}
    short = int(life_skills_short(calendar).sum())
    return {"life_skills_hours_short": -(-short // 60)}
