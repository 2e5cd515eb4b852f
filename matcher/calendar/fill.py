"""Fills the free slots of everybody's calendar with what there is to fill them with.

In this order, each as far as the seats go: life skills that the law asks for; what the
duty of work-oriented content still lacks; weeks with too few led hours; the full
programme. Those who lack most go first, but for led hours, where as many as can be get
enough; seats then change hands where that helps more of them. Then self-study, up to its cap. Seats are shared exactly within one such step.
Which courses are held, and what an earlier step leaves to a later one, is decided by rules
of thumb: the bounds of :mod:`matcher.calendar.shortages` say what that can have cost.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.calendar.columns import NOWHERE, Calendar
from matcher.calendar.courses import hold_courses
from matcher.calendar.exchange import exchange_seats
from matcher.calendar.fair_flow import (
    NO_SESSION,
    Numbered,
    fairest,
    most_people,
    share_seats,
)
from matcher.calendar.hours import (
    Hours,
    in_duty_window,
    self_study_cap,
    summarise_hours,
)
from matcher.calendar.life_skills import (
    is_life_skills,
    life_skills_pairs,
    life_skills_short,
)
from matcher.calendar.sessions import Sessions, find_sessions, is_available
from matcher.domain.activities import Activity
from matcher.domain.plan import Placement

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

Rounds = Callable[[Ints, Ints], Iterator[Ints]]

ATTEMPTS = 3
"""Times that all is filled, each without the sessions that too few came to before."""


def fill_calendar(calendar: Calendar, placements: Sequence[Placement]) -> Calendar:
    """Return ``calendar`` with its free slots filled as far as they can be.

    Nothing that stands in it changes.
    """
    sessions = find_sessions(calendar, placements)
    hours = summarise_hours(calendar)
    least = _opens_with(calendar, sessions)
    held = np.ones(len(sessions.seats), dtype=np.bool_)
    for _ in range(ATTEMPTS):
        chosen = _filled(calendar, sessions, held, hours)
        came = np.bincount(chosen[chosen != NO_SESSION], minlength=len(held))
        too_few = (came > 0) & (came < least)
        if not too_few.any():
            break
        held = held & ~too_few
    lonely = np.append(too_few, False)[chosen]
    chosen = np.where(lonely, NO_SESSION, chosen)
    return _with_self_study(_with_sessions(calendar, sessions, chosen))


def _opens_with(calendar: Calendar, sessions: Sessions) -> Ints:
    """Return the fewest people each session is held for."""
    least = np.ones(len(sessions.seats), dtype=np.int64)
    offered = sessions.activity != Activity.PRACTICE
    own = np.array([a.opens_with for a in calendar.scenario.activities], np.int64)
    least[offered] = own[sessions.where_idx[offered]]
    return least


def _filled(calendar: Calendar, sessions: Sessions, held: Bools, hours: Hours) -> Ints:
    """Return the session of each free slot, ``NO_SESSION`` for none."""
    whole = sessions.is_whole(calendar.scenario)
    in_courses = hold_courses(calendar, sessions, whole & held, hours)
    filling = _Filling(
        calendar,
        sessions,
        is_available(calendar),
        np.where(held & ~whole, sessions.seats, 0),
        in_courses,
    )
    mandatory = life_skills_pairs(sessions)
    filling.share(
        life_skills_short(calendar),
        Part(np.unique(sessions.cell[mandatory]), mandatory),
        is_life_skills(sessions),
        fairest,
    )
    filling.share(
        hours.work_missing,
        _duty_part(calendar, sessions),
        sessions.is_work_oriented,
        fairest,
    )
    everything = np.ones(len(sessions.seats), dtype=np.bool_)
    weeks = list(weekly_parts(calendar, sessions))
    for week, part in enumerate(weeks):
        filling.share(hours.led_short[:, week], part, everything, most_people)
    filling.exchange(hours, held & ~whole & ~is_life_skills(sessions))
    for week, part in enumerate(weeks):
        filling.share(hours.full_time_short[:, week], part, everything, fairest)
    return filling.chosen


@dataclass(frozen=True, slots=True)
class Part:
    """Free slots that are filled together, and the pairs to fill them by.

    Attributes
    ----------
    cells
        Positions in ``calendar.free``.
    pairs
        Positions in :attr:`Sessions.cell`.
    """

    cells: Ints
    pairs: Ints


def _duty_part(calendar: Calendar, sessions: Sessions) -> Part:
    """Return the slots in which work-oriented content is asked of people."""
    free = calendar.free
    inside = in_duty_window(calendar.scenario, free.participant_idx, free.day)
    useful = inside[sessions.cell] & sessions.is_work_oriented[sessions.session]
    return Part(np.flatnonzero(inside), np.flatnonzero(useful))


def weekly_parts(calendar: Calendar, sessions: Sessions) -> Iterator[Part]:
    """Yield the slots of each week of the calendar."""
    week = calendar.free.day // 7
    weeks = np.arange(calendar.scenario.horizon.calendar_weeks)
    cells = np.argsort(week, kind="stable")
    pairs = np.argsort(week[sessions.cell], kind="stable")
    cut = np.searchsorted(week[cells], weeks[1:])
    pair_cut = np.searchsorted(week[sessions.cell[pairs]], weeks[1:])
    for some, of_them in zip(
        np.split(cells, cut), np.split(pairs, pair_cut), strict=True
    ):
        yield Part(some, of_them)


@dataclass(slots=True)
class _Filling:
    """The free slots while they are being filled.

    Attributes
    ----------
    able
        Per free slot whether the person is available.
    left
        Seats of each session that may still be used.
    chosen
        Per free slot its session, ``NO_SESSION`` for none so far.
    """

    calendar: Calendar
    sessions: Sessions
    able: Bools
    left: Ints
    chosen: Ints

    def share(self, short: Ints, part: Part, counts: Bools, rounds: Rounds) -> None:
        """Share seats until nobody lacks minutes in ``part``, or no seat helps.

        Long sessions go first: a slot that is filled is filled for good.

        Parameters
        ----------
        short
            Minutes that each participant lacks in ``calendar``.
        counts
            Sessions whose minutes count.
        """
        minutes = self.sessions.minutes[self.sessions.session[part.pairs]]
        for least in np.unique(minutes[minutes > 0])[::-1]:
            long = Part(part.cells, part.pairs[minutes >= least])
            while self._round(long, self._lack(short, part, counts), rounds):
                pass

    def exchange(self, hours: Hours, movable: Bools) -> None:
        """Let seats of sessions that are ``movable`` change hands."""
        before = self._taken()
        exchange_seats(self.calendar, self.sessions, hours, self.chosen, movable)
        self.left += before - self._taken()

    def _taken(self) -> Ints:
        done = self.chosen[self.chosen != NO_SESSION]
        return np.bincount(done, minlength=len(self.left)).astype(np.int64)

    def _lack(self, short: Ints, part: Part, counts: Bools) -> Ints:
        """Return the minutes that each participant lacks by now."""
        chosen = self.chosen[part.cells]
        done = part.cells[chosen != NO_SESSION]
        session = self.chosen[done]
        minutes = self.sessions.minutes[session] * counts[session]
        lack = short.copy()
        np.subtract.at(lack, self.calendar.free.participant_idx[done], minutes)
        return np.maximum(0, lack)

    def _round(self, part: Part, lack: Ints, rounds: Rounds) -> bool:
        """Fill slots of those who lack minutes; tell whether any was filled."""
        sessions, person = self.sessions, self.calendar.free.participant_idx
        cell, session = sessions.cell[part.pairs], sessions.session[part.pairs]
        wanted = (
            (self.left[session] > 0)
            & (self.chosen[cell] == NO_SESSION)
            & (lack[person[cell]] > 0)
        )
        if not wanted.any():
            return False
        all_of = Numbered.of(person, cell[wanted], session[wanted])
        each = np.zeros(len(lack), dtype=np.int64)
        np.maximum.at(each, person[cell[wanted]], sessions.minutes[session[wanted]])
        # What nothing can fill, since the person is not available, is no reason to go
        # first.
        is_open = self.able[part.cells] & (self.chosen[part.cells] == NO_SESSION)
        open_slots = np.bincount(person[part.cells[is_open]], minlength=len(lack))
        could = np.minimum(lack, open_slots * each)[all_of.people]
        found = share_seats(
            all_of.network,
            rounds(could, each[all_of.people]),
            self.left[all_of.sessions],
        )
        filled = found != NO_SESSION
        used = all_of.sessions[found[filled]]
        self.chosen[all_of.cells[filled]] = used
        np.subtract.at(self.left, used, 1)
        return bool(filled.any())


def _with_sessions(calendar: Calendar, sessions: Sessions, chosen: Ints) -> Calendar:
    filled = np.flatnonzero(chosen != NO_SESSION)
    session = chosen[filled]
    return _with_entries(
        calendar, filled, sessions.activity[session], sessions.where_idx[session]
    )


def _with_self_study(calendar: Calendar) -> Calendar:
    """Return ``calendar`` with slots of self-study where a week is not full.

    The longest slots that the cap of the programme holds, the last of the week first.
    """
    free = calendar.free
    short = summarise_hours(calendar).full_time_short
    usable = np.flatnonzero(is_available(calendar))
    person, week = free.participant_idx[usable], free.day[usable] // 7
    usable = usable[short[person, week] > 0][::-1]
    person, week = free.participant_idx[usable], free.day[usable] // 7
    slots = calendar.scenario.grid.slots
    minutes = np.array([slot.minutes for slot in slots])[free.slot_idx[usable]]
    cap, alone = self_study_cap(calendar.scenario), np.zeros_like(short)
    chosen = [usable[:0]]
    for one in _in_turn(person * np.int64(short.shape[1]) + week, minutes):
        whose, when = person[one], week[one]
        done = alone[whose, when]
        fits = (done < short[whose, when]) & (done + minutes[one] <= cap[whose])
        alone[whose[fits], when[fits]] += minutes[one][fits]
        chosen.append(usable[one[fits]])
    cells = np.sort(np.concatenate(chosen))
    nowhere = np.full(len(cells), NOWHERE, dtype=np.int64)
    alike = np.full(len(cells), int(Activity.SELF_STUDY))
    return _with_entries(calendar, cells, alike, nowhere)


def _in_turn(group: Ints, minutes: Ints) -> Iterator[Ints]:
    """Yield the longest of each group, then the second longest, and so on."""
    order = np.lexsort((-minutes, group))
    turn = np.empty_like(order)
    turn[order] = np.arange(len(order)) - np.searchsorted(group[order], group[order])
    for nth in range(int(turn.max(initial=-1)) + 1):
        yield np.flatnonzero(turn == nth)


def _with_entries(
    calendar: Calendar, cells: Ints, activity: Ints, where: Ints
) -> Calendar:
    """Return ``calendar`` with entries in some of its free slots."""
    free = calendar.free
    person = np.concatenate([calendar.participant_idx, free.participant_idx[cells]])
    day = np.concatenate([calendar.day, free.day[cells]])
    slot = np.concatenate([calendar.slot_idx, free.slot_idx[cells]])
    order = np.lexsort((slot, day, person))
    left = np.ones(len(free), dtype=np.bool_)
    left[cells] = False
    return Calendar(
        calendar.scenario,
        person[order],
        day[order],
        slot[order],
        np.concatenate([calendar.activity, activity.astype(np.int8)])[order],
        np.concatenate([calendar.where_idx, where.astype(np.int32)])[order],
        free.take(left),
    )
