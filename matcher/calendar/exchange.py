"""Seats that change hands so that fewer weeks are nearly empty.

The duty goes first and takes seats where it may: somebody can then have five sessions of a
week in which two would do, and others have none. Here such a seat goes to somebody whose
week lacks it, directly or through others who go to another session instead. The duty of all
together lacks no more by it, nobody's more than the largest does, and no week that was
enough becomes empty. A rule of thumb: it finds many such exchanges, not all.
"""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.calendar.columns import Calendar
from matcher.calendar.fair_flow import NO_SESSION
from matcher.calendar.hours import Hours, in_duty_window
from matcher.calendar.sessions import Sessions

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

Step = tuple[int, int]
"""A free slot, and the session it gets; ``NO_SESSION``: it is free again."""


class Seat(NamedTuple):
    """A seat that somebody is to have, and whether a duty has gained on the way to it.

    What one gains another may lose.
    """

    session: int
    gained: bool


class Reached(NamedTuple):
    """How a seat was reached: the slot it is for, and the one left for it.

    ``left`` is ``NO_SESSION`` where somebody has one slot more; ``gained`` is that of the
    seat they leave.
    """

    cell: int
    left: int
    gained: bool


@dataclass(frozen=True, slots=True)
class Balance:
    """What everybody has by now; changed in place.

    Attributes
    ----------
    chosen
        Per free slot its session.
    seats
        Of each session, still free.
    short
        ``(people, weeks)``: led minutes that a week lacks; below 0 what it has beyond.
    lack
        ``(people,)``: minutes that the duty lacks; below 0 what it has beyond.
    week
        Of each free slot.
    counts
        Per free slot whether work in it counts to its person's duty.
    """

    chosen: Ints
    seats: Ints
    short: Ints
    lack: Ints
    week: Ints
    counts: Bools

    @classmethod
    def of(
        cls, calendar: Calendar, sessions: Sessions, hours: Hours, chosen: Ints
    ) -> "Balance":
        """Return it for ``calendar``, whose ``hours`` are those before ``chosen``."""
        free = calendar.free
        person, week = free.participant_idx, free.day.astype(np.int64) // 7
        counts = in_duty_window(calendar.scenario, person, free.day)
        done = np.flatnonzero(chosen != NO_SESSION)
        session = chosen[done]
        minutes = sessions.minutes[session]
        short, lack = hours.led_asked - hours.led, hours.work_missing - hours.work_spare
        np.subtract.at(short, (person[done], week[done]), minutes)
        work = minutes * sessions.is_work_oriented[session] * counts[done]
        np.subtract.at(lack, person[done], work)
        taken = np.bincount(session, minlength=len(sessions.seats))
        return cls(chosen, sessions.seats - taken, short, lack, week, counts)


def exchange_seats(
    calendar: Calendar, sessions: Sessions, hours: Hours, chosen: Ints, movable: Bools
) -> None:
    """Change ``chosen``, the session of each free slot, so that fewer weeks are empty.

    Parameters
    ----------
    hours
        Of ``calendar``, in which nothing is filled yet.
    movable
        Sessions whose seats may change hands.
    """
    balance = Balance.of(calendar, sessions, hours, chosen)
    for week in np.flatnonzero((balance.short > 0).any(axis=0)).tolist():
        _Week(calendar, sessions, balance, movable, week).better()


class _Week:
    """One week: who holds which session, and who has which slots free."""

    def __init__(
        self,
        calendar: Calendar,
        sessions: Sessions,
        balance: Balance,
        movable: Bools,
        week: int,
    ) -> None:
        self._sessions, self._balance, self._movable = sessions, balance, movable
        self._person = calendar.free.participant_idx
        self._short = balance.short[:, week]
        self._largest = int(balance.lack.max(initial=0))
        cells = np.flatnonzero(balance.week == week)
        first = np.searchsorted(sessions.cell, cells)
        last = np.searchsorted(sessions.cell, cells, side="right")
        self._could: dict[int, list[int]] = {}
        self._cells: dict[int, list[int]] = defaultdict(list)
        self._holders: dict[int, set[int]] = defaultdict(set)
        for cell, begin, end in zip(
            cells.tolist(), first.tolist(), last.tolist(), strict=True
        ):
            could = sessions.session[begin:end]
            self._could[cell] = could[movable[could]].tolist()
            self._cells[int(self._person[cell])].append(cell)
            self._holders[int(balance.chosen[cell])].add(cell)
        self._dead: dict[int, set[Seat]] = defaultdict(set)
        self._helped = -1

    def better(self) -> None:
        """Help people to enough sessions, first those who lack least."""
        for who in np.argsort(self._short, kind="stable").tolist():
            if self._short[who] > 0:
                self._help(who)

    def _help(self, who: int) -> None:
        """Give somebody all the sessions that their week lacks, or none."""
        before: list[Step] = []
        self._helped = who
        while self._short[who] > 0:
            paths = (self._path(who, minutes) for minutes in self._lengths(who))
            found = next((path for path in paths if path), None)
            if found is None:
                for cell, session in reversed(before):
                    self._set(cell, session)
                return
            for cell, session in found:
                before.append((cell, int(self._balance.chosen[cell])))
                self._set(cell, session)

    def _lengths(self, who: int) -> list[int]:
        """Return the minutes of sessions that somebody could go to, the longest first."""
        sessions = {one for cell in self._free(who) for one in self._could[cell]}
        return sorted({self._minutes(one) for one in sessions}, reverse=True)

    def _path(self, who: int, minutes: int) -> list[Step]:
        """Return few steps that give ``who`` one session more; none if none are found."""
        dead, seen = self._dead[minutes], set[Seat]()
        reached: dict[Seat, Reached] = {}
        queue = deque([(who, NO_SESSION, False)])
        while queue:
            person, left, gained = queue.popleft()
            for cell, seat in self._open(person, left, minutes, gained):
                if seat in seen or seat in dead:
                    continue
                seen.add(seat)
                reached[seat] = Reached(cell, left, gained)
                holders = sorted(self._holders[seat.session])
                given = self._given(seat, holders)
                if given is not None:
                    steps = self._steps(seat, reached)
                    return [*given, *steps] if steps else []
                queue += [(int(self._person[one]), one, seat.gained) for one in holders]
        dead |= seen
        return []

    def _open(
        self, person: int, left: int, minutes: int, gained: bool
    ) -> Iterator[tuple[int, Seat]]:
        """Yield where ``person`` could go, also instead of the slot they leave.

        Who leaves a session that counts to their duty goes to another that does.
        """
        leaves = left != NO_SESSION
        was_work = leaves and self._is_duty(left, int(self._balance.chosen[left]))
        lacks = bool(self._balance.lack[person] >= minutes)
        for cell in self._free(person, left):
            for session in self._could[cell]:
                is_work = self._is_duty(cell, session)
                if self._minutes(session) == minutes and (is_work or not was_work):
                    gains = is_work and not was_work and lacks
                    yield cell, Seat(session, gained or gains)

    def _given(self, seat: Seat, holders: list[int]) -> list[Step] | None:
        """Return the steps that make room: none where there is some; ``None``: no way."""
        if self._balance.seats[seat.session] > 0:
            return []
        ways = (self._given_up(cell, seat) for cell in holders)
        return next((way for way in ways if way), None)

    def _given_up(self, cell: int, seat: Seat) -> list[Step]:
        """Return the steps by which whoever has ``cell`` gives it up, if they can.

        What their duty would lack then is what another's has gained, or they have it in
        another week.
        """
        person, minutes = int(self._person[cell]), self._minutes(seat.session)
        if self._short[person] <= 0 < self._short[person] + minutes:
            return []
        if person == self._helped:
            return []
        lack = int(self._balance.lack[person]) + minutes
        is_loss = self._is_duty(cell, seat.session) and lack > 0
        if not is_loss or (seat.gained and lack <= self._largest):
            return [(cell, NO_SESSION)]
        instead = self._in_another_week(person, minutes)
        return [(cell, NO_SESSION), instead] if instead else []

    def _in_another_week(self, person: int, minutes: int) -> Step | None:
        """Return a free slot and a seat in which somebody has as much of their duty."""
        sessions, balance = self._sessions, self._balance
        own = np.searchsorted(self._person, [person, person + 1])
        pairs = slice(*np.searchsorted(sessions.cell, own).tolist())
        cell, session = sessions.cell[pairs], sessions.session[pairs]
        fits = np.flatnonzero(
            (balance.chosen[cell] == NO_SESSION)
            & (balance.seats[session] > 0)
            & self._movable[session]
            & balance.counts[cell]
            & sessions.is_work_oriented[session]
            & (sessions.minutes[session] == minutes)
        )
        found = (
            (int(cell[at]), int(session[at]))
            for at in fits.tolist()
            if int(cell[at]) not in self._could
        )
        return next(found, None)

    def _steps(self, seat: Seat, reached: dict[Seat, Reached]) -> list[Step]:
        """Return the steps that lead to a seat, the last one first.

        None where somebody would have to be in two sessions at once.
        """
        steps: list[Step] = []
        cell, left, gained = reached[seat]
        while left != NO_SESSION:
            steps += [(left, NO_SESSION), (cell, seat.session)]
            seat = Seat(int(self._balance.chosen[left]), gained)
            cell, left, gained = reached[seat]
        steps.append((cell, seat.session))
        taken = [cell for cell, session in steps if session != NO_SESSION]
        return steps if len(taken) == len(set(taken)) else []

    def _free(self, person: int, left: int = NO_SESSION) -> list[int]:
        """Return the free slots of somebody, and one that they leave."""
        free = self._holders[NO_SESSION]
        return [one for one in self._cells[person] if one in free or one == left]

    def _minutes(self, session: int) -> int:
        return int(self._sessions.minutes[session])

    def _is_duty(self, cell: int, session: int) -> bool:
        """Whether it counts to the duty of the person of ``cell``."""
        is_work = self._sessions.is_work_oriented[session]
        return bool(is_work and self._balance.counts[cell])

    def _set(self, cell: int, session: int) -> None:
        """Let a free slot have ``session`` instead of what it has."""
        before = int(self._balance.chosen[cell])
        self._count(cell, before, -1)
        self._count(cell, session, 1)
        self._balance.chosen[cell] = session
        if cell in self._could:
            self._holders[before].discard(cell)
            self._holders[session].add(cell)

    def _count(self, cell: int, session: int, times: int) -> None:
        """Count a session of somebody, or count it no more."""
        if session != NO_SESSION:
            person, minutes = self._person[cell], times * self._minutes(session)
            self._balance.seats[session] -= times
            self._balance.short[person, self._balance.week[cell]] -= minutes
            if self._is_duty(cell, session):
                self._balance.lack[person] -= minutes
