"""From candidates to decision columns with their values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from matcher.domain.law import Duty, duty_of
from matcher.domain.policy import Policy, Tier
from matcher.domain.scenario import Scenario
from matcher.eligibility import Candidates
from matcher.options.chains import chain_columns, no_columns
from matcher.options.columns import (
    NO_NEXT,
    NO_PLACE,
    Columns,
    PatternTable,
    class_only_columns,
    join_columns,
    placement_columns,
    running_columns,
)
from matcher.options.minutes import NEVER, PracticeTime, duty_windows, slot_offsets
from matcher.options.patterns import WeekPattern
from matcher.options.sections import NO_SECTION, SectionChoices, section_choices
from matcher.options.values import tier_values

__all__ = [
    "NEVER",
    "NO_NEXT",
    "NO_PLACE",
    "NO_SECTION",
    "Columns",
    "Options",
    "WeekPattern",
    "build_options",
    "slot_offsets",
]


@dataclass(frozen=True, slots=True)
class Options:
    """Every option of every participant, with what it is worth.

    Attributes
    ----------
    columns
        In canonical order; each participant has at least one.
    patterns
        What ``columns.pattern_idx`` points to.
    practice_minutes
        Per column: work-oriented minutes in the person's duty window.
    values
        Per tier, one integer per column.
    second
        The second placements that ``columns.next_idx`` points to, each as if it were an
        option.
    """

    columns: Columns
    patterns: tuple[WeekPattern, ...]
    practice_minutes: NDArray[np.int64]
    values: Mapping[Tier, NDArray[np.int64]]
    second: Columns = field(default_factory=no_columns)

    def stays(self) -> tuple["Options", NDArray[np.int64]]:
        """Return the options as if every placement were one, and whose each is.

        First all columns in their order, and then the second placements of those that
        have one: who asks where people are, and when, asks these, and not for values.
        """
        chained = np.flatnonzero(self.columns.next_idx != NO_NEXT)
        if not len(chained):
            return self, np.arange(len(self.columns))
        second = self.second.take(self.columns.next_idx[chained])
        stays = Columns(
            *(
                np.concatenate([getattr(self.columns, f.name), getattr(second, f.name)])
                for f in fields(Columns)
            )
        )
        of_option = np.concatenate([np.arange(len(self.columns)), chained])
        none = np.zeros(0, dtype=np.int64)
        return Options(stays, self.patterns, none, {}), of_option

    def take(self, chosen: NDArray[np.int64]) -> "Options":
        """Return the options at ``chosen`` (increasing)."""
        return Options(
            self.columns.take(chosen),
            self.patterns,
            self.practice_minutes[chosen],
            {tier: values[chosen] for tier, values in self.values.items()},
            self.second,
        )


def build_options(
    scenario: Scenario, policy: Policy, candidates: Candidates, seed: int = 0
) -> Options:
    """Return all options: class-only, placements at candidates, running placements."""
    choices = section_choices(scenario, policy)
    table = PatternTable()
    columns, second = _all_columns(scenario, policy, candidates, choices, table)
    patterns = tuple(table.patterns)
    templates, calendars = scenario.templates_by_id(), scenario.calendars_by_id()
    calendar_of = {m.id: m.calendar for m in scenario.municipalities}
    duties = [
        duty_of(
            person,
            templates[person.template],
            calendars[calendar_of[person.municipality]],
            scenario.horizon,
        )
        for person in scenario.participants
    ]
    minutes = _practice_minutes(scenario, columns, patterns, duties)
    chained = np.flatnonzero(columns.next_idx != NO_NEXT)
    later = _practice_minutes(scenario, second, patterns, duties)
    minutes[chained] += later[columns.next_idx[chained]]
    values = tier_values(
        scenario, policy, seed, columns, second, choices, patterns, duties, minutes
    )
    return Options(columns, patterns, minutes, values, second)


def _all_columns(
    scenario: Scenario,
    policy: Policy,
    candidates: Candidates,
    choices: SectionChoices,
    table: PatternTable,
) -> tuple[Columns, Columns]:
    """Return the columns of all people, and the second placements of chains.

    Those in a running placement have only it.
    """
    running = running_columns(scenario, policy, choices, table)
    busy = np.zeros(len(scenario.participants), dtype=np.bool_)
    busy[running.participant_idx] = True
    others = [
        class_only_columns(choices),
        placement_columns(scenario, policy, candidates, choices, table),
    ]
    free = [part.take(~busy[part.participant_idx]) for part in others]
    chains, second = chain_columns(scenario, policy, candidates, choices, table)
    return join_columns([running, *free, chains]), second


def _practice_minutes(
    scenario: Scenario,
    columns: Columns,
    patterns: tuple[WeekPattern, ...],
    duties: list[Duty],
) -> NDArray[np.int64]:
    """Return per column the practice minutes in the person's duty window."""
    number = {c.id: i for i, c in enumerate(scenario.calendars)}
    calendar_of = {m.id: number[m.calendar] for m in scenario.municipalities}
    calendar = np.array(
        [calendar_of[p.municipality] for p in scenario.participants], dtype=np.int64
    )
    first, last = _counted_days(scenario, duties)
    minutes = np.zeros(len(columns), dtype=np.int64)
    rows = np.flatnonzero(columns.place_idx != NO_PLACE)
    placed = columns.take(rows)
    person = placed.participant_idx
    minutes[rows] = PracticeTime(scenario).in_window(
        placed.place_idx,
        calendar[person],
        (first[person], last[person]),
        (placed.start_week, placed.end_week),
        placed.pattern_idx,
        patterns,
    )
    return minutes


def _counted_days(
    scenario: Scenario, duties: list[Duty]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return first and last day that count per person, in days after the start.

    The duty window; for a running placement, which may begin or end inside a week, no
    more than its own days.
    """
    first, last = duty_windows(scenario, duties)
    people = {p.id: i for i, p in enumerate(scenario.participants)}
    start = scenario.horizon.start
    for running in scenario.running:
        i = people[running.participant]
        first[i] = max(first[i], (running.start_date - start).days)
        last[i] = min(last[i], (running.end_date - start).days)
    return first, last
