"""Where everybody could go if their employer withdrew, beside what everybody has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.chains import without_chains
from matcher.domain.fallbacks import first_fallback_week
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy, Tier
from matcher.domain.scenario import Scenario
from matcher.eligibility import find_candidates
from matcher.options import (
    NEVER,
    NO_NEXT,
    NO_PLACE,
    NO_SECTION,
    Columns,
    Options,
    WeekPattern,
    build_options,
)
from matcher.placement import COVERAGE_TIERS, capacity_rows, placements_of
from matcher.placement.problem import Problem, build_problem

Ints = NDArray[np.int64]

NO_EMPLOYER = -1

NO_OPTION = -1

TIERS_AFTER_COVERAGE = (Tier.FIT, Tier.RHYTHM, Tier.TIE_BREAK)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What everybody has and what they could have instead, in the same capacity rows.

    Attributes
    ----------
    problem
        Every participant ``p`` is two groups: ``p`` has what the plan gives them, and
        ``num_people + p`` those elsewhere; both may have nothing. The tiers: has a fallback, is covered by it, fit, rhythm, tie-break.
    employer
        ``(columns,)``: of the place; ``NO_EMPLOYER`` for having nothing.
    in_chains
        The people who have two placements: they keep both and are asked for no fallback.
    """

    problem: Problem
    employer: Ints
    num_people: int
    _scenario: Scenario
    _options: Options
    _option: Ints
    in_chains: Ints

    @property
    def held(self) -> Ints:
        """The column of what each participant has."""
        first: Ints = self.problem.group_first[: self.num_people]
        return first

    def placements(self, chosen: Ints) -> dict[ParticipantId, Placement]:
        """Return by person the placements that ``chosen`` columns elsewhere stand for."""
        placed = chosen[self.employer[chosen] != NO_EMPLOYER]
        first = np.searchsorted(
            self._options.columns.participant_idx, np.arange(self.num_people)
        )
        first[self.problem.group[placed] - self.num_people] = self._option[placed]
        made, _ = placements_of(self._scenario, self._options, first)
        return {placement.participant: placement for placement in made}


def elsewhere_of(
    scenario: Scenario,
    policy: Policy,
    seed: int,
    placements: Sequence[Placement],
    class_sections: Mapping[ParticipantId, SectionId],
) -> Elsewhere:
    """Return where the people of ``placements`` could go instead, class unchanged."""
    withdrawn = without_chains(_all_withdrawn(scenario, placements, class_sections))
    options = _options_elsewhere(withdrawn, policy, seed, placements)
    option = np.flatnonzero(
        (options.columns.place_idx != NO_PLACE)
        & _in_own_class(scenario, options.columns, class_sections)
        & _is_open(scenario, placements)[options.columns.place_idx]
        & _goes_alone(scenario)[options.columns.participant_idx]
    )
    people = len(scenario.participants)
    held, second, patterns = _held(scenario, placements, len(options.patterns))
    nothing, away = _nothing(people), options.columns.take(option)
    columns = _joined(
        [held, nothing, _as_second(nothing, people), _as_second(away, people)]
    )
    order = np.argsort(columns.participant_idx, kind="stable")
    columns = columns.take(order)
    origin = np.concatenate([np.full(3 * people, NO_OPTION), option])[order]
    rows = capacity_rows(
        _twice(scenario),
        policy,
        replace(
            options,
            columns=columns,
            patterns=(*options.patterns, *patterns),
            second=second,
        ),
    )
    return Elsewhere(
        build_problem(columns.participant_idx, _values(options, origin), rows),
        _employer_of(scenario, columns.place_idx),
        people,
        withdrawn,
        options,
        origin,
        np.flatnonzero(held.next_idx != NO_NEXT),
    )


def _values(options: Options, origin: Ints) -> Ints:
    """Return what each column is worth by the option it stems from; without one 0."""
    covered = [options.values[tier] for tier in COVERAGE_TIERS]
    tiers = [
        np.ones(len(options.columns), dtype=np.int64),
        np.sum(covered, axis=0),
        *(options.values[tier] for tier in TIERS_AFTER_COVERAGE),
    ]
    return np.stack([np.where(origin == NO_OPTION, 0, tier[origin]) for tier in tiers])


def _all_withdrawn(
    scenario: Scenario,
    placements: Sequence[Placement],
    class_sections: Mapping[ParticipantId, SectionId],
) -> Scenario:
    """Return the scenario in which every employer has withdrawn from its own people.

    Classes are full, so that everybody stays in theirs or without one.
    """
    places = scenario.places_by_id()
    lost = {p.participant: places[p.place].employer for p in placements}
    people = [
        replace(
            person,
            section=class_sections.get(person.id),
            employer_vetoes=person.employer_vetoes | {lost[person.id]},
        )
        if person.id in lost
        else person
        for person in scenario.participants
    ]
    return replace(
        scenario,
        participants=tuple(people),
        sections=tuple(replace(section, seats=0) for section in scenario.sections),
        running=(),
        pins=(),
    )


def _options_elsewhere(
    withdrawn: Scenario, policy: Policy, seed: int, placements: Sequence[Placement]
) -> Options:
    """Return the options after the lead time; none for those without a placement."""
    weeks = {
        p.participant: first_fallback_week(withdrawn.horizon, policy, p)
        for p in placements
    }
    begins = np.array(
        [weeks.get(p.id, NEVER) for p in withdrawn.participants], dtype=np.int32
    )
    every = policy.start_every_weeks
    later = -(-policy.fallback_lead_weeks // every) * every
    policy = replace(policy, latest_start_week=policy.latest_start_week + later)
    found = find_candidates(withdrawn, policy)
    earliest = np.maximum(found.earliest_start, begins[found.participant_idx])
    return build_options(
        withdrawn, policy, replace(found, earliest_start=earliest), seed
    )


def _in_own_class(
    scenario: Scenario,
    columns: Columns,
    class_sections: Mapping[ParticipantId, SectionId],
) -> NDArray[np.bool_]:
    number = {section.id: i for i, section in enumerate(scenario.sections)}
    own = np.array(
        [
            number[class_sections[p.id]] if p.id in class_sections else NO_SECTION
            for p in scenario.participants
        ],
        dtype=np.int64,
    )
    kept: NDArray[np.bool_] = columns.section_idx == own[columns.participant_idx]
    return kept


def _is_open(scenario: Scenario, placements: Sequence[Placement]) -> NDArray[np.bool_]:
    """Tell which places are open: those that open only for several, by the plan.

    The last entry is that of being nowhere.
    """
    closed = scenario.opens_only_with().keys() - {one.place for one in placements}
    return np.array([*(p.id not in closed for p in scenario.places), True], np.bool_)


def _goes_alone(scenario: Scenario) -> NDArray[np.bool_]:
    """Tell who does not go together with another."""
    pairs = scenario.pairs_together().values()
    bound = {person for pair in pairs for person in (pair.participant, pair.other)}
    return np.array([p.id not in bound for p in scenario.participants], np.bool_)


def _held(
    scenario: Scenario, placements: Sequence[Placement], first_pattern: int
) -> tuple[Columns, Columns, tuple[WeekPattern, ...]]:
    """Return a column for what each participant has, with patterns from that number.

    And one for the second placement of each, where there is one.
    """
    people = {p.id: i for i, p in enumerate(scenario.participants)}
    places = {p.id: i for i, p in enumerate(scenario.places)}
    week_of, mask = scenario.horizon.week_of, scenario.grid.mask
    held, second, patterns = _nothing(len(people)), _nothing(len(people)), []
    for number, placement in enumerate(placements, start=first_pattern):
        person, begins = people[placement.participant], week_of(placement.start_date)
        stay = held
        if held.place_idx[person] != NO_PLACE:
            stay, held.next_idx[person] = second, person
        stay.place_idx[person] = places[placement.place]
        stay.start_week[person] = begins
        stay.end_week[person] = week_of(placement.end_date) + 1
        stay.pattern_idx[person] = number
        patterns.append(
            WeekPattern(
                tuple(mask(step.slots) for step in placement.steps),
                tuple(week_of(step.first_day) - begins for step in placement.steps),
            )
        )
    return held, second, tuple(patterns)


def _nothing(people: int) -> Columns:
    """Return a column without place or class for each of so many people."""
    columns = {f.name: np.full(people, -1, dtype=np.int64) for f in fields(Columns)}
    columns["participant_idx"] = np.arange(people)
    for name in ("travel_minutes", "start_week", "end_week"):
        columns[name][:] = 0
    return Columns(**columns)


def _as_second(columns: Columns, people: int) -> Columns:
    """Return ``columns`` for the second group of their people, class seats untouched."""
    return replace(
        columns,
        participant_idx=columns.participant_idx + people,
        section_idx=np.full(len(columns), NO_SECTION, dtype=np.int64),
    )


def _joined(parts: Sequence[Columns]) -> Columns:
    return Columns(
        *(
            np.concatenate([getattr(part, f.name) for part in parts])
            for f in fields(Columns)
        )
    )


def _twice(scenario: Scenario) -> Scenario:
    """Return the scenario with every participant twice, and every pair of them.

    The first of them are those in running placements. Whoever follows them up follows
    them wherever they go: job specialists say nothing here.
    """
    again = {p.id: ParticipantId(f"{p.id} elsewhere") for p in scenario.participants}
    copies = [replace(p, id=again[p.id]) for p in scenario.participants]
    pairs = [
        replace(pair, participant=one, other=other)
        for pair in scenario.pairs
        for one in (pair.participant, again[pair.participant])
        for other in (pair.other, again[pair.other])
    ]
    return replace(
        scenario,
        participants=(*scenario.participants, *copies),
        pairs=tuple(pairs),
        specialists=(),
    )


def _employer_of(scenario: Scenario, place_idx: Ints) -> Ints:
    number = {employer.id: i for i, employer in enumerate(scenario.employers)}
    employer = [number[place.employer] for place in scenario.places]
    return np.array([*employer, NO_EMPLOYER], dtype=np.int64)[place_idx]
