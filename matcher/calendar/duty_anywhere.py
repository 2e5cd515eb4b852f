"""What the duty of work-oriented content lacks over *all* placements, at least.

Two readings, neither with a solver. Person by person: what the best of their options
leaves, with every activity they could come to and every slot in which practice could grow.
And of all together: what practice alone lacks in any plan that covers as many, which the
placement's own aim has a bound for, less the most that those who are not covered could be
given besides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.calendar.any_placement import seat_minutes
from matcher.calendar.build import taught_slots
from matcher.calendar.hours import duties_of, duty_windows
from matcher.calendar.sessions import (
    People,
    calendars_of,
    is_available_in,
    when_held,
)
from matcher.domain.plan import TierResult
from matcher.domain.policy import Tier
from matcher.domain.scenario import Scenario
from matcher.domain.work import practice_minutes
from matcher.options import NO_PLACE, Options
from matcher.options.chains import Following
from matcher.options.minutes import WindowTime
from matcher.options.values import URGENCY_TIER

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

NEVER_PLACED = np.iinfo(np.int64).max // 2
"""Minutes that practice leaves to somebody who can be placed nowhere."""


def duty_bounds(
    scenario: Scenario, options: Options, tiers: Sequence[TierResult]
) -> Mapping[str, int]:
    """Return by name of the metric the hours that no placements and no filling go below.

    Parameters
    ----------
    options
        Every way in which people can be placed.
    tiers
        Of the plan, in the order of its aims: the bounds hold for plans that are as good
        in the aims before ``hours-short``.
    """
    ways = _Ways.of(scenario, options)
    uncovered = _Uncovered.of(scenario, tiers)
    lack = ways.lack()
    together = _together(ways, uncovered, tiers) if uncovered.people else 0
    each = -(-together // max(1, uncovered.people))
    return {
        "hours_short_legal_bound_any_placement": _hours_up(
            max(int(lack.sum()), together)
        ),
        "hours_short_legal_largest_bound_any_placement": _hours_up(
            max(int(lack.max(initial=0)), each)
        ),
    }


def _together(
    ways: "_Ways", uncovered: "_Uncovered", tiers: Sequence[TierResult]
) -> int:
    """Return the minutes that those who are not covered lack together."""
    alone = sum(-tier.bound for tier in tiers if tier.name is Tier.HOURS_SHORT)
    # Each one's hours are rounded up in the aim.
    practice_leaves = 60 * alone - ways.rounding * uncovered.people
    by_person = uncovered.most(ways.gain())
    by_seats = ways.seat_minutes + uncovered.most(ways.growth)
    return max(0, practice_leaves - min(by_person, by_seats))


@dataclass(frozen=True, slots=True)
class _Uncovered:
    """How many are not covered, in any plan that covers as many.

    ``of_class`` has, for each class of urgency, who is of it and how many of them are
    not covered.
    """

    of_class: tuple[tuple[Bools, int], ...]

    @classmethod
    def of(cls, scenario: Scenario, tiers: Sequence[TierResult]) -> "_Uncovered":
        """Return those of the classes whose aim stands before the hours short."""
        reached: dict[Tier, int] = {}
        for tier in tiers:
            if tier.name is Tier.HOURS_SHORT:
                break
            reached[tier.name] = tier.value or 0
        else:
            return cls(())
        urgency = np.array([duty.urgency for duty in duties_of(scenario)])
        return cls(
            tuple(
                (urgency == kind, int((urgency == kind).sum()) - reached.get(tier, 0))
                for tier, kind in URGENCY_TIER.items()
            )
        )

    @property
    def people(self) -> int:
        """How many they are in all."""
        return sum(number for _, number in self.of_class)

    def most(self, minutes: Ints) -> int:
        """Return the most minutes that so many of each class have together."""
        return sum(
            int(np.sort(minutes[who])[::-1][:number].sum())
            for who, number in self.of_class
        )


@dataclass(frozen=True, slots=True)
class _Ways:
    """What the options of each person leave of the duty; minutes, ``(people,)``.

    Attributes
    ----------
    missing
        Asked of a person who has nothing but class.
    least, most
        What practice alone leaves with the best placement and the worst;
        ``NEVER_PLACED`` and 0 for who can be placed nowhere.
    beside_class
        Most that activities give to somebody without a placement.
    beside_practice
        Most that activities and practice on days without teachers give to somebody with
        one.
    growth
        Most that only practice on days without teachers gives.
    rounding
        Most by which rounding up to hours can raise what is left.
    seat_minutes
        Of all work-oriented activities, all seats together.
    """

    missing: Ints
    least: Ints
    most: Ints
    beside_class: Ints
    beside_practice: Ints
    growth: Ints
    rounding: int
    seat_minutes: int

    @classmethod
    def of(cls, scenario: Scenario, options: Options) -> "_Ways":
        people = len(scenario.participants)
        missing = np.array([d.missing_minutes for d in duties_of(scenario)], np.int64)
        rounding = 60 - int(np.gcd.reduce([60, *missing, *_practice(scenario)]))
        least, most = np.full(people, NEVER_PLACED), np.zeros(people, np.int64)
        beside = np.zeros((3, people), dtype=np.int64)
        besides = _Besides(scenario)
        for _, block in options.blocks():
            columns = block.columns
            placed = columns.place_idx != NO_PLACE
            who, hours = columns.participant_idx, -block.worth(Tier.HOURS_SHORT)
            short = np.maximum(0, 60 * hours - rounding)
            np.minimum.at(least, who[placed], short[placed])
            np.maximum.at(most, who[placed], 60 * hours[placed])
            for person, section, at_place in _distinct(
                who, columns.section_idx, placed
            ):
                found = besides.most(person, section) * np.array(
                    [not at_place, at_place, at_place]
                )
                beside[:, person] = np.maximum(beside[:, person], found)
        most = np.minimum(most, missing)
        beside_class, beside_practice, growth = beside
        return cls(
            missing,
            least,
            most,
            beside_class,
            beside_practice,
            growth,
            rounding,
            _work_seats(scenario),
        )

    def lack(self) -> Ints:
        """Return what each person lacks at least."""
        waiting = np.maximum(0, self.missing - self.beside_class)
        placed = np.maximum(0, self.least - self.beside_practice)
        lack: Ints = np.minimum(waiting, placed)
        return lack

    def gain(self) -> Ints:
        """Return the most of what practice leaves that can be given besides."""
        waiting = np.minimum(self.missing, self.beside_class)
        placed = np.minimum(self.most, self.beside_practice)
        gain: Ints = np.maximum(waiting, placed)
        return gain


def _distinct(person: Ints, section: Ints, placed: Bools) -> Iterator[list[int]]:
    """Yield the different triples; a section may be none, as -1."""
    sections = int(section.max(initial=0)) + 2
    keys = np.unique((person * sections + section + 1) * 2 + placed)
    pairs, at_place = np.divmod(keys, 2)
    who, which = np.divmod(pairs, sections)
    yield from np.column_stack([who, which - 1, at_place]).tolist()


def _work_seats(scenario: Scenario) -> int:
    """Return the minutes of all seats of work-oriented activities beside placements."""
    offers = [one for one in scenario.activities if one.is_work_oriented]
    return int(seat_minutes(scenario, offers)[: scenario.horizon.placement_weeks].sum())


def left_by_practice(scenario: Scenario, options: Options) -> Ints:
    """Return per option the minutes of the duty that practice leaves at least.

    More practice on days without teachers is taken off, as much as there could be.
    ``options`` are in numbers of full width.
    """
    columns, time = options.columns, WindowTime(scenario, options.patterns)
    following = Following.of(columns, options.second)
    practised = time.practice_minutes(columns)
    practised[following.at] += time.practice_minutes(following.second)[following.nth]
    missing = np.array([duty.missing_minutes for duty in time.duties], np.int64)
    left: Ints = np.maximum(0, missing[columns.participant_idx] - practised)
    grows = np.flatnonzero((columns.place_idx != NO_PLACE) & (left > 0))
    besides = _Besides(scenario)
    kinds, kind = np.unique(
        np.stack([columns.participant_idx[grows], columns.section_idx[grows]]),
        axis=1,
        return_inverse=True,
    )
    growth = [besides.most(*pair)[2] for pair in kinds.T.tolist()]
    left[grows] -= np.array(growth, dtype=np.int64)[kind.ravel()]
    return np.maximum(0, left)


def _practice(scenario: Scenario) -> set[int]:
    """Return the minutes that slots of practice can have."""
    slots = scenario.grid.slots
    return {
        practice_minutes(place, slot) for place in scenario.places for slot in slots
    }


class _Besides:
    """The most minutes that people can have beside their class; each kind once."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        horizon = scenario.horizon
        dates = list(horizon.placement_span.days())
        self._days = len(dates)
        self._windows = duty_windows(scenario).clip(0, self._days).tolist()
        calendars, self._own = scenario.own_calendars()
        self._programme = np.array(
            [[one.is_programme_day(day) for day in dates] for one in calendars],
            np.bool_,
        )
        self._school = calendars_of(scenario).tolist()
        teachers = [[c.has_teaching(day) for day in dates] for c in scenario.calendars]
        self._untaught = ~np.array(teachers, dtype=np.bool_)
        self._taught = taught_slots(scenario, dates)
        slots = scenario.grid.slots
        weekday = np.array([day.weekday() for day in dates])
        self._held_on = weekday[:, None] == np.array([slot.weekday for slot in slots])
        self._slot_minutes = np.array([slot.minutes for slot in slots], np.int64)
        self._able = is_available_in(scenario)
        self._offers = dict(self._work_offers())
        self._offered = self._offered_to()
        self._kinds: dict[object, Ints] = {}

    def _work_offers(self) -> Iterator[tuple[int, Ints]]:
        """Yield ``(days, slots)``, minutes of the sessions, of each that counts."""
        slots = self._scenario.grid.slots
        for number, one in enumerate(self._scenario.activities):
            if one.is_work_oriented:
                held = when_held(self._scenario, one)[: self._days]
                minutes = np.array([one.minutes_in(slot) for slot in slots], np.int64)
                yield number, held * minutes

    def _offered_to(self) -> list[tuple[int, ...]]:
        who, found = People(self._scenario), [()] * len(self._scenario.participants)
        offered: list[tuple[int, ...]] = list(found)
        for number in self._offers:
            for person in who.may_come(self._scenario.activities[number]).tolist():
                offered[person] += (number,)
        return offered

    def most(self, person: int, section: int) -> Ints:
        """Return the most minutes in the duty window.

        Of activities; of these and more practice; of more practice alone.
        """
        key = (
            section,
            self._own[person],
            self._school[person],
            self._offered[person],
            self._able[person].tobytes(),
        )
        if key not in self._kinds:
            self._kinds[key] = self._until(person, section)
        begin, end = self._windows[person]
        until = self._kinds[key]
        found: Ints = until[:, max(begin, end)] - until[:, begin]
        return found

    def _until(self, person: int, section: int) -> Ints:
        """Return ``(3, days + 1)``: minutes before each day, as in :meth:`most`."""
        untaught = self._untaught[self._school[person]][:, None]
        free = self._held_on & self._able[person] & ~self._taught[section]
        free &= self._programme[self._own[person]][:, None]
        sessions = np.zeros(free.shape, dtype=np.int64)
        for number in self._offered[person]:
            alone = self._scenario.activities[number].only_without_teaching
            there = self._offers[number] * (untaught if alone else 1)
            sessions = np.maximum(sessions, there)
        growth = self._slot_minutes * untaught
        both = np.maximum(sessions, growth)
        until = np.zeros((3, self._days + 1), dtype=np.int64)
        for row, minutes in zip(until, (sessions, both, growth), strict=True):
            row[1:] = np.cumsum((minutes * free).sum(axis=1))
        return until


def _hours_up(minutes: int) -> int:
    return -(-minutes // 60)
