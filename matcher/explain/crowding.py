"""Which limit keeps a person out of each place they could have gone to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy
from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.domain.school_starts import placement_lengths
from matcher.eligibility import Candidates, admitting_sections
from matcher.explain.agreed_room import AGREED_LIMITS, AgreedRoom, agreed_room
from matcher.explain.residual import Residual, residual_room
from matcher.explain.weekly import least_from
from matcher.options.pattern_table import (
    class_weeks_of,
    rhythms,
    weeks_without_class,
)

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LIMITS = (
    RuleCode.SEAT_DAY,
    RuleCode.PEOPLE_AT_ONCE,
    RuleCode.EMPLOYER_PEOPLE,
    RuleCode.EMPLOYER_STARTS,
    RuleCode.SECTION_SEATS,
    *AGREED_LIMITS,
)
"""The capacity rules, in the order of the bits of a set of limits."""

PLENTY = 1 << 20
"""More seats than anybody needs."""

NO_OPTION = 1 << 20
"""Larger than every rank of a set of limits."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of a person and a place that suits them, one entry each.

    Attributes
    ----------
    usable
        Bit mask of slots that suit both; class is not yet taken out.
    begins, latest
        Weeks between which a placement may start, both included.
    last_week
        Week in which it must have ended.
    """

    person: Ints
    place: Ints
    usable: Ints
    begins: NDArray[np.int32]
    latest: NDArray[np.int32]
    last_week: NDArray[np.int32]

    def take(self, chosen: Bools) -> "Pairs":
        """Return the pairs where ``chosen`` is true."""
        return Pairs(
            self.person[chosen],
            self.place[chosen],
            self.usable[chosen],
            self.begins[chosen],
            self.latest[chosen],
            self.last_week[chosen],
        )


def pairs_of(candidates: Candidates, asked: Bools) -> Pairs:
    """Return the candidates at ``asked``."""
    return Pairs(
        candidates.participant_idx.astype(np.int64),
        candidates.place_idx.astype(np.int64),
        candidates.slot_mask,
        np.maximum(candidates.earliest_start, candidates.floor_week),
        candidates.latest_start,
        candidates.last_week,
    ).take(asked)


@dataclass(frozen=True, slots=True)
class ClassChoices:
    """The classes each person could be in, ``(participants, most choices)``.

    Attributes
    ----------
    menu
        Bit mask of the slots of every week's class; the last choice repeated.
    rhythm
        In which weeks and slots practice gives way to class, by its number among all.
    full
        Whether the person would find no seat there.
    """

    menu: Ints
    rhythm: Ints
    full: Bools


def limits_in_the_way(
    scenario: Scenario,
    policy: Policy,
    pairs: Pairs,
    placements: Sequence[Placement],
    class_sections: Mapping[ParticipantId, SectionId],
) -> Ints:
    """Return the limits that keep each of ``pairs`` out beside ``placements``.

    Each pair's nearest option is the one that the fewest limits keep out. The limits are
    a set of bits in the order of :data:`LIMITS`; 0 where there is room.
    """
    room = residual_room(scenario, placements, class_sections)
    agreed = agreed_room(scenario, policy, placements)
    choices = _class_choices(scenario, room, class_sections)
    seen = _as_seen(scenario, room)
    number = {t.id: i for i, t in enumerate(scenario.templates)}
    template_of = np.array([number[p.template] for p in scenario.participants])
    limits = np.zeros(len(pairs.person), dtype=np.int64)
    lengths = [
        placement_lengths(p, scenario.templates[number[p.template]], scenario.horizon)
        for p in scenario.participants
    ]
    every = list(dict.fromkeys(lengths))
    length_of = np.array([every.index(one) for one in lengths], dtype=np.int64)
    for i, template in enumerate(scenario.templates):
        for nth, weeks in enumerate(every):
            own = (template_of == i) & (length_of == nth)
            chosen = own[pairs.person]
            limits[chosen] = _nearest(
                policy,
                template,
                weeks,
                pairs.take(chosen),
                choices,
                seen,
                room.starts,
                agreed,
            )
    return limits


def _class_choices(
    scenario: Scenario,
    room: Residual,
    class_sections: Mapping[ParticipantId, SectionId],
) -> ClassChoices:
    """Return the classes open to each person; theirs has room, for they sit in it.

    Who has no class in the plan can also do without one at the place.
    """
    left = {s.id: n for s, n in zip(scenario.sections, room.section_seats, strict=True)}
    every, rows = rhythms(scenario), []
    people = zip(scenario.participants, admitting_sections(scenario), strict=True)
    for person, sections in people:
        own = class_sections.get(person.id)
        row = [
            (
                scenario.grid.mask(s.slots_every_week),
                every.index(class_weeks_of(scenario, s)),
                int(left[s.id] < 1 and s.id != own),
            )
            for s in sections
        ]
        rows.append(row + [(0, 0, 0)] * (own is None or not row))
    width = max((len(row) for row in rows), default=1)
    padded = [row + row[-1:] * (width - len(row)) for row in rows]
    table = np.array(padded, dtype=np.int64).reshape(len(rows), width, 3)
    return ClassChoices(table[:, :, 0], table[:, :, 1], table[:, :, 2] > 0)


@dataclass(frozen=True, slots=True)
class Seen:
    """The room left as those see it who give way to one rhythm of class.

    Attributes
    ----------
    mask
        The slots of that class; 0 where it meets every week.
    seats
        ``(places, slots, weeks)``: in weeks and slots of class they need none.
    people
        Those of the place, then of its employer, ``(places, weeks)``: where all their
        practice is in the slots of the class, they are not there in its weeks.
    """

    mask: int
    seats: Ints
    people: tuple[Ints, Ints]


def _as_seen(scenario: Scenario, room: Residual) -> list[Seen]:
    """Return what is seen beside each rhythm of class, first beside none."""
    people = (room.own_people, room.employer_people)
    found = []
    for one in rhythms(scenario):
        if one is None:
            found.append(Seen(0, room.seats, people))
            continue
        without = weeks_without_class(scenario, [one])[0]
        slots = [i for i in range(room.seats.shape[1]) if one.mask >> i & 1]
        seats = room.seats.copy()
        seats[:, slots] = np.where(without, seats[:, slots], PLENTY)
        own, employer = (np.where(without, table, PLENTY) for table in people)
        found.append(Seen(one.mask, seats, (own, employer)))
    return found


def _rank(limits: Ints) -> Ints:
    """Return numbers that order sets of limits by size; the low bits are the set."""
    return np.bitwise_count(limits).astype(np.int64) << len(LIMITS) | limits


def _nearest(
    policy: Policy,
    template: ProgrammeTemplate,
    lengths: Sequence[int],
    pairs: Pairs,
    choices: ClassChoices,
    seen: Sequence[Seen],
    starts: Ints,
    agreed: AgreedRoom,
) -> Ints:
    best = np.full(len(pairs.person), NO_OPTION, dtype=np.int64)
    weeks = min(policy.latest_start_week + 1, starts.shape[-1])
    for start in range(0, weeks, policy.start_every_weeks):
        for length in reversed(lengths):
            end = np.minimum(start + length, pairs.last_week)
            fits = (
                (pairs.begins <= start)
                & (start <= pairs.latest)
                & (end - start >= max(1, template.min_weeks))
            )
            chosen = np.flatnonzero(fits)
            for limits in _limits(
                template,
                pairs.take(fits),
                start,
                end[fits],
                choices,
                seen,
                starts,
                agreed,
            ):
                best[chosen] = np.minimum(best[chosen], limits)
    return best & ((1 << len(LIMITS)) - 1)


def _limits(
    template: ProgrammeTemplate,
    pairs: Pairs,
    start: int,
    end: Ints,
    choices: ClassChoices,
    seen: Sequence[Seen],
    starts: Ints,
    agreed: AgreedRoom,
) -> Iterator[Ints]:
    """Yield, per choice of class, the rank of the limits that keep each pair out."""
    place = pairs.place
    starts_full = starts[place, start] < 1
    agreed_full = agreed.full(pairs.person, place, start, end)
    steps = [_steps(template, place, start, end, one.seats) for one in seen]
    full_of_people = [
        [least_from(left, start)[place, end - 1] < 1 for left in one.people]
        for one in seen
    ]
    for nth in range(choices.menu.shape[1]):
        free = pairs.usable & ~choices.menu[pairs.person, nth]
        rhythm = choices.rhythm[pairs.person, nth]
        lacks_seat = np.zeros(len(place), dtype=np.bool_)
        people_full, employer_full = full_of_people[0]
        for number, one in enumerate(seen):
            mine = rhythm == number
            lacks_seat |= mine & _lacks_seat(steps[number], free)
            hidden = mine & (free & ~one.mask == 0)
            own, employer = full_of_people[number]
            people_full = np.where(hidden, own, people_full)
            employer_full = np.where(hidden, employer, employer_full)
        full = (
            lacks_seat,
            people_full,
            employer_full,
            starts_full,
            choices.full[pairs.person, nth],
            *agreed_full,
        )
        limits = sum(
            (flags.astype(np.int64) << bit for bit, flags in enumerate(full)),
            start=np.zeros(len(place), dtype=np.int64),
        )
        possible = np.bitwise_count(free) >= template.min_practice_slots
        yield np.where(possible, _rank(limits), NO_OPTION)


def _steps(
    template: ProgrammeTemplate, place: Ints, start: int, end: Ints, seats: Ints
) -> list[tuple[int, Ints]]:
    """Return per step its slots a week and, per pair, those open to the very end.

    A slot that a step takes is kept to the end of the placement, since later steps
    contain it. A step that would begin after the end asks nothing: all is open.
    """
    everything = np.int64((1 << seats.shape[1]) - 1)
    steps, begins = [], start
    for step in template.steps:
        if begins >= seats.shape[-1]:
            break
        is_open = _open_slots(seats, begins)[place, end - 1]
        steps.append((step.practice_slots, np.where(begins < end, is_open, everything)))
        begins += step.weeks or 0
    return steps


def _lacks_seat(steps: list[tuple[int, Ints]], free: Ints) -> Bools:
    """Tell where some step finds fewer open slots than it asks, or than are ``free``."""
    lacks = np.zeros(len(free), dtype=np.bool_)
    offered = np.bitwise_count(free)
    for asked, is_open in steps:
        lacks |= np.bitwise_count(free & is_open) < np.minimum(asked, offered)
    return lacks


def _open_slots(seats: Ints, begins: int) -> Ints:
    """Return ``(places, weeks)``: slots with a seat from ``begins`` through the week."""
    is_open = least_from(seats, begins) > 0
    bits = np.int64(1) << np.arange(seats.shape[1], dtype=np.int64)
    slots: Ints = (is_open * bits[:, None]).sum(axis=1)
    return slots
