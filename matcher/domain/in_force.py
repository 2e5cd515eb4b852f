"""The plan that people have been told of, as a new plan for the same period knows it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.domain.ids import ParticipantId, PlaceId, SectionId, SlotId, SpecialistId
from matcher.domain.plan import Placement, PlacementStep
from matcher.domain.weeks import Horizon


@dataclass(frozen=True, slots=True)
class RowInForce:
    """One person's part of the plan in force: a placement, or class alone.

    Attributes
    ----------
    place, start_date, end_date
        ``None``: the person has no placement in the plan in force.
    section
        Their class; ``None`` for none.
    steps
        As :attr:`matcher.domain.plan.Placement.steps`; empty without a placement.
    followed_by
        Their job specialist; ``None`` for none, or where it is not known.
    """

    participant: ParticipantId
    place: PlaceId | None = None
    start_date: date | None = None
    end_date: date | None = None
    section: SectionId | None = None
    steps: tuple[PlacementStep, ...] = ()
    followed_by: SpecialistId | None = None

    @property
    def placement(self) -> Placement | None:
        """The placement, ``None`` for class alone."""
        if self.place is None or self.start_date is None or self.end_date is None:
            return None
        return Placement(
            self.participant,
            self.place,
            self.start_date,
            self.end_date,
            self.section,
            self.steps,
        )


WeekSlot = tuple[int, SlotId]

Times = tuple[tuple[int, int, tuple[tuple[int, tuple[SlotId, ...]], ...]], ...]


def by_person(rows: Iterable[RowInForce]) -> Mapping[ParticipantId, list[RowInForce]]:
    """Return everybody's rows by start; those of class alone have one."""
    found = defaultdict(list)
    for row in rows:
        found[row.participant].append(row)
    for own in found.values():
        own.sort(key=lambda row: (row.start_date or date.min, row.place or ""))
    return found


def times_of(placements: Sequence[Placement], horizon: Horizon) -> Times:
    """Return when practice is, week by week: first week, last week, and the steps.

    Equal for placements that a week's plan cannot tell apart.
    """
    return tuple(
        (
            horizon.week_of(one.start_date),
            horizon.week_of(one.end_date),
            tuple((horizon.week_of(s.first_day), s.slots) for s in one.steps),
        )
        for one in placements
    )


def practice_slots(
    placements: Iterable[Placement], horizon: Horizon
) -> frozenset[WeekSlot]:
    """Return the slots of practice in each week of the period, whatever the place."""
    found: set[WeekSlot] = set()
    for one in placements:
        begins = [horizon.week_of(step.first_day) for step in one.steps]
        ends = [*begins[1:], horizon.week_of(one.end_date) + 1]
        # A plan made by hand may have no steps.
        for step, first, after in zip(one.steps, begins, ends, strict=False):
            weeks = range(max(0, first), min(after, horizon.placement_weeks))
            found.update((week, slot) for week in weeks for slot in step.slots)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Change:
    """What a new plan changes for one person, against the plan in force.

    Attributes
    ----------
    was_placed, is_placed
        Whether the person had a placement, and has one.
    new_place
        Placed before, and not at the same place or places now.
    new_times
        Placed before: other weeks, slots or another class now. Not placed before nor
        now: another class.
    days_moved
        Slots of practice in the plan in force, week by week, in which there is no
        practice now.
    """

    was_placed: bool
    is_placed: bool
    new_place: bool
    new_times: bool
    days_moved: int

    @property
    def is_left_without(self) -> bool:
        """Whether the person had a placement and has none."""
        return self.was_placed and not self.is_placed

    @property
    def is_any(self) -> bool:
        """Whether anything is changed at all."""
        moved = self.new_place or self.new_times or self.days_moved > 0
        return moved or self.is_newly_placed

    @property
    def is_newly_placed(self) -> bool:
        """Whether the person has a placement and had none."""
        return self.is_placed and not self.was_placed


def change_of(
    before: Sequence[RowInForce],
    after: Sequence[Placement],
    section: SectionId | None,
    horizon: Horizon,
) -> Change:
    """Return what is changed for a person with these rows, placements and class now.

    Nothing is changed for one of whom the plan in force does not speak, but that they
    may be newly placed.
    """
    had = [row.placement for row in before if row.placement is not None]
    other_class = bool(before) and section != before[0].section
    lost = practice_slots(had, horizon) - practice_slots(after, horizon)
    other_times = times_of(had, horizon) != times_of(after, horizon)
    return Change(
        was_placed=bool(had),
        is_placed=bool(after),
        new_place=bool(had) and [p.place for p in had] != [p.place for p in after],
        new_times=other_times or other_class if had else other_class and not after,
        days_moved=len(lost),
    )
