"""What the calendar lacks at least, however its free slots are filled.

The bounds hold *given the placements*. Each is a largest flow of minutes in which slots
and seats may be split and no session is held back because too few come. What only another
placement could change is bounded in :mod:`matcher.calendar.any_placement`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.calendar.columns import Calendar
from matcher.calendar.fair_flow import (
    NO_SESSION,
    Numbered,
    most_minutes,
    most_people,
    share_seats,
)
from matcher.calendar.fill import weekly_parts
from matcher.calendar.hours import (
    Hours,
    in_duty_window,
    self_study_cap,
    summarise_hours,
)
from matcher.calendar.life_skills import (
    life_skills_metrics,
    life_skills_pairs,
    life_skills_short,
)
from matcher.calendar.sessions import Sessions, find_sessions, is_available
from matcher.domain.plan import Placement

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


ROUNDING = 1e-6
"""Less than any share of a person that is not nought."""


def shortage_bounds(
    base: Calendar, placements: Sequence[Placement]
) -> Mapping[str, int]:
    """Return by name of the metric what no way to fill ``base`` goes below.

    ``base`` is the calendar of class, practice and holidays.
    """
    flows = Flows(base, find_sessions(base, placements))
    hours = summarise_hours(base)
    asked = life_skills_metrics(base)
    return {
        **{f"{name}_bound": flows.life_skills() for name in asked},
        "hours_short_legal_bound": flows.legal(hours),
        "hours_short_legal_largest_bound": flows.legal_largest(hours),
        "empty_weeks_bound": flows.empty_weeks(hours),
        "hours_short_full_time_bound": flows.full_time(hours),
    }


@dataclass(frozen=True, slots=True)
class Flows:
    """The free slots of ``base`` and all that could fill them."""

    base: Calendar
    sessions: Sessions

    def life_skills(self) -> int:
        """Return the hours of life skills that the law's minimum lacks, rounded up."""
        short = life_skills_short(self.base)
        return -(-self._lack(life_skills_pairs(self.sessions), short, None) // 60)

    def legal(self, hours: Hours) -> int:
        """Return the hours that the duty lacks in all, rounded up."""
        lack = self._lack(self._duty_pairs(), hours.work_missing, None)
        return -(-lack // 60)

    def legal_largest(self, hours: Hours) -> int:
        """Return the hours that the duty of somebody lacks, rounded up.

        With so many hours left to everybody nobody lacks anything. Fewer would not do:
        what is still lacking is shared by all who want any, and each hour more takes an
        hour from each of them.
        """
        pairs = self._duty_pairs()
        least, lack = 0, 1
        while lack:
            wanted = np.maximum(0, hours.work_missing - 60 * least)
            lack = self._lack(pairs, wanted, None)
            people = int((wanted > 0).sum())
            least += -(-lack // (60 * max(1, people)))
        return least

    def _duty_pairs(self) -> Ints:
        """Return the pairs in which what the duty asks could be given."""
        free, sessions = self.base.free, self.sessions
        inside = in_duty_window(self.base.scenario, free.participant_idx, free.day)
        work = sessions.is_work_oriented
        return np.flatnonzero(inside[sessions.cell] & work[sessions.session])

    def empty_weeks(self, hours: Hours) -> int:
        """Return the weeks that stay empty.

        A week that stays empty lacks no more than it does with nothing filled in: so
        many at least are needed to lack as much as all of them do. That holds of minutes
        and of slots, where each slot that is filled is one slot less.
        """
        weeks = 0
        for week, part in enumerate(weekly_parts(self.base, self.sessions)):
            short = hours.led_short[:, week]
            in_minutes = _fewest(short, self._lack(part.pairs, short, None))
            weeks += max(in_minutes, self._fewest_by_slots(part.pairs, short))
        return weeks

    def _fewest_by_slots(self, pairs: Ints, short: Ints) -> int:
        """Return how many people stay short for lack of slots that can be filled.

        As if somebody with half of the slots they need were half a person helped: the
        largest flow in which the slots of those who need fewest count most. Group by
        group, since what one has left is of no use to another.
        """
        person_of, sessions = self.base.free.participant_idx, self.sessions
        pairs = pairs[short[person_of[sessions.cell[pairs]]] > 0]
        cell, session = sessions.cell[pairs], sessions.session[pairs]
        all_of = Numbered.of(person_of, cell, session)
        network, people = all_of.network, all_of.people
        each = np.zeros(len(short), dtype=np.int64)
        np.maximum.at(each, person_of[cell], sessions.minutes[session])
        lack, each = short[people], each[people]
        needed = -(-lack // each)
        within_reach = needed <= np.bincount(network.person, minlength=len(people))
        rounds = most_people(lack * within_reach, each)
        found = share_seats(network, rounds, sessions.seats[all_of.sessions])
        had = np.bincount(network.person[found != NO_SESSION], minlength=len(people))
        short_of = np.bincount(network.groups(), (needed - had) / needed)
        unreached = int((short > 0).sum()) - len(people)
        return unreached + int(np.ceil(short_of - ROUNDING).sum())

    def full_time(self, hours: Hours) -> int:
        """Return the hours that full programmes lack in all, rounded up."""
        cap = self_study_cap(self.base.scenario)
        able = np.flatnonzero(is_available(self.base))
        week_of = self.base.free.day[able] // 7
        lack = 0
        for week, part in enumerate(weekly_parts(self.base, self.sessions)):
            alone = _Alone(able[week_of == week], cap)
            lack += self._lack(part.pairs, hours.full_time_short[:, week], alone)
        return -(-lack // 60)

    def _lack(self, pairs: Ints, wanted: Ints, alone: "_Alone | None") -> int:
        """Return the minutes that people lack whatever fills their slots."""
        person_of, sessions = self.base.free.participant_idx, self.sessions
        cell, session = sessions.cell[pairs], sessions.session[pairs]
        worth = sessions.minutes[session]
        room = sessions.seats * sessions.minutes
        if alone is not None:
            cell = np.concatenate([cell, alone.cells])
            session = np.concatenate([session, len(room) + person_of[alone.cells]])
            worth = np.concatenate([worth, self._minutes(alone.cells)])
            room = np.concatenate([room, alone.cap])
        useful = wanted[person_of[cell]] > 0
        all_of = Numbered.of(person_of, cell[useful], session[useful])
        # One session fills a slot, however many would fit into it.
        longest = np.zeros(len(all_of.cells), dtype=np.int64)
        np.maximum.at(longest, all_of.network.slot, worth[useful])
        most = most_minutes(
            all_of.network,
            wanted[all_of.people],
            longest,
            worth[useful],
            room[all_of.sessions],
        )
        return int(wanted.sum()) - most

    def _minutes(self, cells: Ints) -> Ints:
        slots = self.base.scenario.grid.slots
        whole = np.array([slot.minutes for slot in slots], dtype=np.int64)
        minutes: Ints = whole[self.base.free.slot_idx[cells]]
        return minutes


def _fewest(lacks: Ints, total: int) -> int:
    """Return how many of ``lacks`` at least it takes to add up to ``total``."""
    largest_first = np.sort(lacks)[::-1].cumsum()
    return int(np.searchsorted(largest_first, total)) + 1 if total > 0 else 0


@dataclass(frozen=True, slots=True)
class _Alone:
    """Free slots in which people could study by themselves, and each one's cap."""

    cells: Ints
    cap: Ints
