"""Fit of every option in points, the vectorised twin of ``matcher.domain.fit``."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from matcher.domain.ids import SectorCode
from matcher.domain.language import SKILLS, CefrLevel, CefrProfile, levels_gained
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.options.columns import NO_PLACE, Columns
from matcher.options.patterns import WeekPattern
from matcher.options.sections import SectionChoices

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class FitPoints:
    """The fit of options: what it rests on is looked up once for all of them."""

    def __init__(
        self,
        scenario: Scenario,
        policy: Policy,
        choices: SectionChoices,
        patterns: tuple[WeekPattern, ...],
    ) -> None:
        self._weights, self._to_class = policy.fit, choices.travel_minutes
        sectors = sorted({place.sector for place in scenario.places})
        number = {sector: i for i, sector in enumerate(sectors)}
        weights = [policy.fit.at(place) for place in scenario.places]
        kinds = sorted({at_place.wish for at_place in weights})
        tables = [_wish(scenario, wish, number) for wish in kinds]
        self._wish = np.stack(tables) if tables else _NO_TABLES
        self._kind = np.array([kinds.index(w.wish) for w in weights], dtype=np.int64)
        self._step_up = np.array([w.step_up for w in weights], dtype=np.int64)
        self._step = np.array([p.step_level or 0 for p in scenario.places], np.int64)
        self._been_on = _been_on(scenario)
        self._sector = np.array([number[p.sector] for p in scenario.places], np.int64)
        self._levels = _levels(p.level for p in scenario.participants)
        self._level_wishes = _levels(p.level_wish for p in scenario.places)
        self._gained = _LevelsGained(scenario, policy)
        self._practice_days = _weekdays(scenario, (p.last_mask for p in patterns))
        menus = (scenario.grid.mask(s.menu) for s in scenario.sections)
        self._class_days = _weekdays(scenario, (*menus, 0))
        self._limit = np.array(
            [p.travel_limit_minutes for p in scenario.participants], dtype=np.int64
        )
        self._hire = _hire(scenario, policy)
        self._spoken = _spoken(scenario)

    def of(self, columns: Columns) -> Ints:
        """Return the fit of each option, 0–1000; class-only is 0."""
        rows = np.flatnonzero(columns.place_idx != NO_PLACE)
        points = self.but_step_up(columns)
        placed = columns.take(rows)
        points[rows] += self.step_up(placed.participant_idx, placed.place_idx)
        return points

    def step_up(self, person: Ints, place: Ints, after: Ints | None = None) -> Ints:
        """Return what it adds that the ``place`` is a step up for the ``person``.

        ``after`` are the places of first placements, which the second ones follow.
        """
        been_on = self._been_on[person]
        if after is not None:
            been_on = np.maximum(been_on, self._step[after])
        points: Ints = self._step_up[place] * (self._step[place] > been_on)
        return points

    def but_step_up(self, columns: Columns) -> Ints:
        """Return the fit of each option without what a step up adds."""
        points = np.zeros(len(columns), dtype=np.int64)
        rows = np.flatnonzero(columns.place_idx != NO_PLACE)
        placed = columns.take(rows)
        person, place = placed.participant_idx, placed.place_idx
        points[rows] = self._hire[place] + self._language(placed)
        points[rows] += self._travel(placed)
        if len(rows):
            points[rows] += self._wish[self._kind[place], person, self._sector[place]]
        common = np.zeros(len(rows), dtype=np.bool_)
        for speaks, spoken in self._spoken:
            common |= speaks[person] & spoken[place]
        points[rows] += self._weights.support_language * common
        return points

    def _language(self, columns: Columns) -> Ints:
        person, place = columns.participant_idx, columns.place_idx
        rise = self._gained.of(person, columns.start_week)
        reached = np.zeros(len(columns), dtype=np.int64)
        for skill in range(len(SKILLS)):
            mine = np.minimum(self._levels[person, skill] + rise, CefrLevel.C2)
            reached += mine >= self._level_wishes[place, skill]
        points: Ints = self._weights.language * reached // len(SKILLS)
        return points

    def _travel(self, columns: Columns) -> Ints:
        practice = self._practice_days[columns.pattern_idx]
        in_class = self._class_days[columns.section_idx]
        to_class = self._to_class[columns.choice_idx]
        most = self._weights.travel
        weekly = 2 * (practice * columns.travel_minutes + in_class * to_class)
        limit = 2 * self._limit[columns.participant_idx] * (practice + in_class)
        points = most * (limit - weekly) // np.maximum(limit, 1)
        clipped: Ints = np.where(limit > 0, np.clip(points, 0, most), 0)
        return clipped


class _LevelsGained:
    """CEFR levels that people are expected to rise until a week."""

    def __init__(self, scenario: Scenario, policy: Policy) -> None:
        self._scenario, self._policy = scenario, policy
        self._in_week: dict[int, Ints] = {}

    def of(self, person: Ints, week: Ints) -> Ints:
        """Return the levels that each ``person`` has gained by their ``week``."""
        weeks, at = np.unique(week, return_inverse=True)
        if not len(weeks):
            return np.zeros(0, dtype=np.int64)
        table = np.stack([self._by(each) for each in weeks.tolist()])
        gained: Ints = table[at, person]
        return gained

    def _by(self, week: int) -> Ints:
        if week not in self._in_week:
            horizon, rate = self._scenario.horizon, self._policy.weeks_per_level
            monday = horizon.monday(week)
            gained = [
                levels_gained(p.level_date or horizon.start, monday, rate)
                for p in self._scenario.participants
            ]
            self._in_week[week] = np.array(gained, dtype=np.int64)
        return self._in_week[week]


_NO_TABLES = np.zeros((0, 0, 0), dtype=np.int64)


def _been_on(scenario: Scenario) -> Ints:
    """Return per participant the highest step of their earlier placements."""
    number = {p.id: i for i, p in enumerate(scenario.participants)}
    highest = np.zeros(len(number), dtype=np.int64)
    for earlier in scenario.earlier:
        person = number[earlier.participant]
        highest[person] = max(highest[person], earlier.step_level or 0)
    return highest


def _wish(scenario: Scenario, weight: int, number: dict[SectorCode, int]) -> Ints:
    """Return what each sector, by its number, is worth to each participant."""
    table = np.zeros((len(scenario.participants), len(number)), dtype=np.int64)
    for i, person in enumerate(scenario.participants):
        ranks = len(person.sector_wishes)
        if not ranks:
            table[i] = weight
        for rank, tied in reversed(list(enumerate(person.sector_wishes))):
            for sector in tied:
                if sector in number:
                    table[i, number[sector]] = weight * (ranks - rank) // ranks
    return table


def _levels(profiles: Iterable[CefrProfile]) -> Ints:
    rows = [profile.levels for profile in profiles]
    return np.array(rows, dtype=np.int64).reshape(-1, len(SKILLS))


def _weekdays(scenario: Scenario, masks: Iterable[int]) -> Ints:
    """Return on how many weekdays each of ``masks`` has a slot."""
    slots = scenario.grid.slots
    days = [
        len({s.weekday for i, s in enumerate(slots) if mask >> i & 1}) for mask in masks
    ]
    return np.array(days, dtype=np.int64)


def _hire(scenario: Scenario, policy: Policy) -> Ints:
    hired = np.array([p.hired for p in scenario.places], dtype=np.int64)
    hosted = np.array([p.hosted for p in scenario.places], dtype=np.int64)
    rate = hired + policy.hire_prior_hired
    return policy.fit.hire * rate // (hosted + policy.hire_prior_hosted)


def _spoken(scenario: Scenario) -> list[tuple[Bools, Bools]]:
    """Return per language who speaks it, and where it is spoken."""
    codes = sorted({code for p in scenario.places for code in p.support_languages})
    return [
        (
            np.array([c in p.languages for p in scenario.participants], np.bool_),
            np.array([c in p.support_languages for p in scenario.places], np.bool_),
        )
        for c in codes
    ]
