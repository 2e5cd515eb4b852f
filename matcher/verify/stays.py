"""Which options are where, when: found anew for checking, by place and week."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.domain.agreements import Quota
from matcher.domain.chains import running_alone
from matcher.domain.ids import EmployerId, ParticipantId
from matcher.domain.policy import Policy
from matcher.domain.proof import RowKey
from matcher.domain.scenario import Scenario
from matcher.options import NO_PLACE, Columns, Options

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NEVER = 1 << 30
"""A week that never comes; also more people than there can be."""


@dataclass(frozen=True, slots=True)
class Held:
    """The options in a row, increasing, and what it holds.

    Attributes
    ----------
    weights
        What each option takes of it; ``None``: one person each.
    """

    options: Ints
    most: int
    weights: Ints | None = None

    def taken(self) -> Ints:
        """Return what each option takes of it."""
        one = np.ones(len(self.options), dtype=np.int64)
        return one if self.weights is None else self.weights

    def divisor(self) -> int:
        """Return what divides all weights; 0 where there is none."""
        if self.weights is None:
            return min(1, len(self.options))
        return int(np.gcd.reduce(self.weights))

    def facts(self, people: Ints, sizes: Ints) -> int:
        """Return what those take of it of whom every option is in it.

        ``people`` is the person of each option, ``sizes`` how many options each has.
        """
        person = people[self.options]
        first = np.flatnonzero(np.diff(person, prepend=-1))
        if not len(first):
            return 0
        least = np.minimum.reduceat(self.taken(), first)
        forced = np.diff(first, append=len(person)) == sizes[person[first]]
        return int(least[forced].sum())


class Stays:
    """Where the options of a scenario are: by place, employer, class and week.

    An option of two placements is two stays.
    """

    def __init__(self, scenario: Scenario, policy: Policy, options: Options) -> None:
        stays = options.stays()
        self._options, self._has_chains = options, stays is not options
        self.scenario, self.policy, self.columns = scenario, policy, stays.columns
        self._patterns = options.patterns
        self.places = {str(p.id): i for i, p in enumerate(scenario.places)}
        self.employers = {str(e.id): e for e in scenario.employers}
        self.sections = {str(s.id): i for i, s in enumerate(scenario.sections)}
        self.slots: dict[str | None, int] = {
            slot.id: i for i, slot in enumerate(scenario.grid.slots)
        }
        self.people = {p.id: i for i, p in enumerate(scenario.participants)}
        order = np.argsort(self.columns.place_idx, kind="stable")
        bounds = np.arange(len(scenario.places) + 1)
        first = np.searchsorted(self.columns.place_idx[order], bounds)
        self._at_place = np.split(order, first)[1:-1]
        self._places_of: dict[str, list[int]] = defaultdict(list)
        for i, place in enumerate(scenario.places):
            self._places_of[place.employer].append(i)
        self._running = {self.people[r.participant]: r for r in running_alone(scenario)}
        self._is_running = np.zeros(len(scenario.participants), dtype=np.bool_)
        self._is_running[list(self._running)] = True

    def of_options(self, held: Held) -> Held:
        """Return ``held`` by the options whose stays it has, each once."""
        if not self._has_chains:
            return held
        every = self._options.of_stays(held.options)
        options, first = np.unique(every, return_index=True)
        weights = None if held.weights is None else held.weights[first]
        return Held(options, held.most, weights)

    @property
    def options(self) -> Columns:
        """The options themselves: as :attr:`columns` where no option is two stays."""
        return self._options.columns

    def options_of(self, own: Ints) -> Ints:
        """Return the options of the stays ``own``, each once."""
        return np.unique(self._options.of_stays(own)) if self._has_chains else own

    @cached_property
    def placed(self) -> Ints:
        """The options at any place."""
        return np.flatnonzero(self.columns.place_idx != NO_PLACE)

    def at_place(self, place: int) -> Ints:
        """Return the options at a place."""
        return self._at_place[place]

    def at_employer(self, employer: EmployerId) -> Ints:
        """Return the options at all places of an employer."""
        none = np.zeros(0, dtype=np.int64)
        own = [self._at_place[place] for place in self._places_of[employer]]
        return np.sort(np.concatenate([none, *own]))

    def of_person(self, participant: ParticipantId) -> Ints:
        """Return all options of somebody."""
        number = self.people[participant]
        ends = np.searchsorted(self.options.participant_idx, [number, number + 1])
        return np.arange(*ends)

    def counted_by(self, quota: Quota) -> Ints:
        """Return the options that a quota counts, whenever they are."""
        scenario, own = self.scenario, self.placed
        templates = scenario.templates_by_id()
        people = np.array(
            [
                quota.counts_person(p, templates[p.template])
                for p in scenario.participants
            ],
            dtype=np.bool_,
        )
        places = np.array(
            [quota.counts_place(p) for p in scenario.places], dtype=np.bool_
        )
        counted = people[self.columns.participant_idx[own]]
        return own[counted & places[self.columns.place_idx[own]]]

    def in_week(self, own: Ints, week: int, rest_weeks: int = 0) -> Ints:
        """Return those of ``own`` whose placement, or the rest after it, has ``week``."""
        columns = self.columns
        until = columns.end_week[own].astype(np.int64) + rest_weeks
        return own[(columns.start_week[own] <= week) & (week < until)]

    def there(self, own: Ints, week: int) -> Ints:
        """Return those of ``own`` who have practice in ``week`` beside their class."""
        here = self.in_week(own, week)
        beside = self._meets(week)[self.columns.pattern_idx[here]]
        stays = np.ones(len(here), dtype=np.bool_)
        for i in np.flatnonzero(beside):
            pattern = self._patterns[self.columns.pattern_idx[here[i]]]
            since = week - int(self.columns.start_week[here[i]])
            step = bisect_right(pattern.from_weeks, since) - 1
            taken = 0 if pattern.class_weeks is None else pattern.class_weeks.mask
            stays[i] = bool(pattern.masks[step] & ~taken)
        return here[stays]

    def _meets(self, week: int) -> Bools:
        """Tell which patterns have a class beside them that meets in ``week``."""
        monday = self.scenario.horizon.monday(week)
        meets = [
            one is not None and one.alternation.has_class_on(monday)
            for one in (pattern.class_weeks for pattern in self._patterns)
        ]
        return np.array(meets, dtype=np.bool_)

    def seated(self, own: Ints, week: int, position: int) -> Ints:
        """Return those of ``own`` who have a seat in a slot of ``week``, by position."""
        here = self.in_week(own, week)
        columns = self.columns
        begins = self._begins(position)[columns.pattern_idx[here]]
        here = here[columns.start_week[here] + begins <= week]
        here = here[~self._in_class(position, week)[columns.pattern_idx[here]]]
        scenario = self.scenario
        weekday = scenario.grid.slots[position].weekday
        day = scenario.horizon.start + timedelta(days=7 * week + weekday)
        person = columns.participant_idx[here]
        stays = np.ones(len(here), dtype=np.bool_)
        for i in np.flatnonzero(self._is_running[person]):
            running = self._running[int(person[i])]
            stays[i] = running.start_date <= day <= running.end_date
        return here[stays]

    def _in_class(self, position: int, week: int) -> Bools:
        """Tell which patterns give way to a class that meets in a slot of ``week``."""
        gives_way = [
            one is not None and bool(one.mask >> position & 1)
            for one in (pattern.class_weeks for pattern in self._patterns)
        ]
        return np.array(gives_way, dtype=np.bool_) & self._meets(week)

    def _begins(self, position: int) -> Ints:
        """Return in which of its weeks each pattern first uses a slot."""
        begins = [
            min(
                (
                    since
                    for mask, since in zip(p.masks, p.from_weeks, strict=True)
                    if mask >> position & 1
                ),
                default=NEVER,
            )
            for p in self._patterns
        ]
        return np.array(begins, dtype=np.int64)


def week_of(key: RowKey) -> int:
    """Return the week that a row names; without one it is that of no stay."""
    return -NEVER if key.week is None else key.week


def limit_of(limit: int | None) -> int:
    """Return a limit, or where there is none more than anything weighs."""
    return NEVER if limit is None else limit
