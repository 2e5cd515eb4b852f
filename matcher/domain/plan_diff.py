"""What is different between two plans: for people, and for those they are with."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from matcher.domain.ids import (
    EmployerId,
    ParticipantId,
    PlaceId,
    SectionId,
    SpecialistId,
)
from matcher.domain.plan import Placement, Plan, TierResult
from matcher.domain.policy import Tier
from matcher.domain.scenario import Scenario


class Difference(StrEnum):
    """One thing that is different for a person; the gravest first.

    ``gone`` and ``new``: in the first plan only, in the second only. ``lost`` and
    ``placed``: in both, and without a placement in the second or in the first; somebody
    new may be ``placed`` too. All others: placed in both, or for ``section`` in both
    plans. ``placements``: one more or one fewer of two in a row. ``slots``: other days,
    counted from the start.
    """

    LOST = "lost"
    GONE = "gone"
    PLACE = "place"
    PLACEMENTS = "placements"
    SLOTS = "slots"
    START = "start"
    END = "end"
    SECTION = "section"
    SPECIALIST = "specialist"
    PLACED = "placed"
    NEW = "new"


_NOT_TOLD_TO_EMPLOYERS = frozenset({Difference.SECTION})
_NOT_TOLD_TO_SECTIONS = frozenset({Difference.SPECIALIST})


@dataclass(frozen=True, slots=True)
class Standing:
    """What a plan gives one person: placements in order of time, and their class."""

    placements: tuple[Placement, ...]
    section: SectionId | None = None

    @property
    def specialist(self) -> SpecialistId | None:
        """The job specialist who follows the person; ``None``: nobody."""
        return self.placements[0].specialist if self.placements else None


@dataclass(frozen=True, slots=True)
class PersonDiff:
    """Somebody for whom something is different.

    Attributes
    ----------
    differences
        At least one, the gravest first.
    before, after
        ``None``: not in that plan.
    """

    participant: ParticipantId
    differences: tuple[Difference, ...]
    before: Standing | None
    after: Standing | None


@dataclass(frozen=True, slots=True)
class GroupDiff:
    """What is different for an employer, a class or a job specialist; ids in order.

    Attributes
    ----------
    comes, goes
        People in the second plan only, and in the first only.
    changed
        People in both, of whom something else must be known there.
    """

    id: str
    comes: tuple[ParticipantId, ...]
    goes: tuple[ParticipantId, ...]
    changed: tuple[ParticipantId, ...]


@dataclass(frozen=True, slots=True)
class TierDiff:
    """A tier in both plans; ``None`` where a plan does not have it."""

    name: Tier
    before: TierResult | None
    after: TierResult | None

    @property
    def change(self) -> int | None:
        """The second value minus the first; ``None`` where one of them is missing."""
        values = [side.value if side else None for side in (self.before, self.after)]
        return _change(*values)


@dataclass(frozen=True, slots=True)
class MetricDiff:
    """A metric that is not the same; ``None`` where a plan does not count it."""

    name: str
    before: int | None
    after: int | None

    @property
    def change(self) -> int | None:
        """The second minus the first; ``None`` where one of them is missing."""
        return _change(self.before, self.after)


@dataclass(frozen=True, slots=True)
class PlanDiff:
    """What is different in a second plan from a first.

    Attributes
    ----------
    people
        By id; ``unchanged`` are all others who are in either plan.
    employers, sections, specialists
        By id, those with anything to tell.
    tiers
        All tiers of either plan, in the order of the second.
    metrics
        By name, those that are not the same.
    """

    people: tuple[PersonDiff, ...]
    unchanged: int
    employers: tuple[GroupDiff, ...]
    sections: tuple[GroupDiff, ...]
    specialists: tuple[GroupDiff, ...]
    tiers: tuple[TierDiff, ...]
    metrics: tuple[MetricDiff, ...]

    def who(self, difference: Difference) -> tuple[ParticipantId, ...]:
        """Return the people of that difference, by id."""
        return tuple(p.participant for p in self.people if difference in p.differences)


def employers_of_places(*scenarios: Scenario) -> dict[PlaceId, EmployerId]:
    """Return the employer of each place in any of ``scenarios``; the last one's word."""
    return {place.id: place.employer for one in scenarios for place in one.places}


def diff_plans(
    before: Plan, after: Plan, employer_of: Mapping[PlaceId, EmployerId]
) -> PlanDiff:
    """Return what is different in ``after``.

    Parameters
    ----------
    employer_of
        Of the places in either plan: see :func:`employers_of_places`.

    Raises
    ------
    KeyError
        For a place without an employer there.
    """
    first, second = standings(before), standings(after)
    everybody = sorted(first.keys() | second.keys())
    people = tuple(
        PersonDiff(person, found, first.get(person), second.get(person))
        for person in everybody
        if (found := differences(first.get(person), second.get(person)))
    )

    def employers(standing: Standing) -> Iterable[str]:
        return {employer_of[placement.place] for placement in standing.placements}

    return PlanDiff(
        people,
        len(everybody) - len(people),
        _groups(people, employers, _NOT_TOLD_TO_EMPLOYERS),
        _groups(people, lambda one: _some(one.section), _NOT_TOLD_TO_SECTIONS),
        _groups(people, lambda one: _some(one.specialist), frozenset()),
        _tiers(before, after),
        _metrics(before.metrics, after.metrics),
    )


def standings(plan: Plan | Sequence[Placement]) -> dict[ParticipantId, Standing]:
    """Return what a plan gives each person; of one made by hand those with placements."""
    rows = plan.placements if isinstance(plan, Plan) else plan
    placed = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.start_date, row.place)):
        placed[row.participant].append(row)
    found = {p: Standing(tuple(own), own[0].section) for p, own in placed.items()}
    if isinstance(plan, Plan):
        found |= {p.participant: Standing((), p.section) for p in plan.not_placed}
    return found


def differences(
    before: Standing | None, after: Standing | None
) -> tuple[Difference, ...]:
    """Return what is different for one person, the gravest first; empty: nothing."""
    if before is None or after is None:
        return _coming_or_going(before, after)
    found = set(differences_of_placements(before.placements, after.placements))
    if before.section != after.section:
        found.add(Difference.SECTION)
    is_placed_in_both = before.placements and after.placements
    if is_placed_in_both and before.specialist != after.specialist:
        found.add(Difference.SPECIALIST)
    return tuple(one for one in Difference if one in found)


def _coming_or_going(
    before: Standing | None, after: Standing | None
) -> tuple[Difference, ...]:
    if after is None:
        return () if before is None else (Difference.GONE,)
    return (Difference.PLACED,) * bool(after.placements) + (Difference.NEW,)


def differences_of_placements(
    before: Sequence[Placement], after: Sequence[Placement]
) -> Iterator[Difference]:
    """Yield what is different in one person's placements, the same perhaps twice."""
    if not before or not after:
        if before:
            yield Difference.LOST
        if after:
            yield Difference.PLACED
        return
    if len(before) != len(after):
        yield Difference.PLACEMENTS
    for one, other in zip(before, after, strict=False):
        if one.place != other.place:
            yield Difference.PLACE
        if one.start_date != other.start_date:
            yield Difference.START
        if one.end_date != other.end_date:
            yield Difference.END
        if _days(one) != _days(other):
            yield Difference.SLOTS


def _days(placement: Placement) -> list[tuple[object, ...]]:
    """Return the slots of each step, and when it begins after the start."""
    return [
        (step.first_day - placement.start_date, frozenset(step.slots))
        for step in placement.steps
    ]


def _some(of: str | None) -> Iterable[str]:
    return () if of is None else (of,)


def _groups(
    people: Iterable[PersonDiff],
    groups_of: Callable[[Standing], Iterable[str]],
    not_told: frozenset[Difference],
) -> tuple[GroupDiff, ...]:
    """Return the groups for which something is different, by id."""
    comes, goes, changed = defaultdict(list), defaultdict(list), defaultdict(list)
    for person in people:
        left, entered = (
            set() if side is None else set(groups_of(side))
            for side in (person.before, person.after)
        )
        for group in sorted(entered - left):
            comes[group].append(person.participant)
        for group in sorted(left - entered):
            goes[group].append(person.participant)
        if set(person.differences) - not_told:
            for group in sorted(left & entered):
                changed[group].append(person.participant)
    return tuple(
        GroupDiff(id, tuple(comes[id]), tuple(goes[id]), tuple(changed[id]))
        for id in sorted(comes.keys() | goes.keys() | changed.keys())
    )


def _tiers(before: Plan, after: Plan) -> tuple[TierDiff, ...]:
    first = {tier.name: tier for tier in before.tiers}
    second = {tier.name: tier for tier in after.tiers}
    names = dict.fromkeys([*second, *first])
    return tuple(TierDiff(name, first.get(name), second.get(name)) for name in names)


def _metrics(
    before: Mapping[str, int], after: Mapping[str, int]
) -> tuple[MetricDiff, ...]:
    return tuple(
        MetricDiff(name, before.get(name), after.get(name))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    )


def _change(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else after - before
