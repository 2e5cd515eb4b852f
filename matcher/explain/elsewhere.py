"""Where everybody could go if their employer withdrew, beside what everybody has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.fallbacks import first_fallback_week
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy, Tier
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection
from matcher.eligibility import find_candidates
from matcher.explain.seekers import Seekers, seekers_of
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
from matcher.options.pattern_table import class_weeks_of
from matcher.options.patterns import ClassWeeks
from matcher.placement import COVERAGE_TIERS, capacity_rows, placements_of
from matcher.placement.problem import Problem, build_problem

Ints = NDArray[np.int64]

NO_EMPLOYER = -1

NO_OPTION = -1

NO_WAY = -2
"""Of columns that nobody is to have."""

TIERS_AFTER_COVERAGE = (Tier.FIT, Tier.RHYTHM, Tier.TIE_BREAK)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What everybody has and what they could have instead, in the same capacity rows.

    Attributes
    ----------
    problem
        Group ``p`` has what the plan gives participant ``p``; ``num_people + s`` what
        seeker ``s`` has when the placement they lose is lost: nothing, or what is left of
        two in a row, and an option elsewhere beside it, if any. The tiers: has a
        fallback, is covered by it, fit, rhythm, tie-break.
    employer
        ``(columns,)``: of the option elsewhere; ``NO_EMPLOYER`` where there is none.
    possible
        ``(columns,)``: what can be had; not so a second nothing in each group.
    lost_at
        ``(seekers,)``: the employer of the placement that each seeker loses.
    """

    problem: Problem
    employer: Ints
    possible: NDArray[np.bool_]
    lost_at: Ints
    seekers: Seekers
    _scenario: Scenario
    _options: Options
    _option: Ints

    @property
    def num_people(self) -> int:
        """How many participants there are."""
        return self.problem.num_groups - len(self.lost_at)

    @property
    def held(self) -> Ints:
        """The column of what each participant has."""
        first: Ints = self.problem.group_first[: self.num_people]
        return first

    def seeker(self, columns: Ints) -> Ints:
        """Return whose ``columns`` elsewhere these are."""
        seekers: Ints = self.problem.group[columns] - self.num_people
        return seekers

    def placements(self, chosen: Ints) -> dict[int, Placement]:
        """Return by seeker the placements that ``chosen`` columns elsewhere stand for."""
        placed = chosen[self.employer[chosen] != NO_EMPLOYER]
        people, seeking = self._scenario.participants, self.seekers.scenario
        number = {p.id: i for i, p in enumerate(seeking.participants)}
        first = np.searchsorted(
            self._options.columns.participant_idx, np.arange(len(number))
        )
        first[self.seeker(placed)] = self._option[placed]
        made, _ = placements_of(seeking, self._options, first)
        found = {}
        for placement in made:
            seeker = number[placement.participant]
            name = people[self.seekers.person[seeker]].id
            found[seeker] = replace(placement, participant=name)
        return found


def elsewhere_of(
    scenario: Scenario,
    policy: Policy,
    seed: int,
    placements: Sequence[Placement],
    class_sections: Mapping[ParticipantId, SectionId],
) -> Elsewhere:
    """Return where the people of ``placements`` could go instead, class unchanged."""
    seekers = seekers_of(scenario, policy, placements, class_sections)
    options = _options_elsewhere(seekers, policy, seed)
    own = seekers.person[options.columns.participant_idx]
    option = np.flatnonzero(
        (options.columns.place_idx != NO_PLACE)
        & _in_own_class(scenario, options.columns, own, class_sections)
        & _is_open(scenario, placements)[options.columns.place_idx]
        & _goes_alone(scenario)[own]
    )
    held, second, patterns = _held(scenario, placements, len(options.patterns))
    columns, second, origin = _columns(seekers, options, option, held, second)
    possible = origin != NO_WAY
    origin = np.maximum(origin, NO_OPTION)
    rows = capacity_rows(
        _with_seekers(scenario, seekers),
        policy,
        replace(
            options,
            columns=columns,
            patterns=(*options.patterns, *patterns),
            second=second,
        ),
    )
    places = np.append(options.columns.place_idx, NO_PLACE)[origin]
    return Elsewhere(
        build_problem(columns.participant_idx, _values(options, origin), rows),
        _employer_of(scenario, places),
        possible,
        _employers_lost(scenario, seekers),
        seekers,
        scenario,
        options,
        origin,
    )


def _columns(
    seekers: Seekers, options: Options, option: Ints, held: Columns, second: Columns
) -> tuple[Columns, Columns, Ints]:
    """Return the columns by group, the second placements, and the option of each column.

    Of the two in a row that a seeker has, the one that is left is in all their columns.
    """
    people = len(held)
    left = _left(seekers, held, second)
    away = options.columns.take(option)
    seeker = away.participant_idx.astype(np.int64)
    goes_on = seeker >= people
    begins = ~goes_on & (left.place_idx[seeker] != NO_PLACE)
    after = _of_seekers(away.take(goes_on), people)
    beside = {f.name: getattr(away, f.name).copy() for f in fields(Columns)}
    for name in _OF_A_STAY:
        beside[name] = np.where(goes_on, getattr(left, name)[seeker], beside[name])
    beside["next_idx"] = np.full(len(away), NO_NEXT, dtype=np.int64)
    beside["next_idx"][begins] = seeker[begins]
    beside["next_idx"][goes_on] = len(second) + np.arange(len(after))
    # What everybody has must not look as if it could not be otherwise: rows hold that.
    nothing = _joined([_nothing(people), _of_seekers(_nothing(len(left)), people)])
    columns = _joined(
        [
            held,
            _of_seekers(left, people),
            _of_seekers(Columns(**beside), people),
            nothing,
        ]
    )
    none = np.full(people + len(left), NO_OPTION)
    origin = np.concatenate([none, option, np.full(len(nothing), NO_WAY)])
    order = np.argsort(columns.participant_idx, kind="stable")
    return columns.take(order), _joined([second, after]), origin[order]


_OF_A_STAY = ("place_idx", "travel_minutes", "start_week", "end_week", "pattern_idx")


def _left(seekers: Seekers, held: Columns, second: Columns) -> Columns:
    """Return what each seeker has without what they lose: of two in a row the other."""
    left = _nothing(len(seekers.person))
    person = seekers.person
    at = np.arange(len(person))
    has_two = np.isin(person, person[len(held) :])
    for kept, mine in ((second, at < len(held)), (held, at >= len(held))):
        rows = np.flatnonzero(mine & has_two)
        for name in _OF_A_STAY:
            getattr(left, name)[rows] = getattr(kept, name)[person[rows]]
    return left


def _values(options: Options, origin: Ints) -> Ints:
    """Return what each column is worth by the option it stems from; without one 0."""
    covered = [options.values[tier] for tier in COVERAGE_TIERS]
    tiers = [
        np.ones(len(options.columns), dtype=np.int64),
        np.sum(covered, axis=0),
        *(options.values[tier] for tier in TIERS_AFTER_COVERAGE),
    ]
    return np.stack([np.where(origin == NO_OPTION, 0, tier[origin]) for tier in tiers])


def _options_elsewhere(seekers: Seekers, policy: Policy, seed: int) -> Options:
    """Return the options after the lead time; none for those without a placement.

    The start grid goes on past the latest start by the lead time, and as far past the
    begin of the second of two in a row.
    """
    horizon, every = seekers.scenario.horizon, policy.start_every_weeks
    begins = np.array(
        [
            NEVER if lost is None else first_fallback_week(horizon, policy, lost)
            for lost in seekers.lost
        ],
        dtype=np.int32,
    )
    later = -(-policy.fallback_lead_weeks // every) * every
    latest = np.full(len(begins), policy.latest_start_week + later, dtype=np.int64)
    again = np.arange(len(begins)) >= len(begins) - _num_again(seekers)
    latest[again] = np.maximum(latest[again], -(-begins[again] // every) * every)
    most = int(latest.max(initial=0))
    policy = replace(policy, latest_start_week=most)
    found = find_candidates(seekers.scenario, policy)
    person = found.participant_idx
    return build_options(
        seekers.scenario,
        policy,
        replace(
            found,
            earliest_start=np.maximum(found.earliest_start, begins[person]),
            latest_start=np.minimum(found.latest_start, latest[person]),
        ),
        seed,
    )


def _num_again(seekers: Seekers) -> int:
    """Return how many seek another placement for the second of two."""
    return len(seekers.person) - len(np.unique(seekers.person))


def _in_own_class(
    scenario: Scenario,
    columns: Columns,
    person: Ints,
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
    kept: NDArray[np.bool_] = columns.section_idx == own[person]
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
    sections = scenario.alternating_sections()
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
                _beside(scenario, sections, placement),
            )
        )
    return held, second, tuple(patterns)


def _beside(
    scenario: Scenario,
    sections: Mapping[SectionId, ClassSection],
    placement: Placement,
) -> ClassWeeks | None:
    """Return the class that ``placement`` gives way to, of those that alternate."""
    section = None if placement.section is None else sections.get(placement.section)
    return None if section is None else class_weeks_of(scenario, section)


def _nothing(people: int) -> Columns:
    """Return a column without place or class for each of so many people."""
    columns = {f.name: np.full(people, -1, dtype=np.int64) for f in fields(Columns)}
    columns["participant_idx"] = np.arange(people)
    for name in ("travel_minutes", "start_week", "end_week"):
        columns[name][:] = 0
    return Columns(**columns)


def _of_seekers(columns: Columns, people: int) -> Columns:
    """Return ``columns`` for the groups of seekers, class seats untouched."""
    return replace(
        _without_class(columns), participant_idx=columns.participant_idx + people
    )


def _without_class(columns: Columns) -> Columns:
    section = np.full(len(columns), NO_SECTION, dtype=np.int64)
    return replace(columns, section_idx=section)


def _joined(parts: Sequence[Columns]) -> Columns:
    return Columns(
        *(
            np.concatenate([getattr(part, f.name) for part in parts])
            for f in fields(Columns)
        )
    )


def _with_seekers(scenario: Scenario, seekers: Seekers) -> Scenario:
    """Return the scenario with every seeker beside the people, and every pair of them.

    The first of them are those in running placements. Whoever follows them up follows
    them wherever they go: job specialists say nothing here.
    """
    people = scenario.participants
    copies = [
        replace(people[person], id=ParticipantId(f"{seeker.id} elsewhere"))
        for person, seeker in zip(
            seekers.person.tolist(), seekers.scenario.participants, strict=True
        )
    ]
    names = {p.id: [p.id] for p in people}
    for person, copy in zip(seekers.person.tolist(), copies, strict=True):
        names[people[person].id].append(copy.id)
    pairs = [
        replace(pair, participant=one, other=other)
        for pair in scenario.pairs
        for one in names[pair.participant]
        for other in names[pair.other]
    ]
    return replace(
        scenario,
        participants=(*people, *copies),
        pairs=tuple(pairs),
        specialists=(),
    )


def _employers_lost(scenario: Scenario, seekers: Seekers) -> Ints:
    number = {place.id: i for i, place in enumerate(scenario.places)}
    places = [NO_PLACE if p is None else number[p.place] for p in seekers.lost]
    return _employer_of(scenario, np.array(places, dtype=np.int64))


def _employer_of(scenario: Scenario, place_idx: Ints) -> Ints:
    number = {employer.id: i for i, employer in enumerate(scenario.employers)}
    employer = [number[place.employer] for place in scenario.places]
    return np.array([*employer, NO_EMPLOYER], dtype=np.int64)[place_idx]
