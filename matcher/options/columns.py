"""The decision columns: every way in which each participant can be placed."""

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.domain.travel import minutes_to_place
from matcher.eligibility import Candidates
from matcher.options.patterns import WeekPattern, week_patterns
from matcher.options.ranges import expand
from matcher.options.sections import NO_SECTION, SectionChoices

Ints = NDArray[np.int64]

NO_PLACE = -1
NO_PATTERN = -1
NO_NEXT = -1


@dataclass(frozen=True, slots=True)
class Columns:
    """One entry per option, sorted by participant and then by all other parts.

    Attributes
    ----------
    participant_idx, place_idx, section_idx
        Positions in the scenario; ``NO_PLACE`` for class-only.
    choice_idx
        Position in the section choices.
    travel_minutes
        One way to the place; 0 for class-only.
    start_week, end_week
        Half-open; 0 and 0 for class-only.
    pattern_idx
        Index into the patterns; ``NO_PATTERN`` for class-only.
    next_idx
        Index into the second placements; ``NO_NEXT`` where the first is the only one.
    """

    participant_idx: Ints
    place_idx: Ints
    section_idx: Ints
    choice_idx: Ints
    travel_minutes: Ints
    start_week: Ints
    end_week: Ints
    pattern_idx: Ints
    next_idx: Ints

    def __len__(self) -> int:
        return len(self.participant_idx)

    def take(self, chosen: Ints | NDArray[np.bool_]) -> "Columns":
        """Return the columns at ``chosen``, in that order."""
        return Columns(*(getattr(self, f.name)[chosen] for f in fields(self)))

    def sorted(self) -> "Columns":
        """Return the columns in canonical order."""
        keys = (
            self.next_idx,
            self.pattern_idx,
            self.end_week,
            self.start_week,
            self.section_idx,
            self.place_idx,
            self.participant_idx,
        )
        return self.take(np.lexsort(keys))

    def distinct(self) -> "Columns":
        """Return sorted columns without those that repeat the one before."""
        new = np.zeros(len(self), dtype=np.bool_)
        new[:1] = True
        for part in fields(self):
            values = getattr(self, part.name)
            new[1:] |= values[1:] != values[:-1]
        return self.take(new)


def join_columns(parts: list[Columns]) -> Columns:
    """Return all ``parts`` in one, in canonical order."""
    return Columns(
        *(
            np.concatenate([getattr(part, f.name) for part in parts])
            for f in fields(Columns)
        )
    ).sorted()


class PatternTable:
    """Gives each pattern of a template on a set of usable slots a number."""

    def __init__(self) -> None:
        self.patterns: list[WeekPattern] = []
        self._known: dict[WeekPattern, int] = {}

    def number(self, pattern: WeekPattern) -> int:
        """Return the number of ``pattern``, a new one where it is not known yet."""
        if pattern not in self._known:
            self._known[pattern] = len(self.patterns)
            self.patterns.append(pattern)
        return self._known[pattern]

    def begun(self, numbers: Ints, weeks: Ints) -> Ints:
        """Return ``numbers`` with only the steps that begin within so many ``weeks``."""
        last_begins = np.array(
            [p.from_weeks[-1] for p in self.patterns], dtype=np.int64
        )
        late = np.flatnonzero(last_begins[numbers] >= weeks)
        kinds, kind_of = np.unique(
            np.stack([numbers[late], weeks[late]]), axis=1, return_inverse=True
        )
        cut = [self.number(self.patterns[n].within(int(w))) for n, w in kinds.T]
        begun = numbers.copy()
        begun[late] = np.array(cut, dtype=np.int64)[kind_of]
        return begun

    def since(self, numbers: Ints, weeks: Ints) -> Ints:
        """Return ``numbers`` as they go on after so many ``weeks``."""
        kinds, kind_of = np.unique(
            np.stack([numbers, weeks]), axis=1, return_inverse=True
        )
        rest = [self.number(self.patterns[n].since(int(w))) for n, w in kinds.T]
        return np.array(rest, dtype=np.int64)[kind_of]


def class_only_columns(choices: SectionChoices) -> Columns:
    """Return a column without placement for every section choice."""
    participant, _ = expand(np.diff(choices.first))
    size = len(participant)
    zero, none = np.zeros(size, dtype=np.int64), np.full(size, -1, dtype=np.int64)
    return Columns(
        participant,
        none,
        choices.section_idx,
        np.arange(size, dtype=np.int64),
        zero,
        zero,
        zero,
        none,
        none,
    )


def placement_columns(
    scenario: Scenario,
    policy: Policy,
    candidates: Candidates,
    choices: SectionChoices,
    table: PatternTable,
) -> Columns:
    """Return a column per candidate, section, pattern, start and length."""
    person = candidates.participant_idx.astype(np.int64)
    pair, nth = expand(np.diff(choices.first)[person])
    choice = choices.first[person[pair]] + nth
    menus = np.array(
        [*(scenario.grid.mask(s.menu) for s in scenario.sections), 0], dtype=np.int64
    )
    usable = candidates.slot_mask[pair] & ~menus[choices.menu_idx[choice]]
    line, pattern = with_patterns(scenario, person[pair], usable, table)
    pair, choice = pair[line], choice[line]
    parts = [
        _with_weeks(
            scenario, candidates, pair, choice, pattern, choices, start, nth_length
        )
        for start in range(0, policy.latest_start_week + 1, policy.start_every_weeks)
        for nth_length in range(max(len(t.lengths_weeks) for t in scenario.templates))
    ]
    columns = join_columns(parts)
    pattern = table.begun(columns.pattern_idx, columns.end_week - columns.start_week)
    return replace(columns, pattern_idx=pattern).sorted().distinct()


def with_patterns(
    scenario: Scenario, person: Ints, usable: Ints, table: PatternTable
) -> tuple[Ints, Ints]:
    """Repeat each (person, usable slots) once per week pattern of the template."""
    number = {t.id: i for i, t in enumerate(scenario.templates)}
    template = np.array([number[p.template] for p in scenario.participants])[person]
    kinds, kind_of = np.unique(
        np.stack([template, usable]), axis=1, return_inverse=True
    )
    lists = [
        [table.number(p) for p in week_patterns(int(slots), scenario.templates[t])]
        for t, slots in kinds.T
    ]
    counts = np.array([len(found) for found in lists], dtype=np.int64)
    flat = np.array([n for found in lists for n in found], dtype=np.int64)
    line, nth = expand(counts[kind_of])
    return line, flat[(np.cumsum(counts) - counts)[kind_of[line]] + nth]


def _with_weeks(
    scenario: Scenario,
    candidates: Candidates,
    pair: Ints,
    choice: Ints,
    pattern: Ints,
    choices: SectionChoices,
    start: int,
    nth_length: int,
) -> Columns:
    """Keep the options that can start in week ``start`` with their n-th length.

    A length that is cut to the same end as a longer one is not offered twice.
    """
    person = candidates.participant_idx[pair].astype(np.int64)
    lengths, longer, min_weeks = lengths_of(scenario, nth_length)
    last = candidates.last_week[pair].astype(np.int64)
    end = np.minimum(start + lengths[person], last)
    begins = np.maximum(candidates.earliest_start[pair], candidates.floor_week[pair])
    longer_end = np.minimum(start + longer[person], last)
    keep = (
        (lengths[person] > 0)
        & (start >= begins)
        & (start <= candidates.latest_start[pair])
        & (end - start >= min_weeks[person])
        & ((longer[person] == 0) | (end < longer_end))
    )
    kept = np.flatnonzero(keep)
    return Columns(
        person[kept],
        candidates.place_idx[pair[kept]].astype(np.int64),
        choices.section_idx[choice[kept]],
        choice[kept],
        candidates.travel_minutes[pair[kept]].astype(np.int64),
        np.full(len(kept), start, dtype=np.int64),
        end[kept],
        pattern[kept],
        np.full(len(kept), NO_NEXT, dtype=np.int64),
    )


def lengths_of(scenario: Scenario, nth: int) -> tuple[Ints, Ints, Ints]:
    """Return per participant the n-th longest length, the next longer, the least.

    0 stands for a length that there is not.
    """
    by_template = {}
    for template in scenario.templates:
        lengths = sorted(set(template.lengths_weeks), reverse=True)
        this = lengths[nth] if nth < len(lengths) else 0
        longer = lengths[nth - 1] if 0 < nth <= len(lengths) else 0
        by_template[template.id] = (this, longer, template.min_weeks)
    rows = [by_template[p.template] for p in scenario.participants]
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def running_columns(
    scenario: Scenario, policy: Policy, choices: SectionChoices, table: PatternTable
) -> Columns:
    """Return the columns of running placements: all that their people have.

    Where the placement names its class there is one, else one for each class that the
    person can be in beside it.
    """
    people = {p.id: i for i, p in enumerate(scenario.participants)}
    places = {p.id: i for i, p in enumerate(scenario.places)}
    week_of = scenario.horizon.week_of
    rows = []
    for running in scenario.running:
        mask = scenario.grid.mask(running.slots)
        person, place = people[running.participant], places[running.place]
        minutes = minutes_to_place(
            scenario, policy, scenario.participants[person], scenario.places[place]
        )
        weeks = week_of(running.start_date), week_of(running.end_date) + 1
        pattern = table.number(WeekPattern((mask,), (0,)))
        rows += [
            (
                person,
                place,
                choices.section_idx[choice],
                choice,
                minutes,
                *weeks,
                pattern,
                NO_NEXT,
            )
            for choice in _running_choices(scenario, choices, person, mask)
        ]
    parts = np.array(rows, dtype=np.int64).reshape(-1, len(fields(Columns)))
    return Columns(*parts.T)


def _running_choices(
    scenario: Scenario, choices: SectionChoices, person: int, mask: int
) -> list[int]:
    """Return the choices whose class does not meet on ``mask``, or none of them: all.

    Being without a class is no way out of a clash.
    """
    open_ = range(int(choices.first[person]), int(choices.first[person + 1]))
    section = choices.section_idx
    without = [c for c in open_ if section[c] == NO_SECTION]
    free = [
        c
        for c in open_
        if section[c] != NO_SECTION
        and not scenario.grid.mask(scenario.sections[section[c]].menu) & mask
    ]
    return free + without if free else list(open_)
