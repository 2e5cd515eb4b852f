"""Finds for everybody who gave something up the smallest conflict it rests on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from matcher.conflicts.crowded_classes import CrowdedClasses
from matcher.conflicts.demands import Standing, Unit, as_kept, limits_of, standing
from matcher.conflicts.rules import rules_against
from matcher.conflicts.shrinking import Shrinking
from matcher.conflicts.worlds import (
    can_all_hold,
    limit_of_least,
    world_of,
)
from matcher.domain.agreements import Quota
from matcher.domain.conflicts import NEEDS_OTHERS, Conflict, Demand, DemandKind
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario


def find_conflicts(
    scenario: Scenario,
    policy: Policy,
    placements: Sequence[Placement],
    class_sections: Mapping[ParticipantId, SectionId],
) -> list[list[Conflict]]:
    """Return the conflicts behind what the plan gave up, without repairs.

    Those that must all be settled for one person stand together. What one person gave up
    cannot hold beside what the plan keeps, where tier ``repair`` is proved. Where it is
    not, or the limit of work is reached, there may be people for whom none is found.
    """
    asked, scenario = scenario, as_kept(scenario, placements)
    stands = standing(scenario, placements, class_sections)
    finder = _Finder(scenario, policy, stands, class_sections)
    found: list[list[Conflict]] = []
    for person, units in sorted(stands.given_up.items()):
        for unit in units:
            if not finder.joins_one_of(found, unit):
                together = list(finder.conflicts_of(person, unit))
                found += [together] if together else []
    for nth, (before, kept) in enumerate(
        zip(asked.quotas, scenario.quotas, strict=True)
    ):
        if kept.least < before.least:
            one_more = replace(kept, least=kept.least + 1)
            quotas = (*scenario.quotas[:nth], one_more, *scenario.quotas[nth + 1 :])
            world = replace(scenario, quotas=quotas)
            finder = _Finder(world, policy, stands, class_sections)
            missed = finder.missed(one_more)
            found += [[missed]] if missed else []
    return found


class _Finder:
    def __init__(
        self,
        scenario: Scenario,
        policy: Policy,
        stands: Standing,
        class_sections: Mapping[ParticipantId, SectionId],
    ) -> None:
        self.stands = stands
        self._scenario, self._policy = scenario, policy
        every = limits_of(scenario, policy)
        alone = [one for one in every if one.rule not in NEEDS_OTHERS]
        # A world without others is smaller, and answers what a large one leaves open.
        self._limits = [alone, every] if len(alone) < len(every) else [every]
        self._classes = CrowdedClasses(scenario, stands, class_sections)

    def conflicts_of(self, person: ParticipantId, unit: Unit) -> Iterator[Conflict]:
        """Yield conflicts until what is left of ``unit`` could hold."""
        left = unit
        while left:
            new = self.alone(person, left) or self.crowded(person, left)
            yield from new
            explained = {d for conflict in new for d in conflict.demands}
            before, left = left, tuple(d for d in left if d not in explained)
            if left == before:
                return

    def alone(self, person: ParticipantId, unit: Unit) -> list[Conflict]:
        """Return why ``unit`` cannot hold even if there were nobody else."""
        shrinking = self._shrinking()
        demands = [*unit, *self.stands.of(person)]
        if not shrinking.conflicts(demands):
            return []
        smallest, shrunk = shrinking.smallest(demands)
        rules = rules_against(self._scenario, self._policy, smallest)
        return [Conflict((person,), (*smallest, *some), shrunk) for some in rules]

    def crowded(self, person: ParticipantId, unit: Unit) -> list[Conflict]:
        """Return why ``unit`` cannot hold beside what the plan keeps."""
        in_class = self._classes.around(unit)
        if in_class is not None:
            return [Conflict((person,), in_class)]
        for limits in self._limits:
            shrinking = self._shrinking()
            for people in self._rings(person, unit):
                demands = [*unit, *self.stands.of(person), *self._kept_by(people)]
                demands += self._limits_in_world(demands, limits)
                if shrinking.conflicts(demands):
                    smallest = _as_tuple(shrinking.smallest(demands))
                    return [Conflict((person,), *smallest)]
        return []

    def missed(self, quota: Quota) -> Conflict | None:
        """Return why ``quota`` has fewer, beside what the plan keeps.

        None where it could not even if nobody and nothing stood in the way: that too few
        could have such a placement is told without a conflict.
        """
        shrinking = self._shrinking()
        if shrinking.conflicts([limit_of_least(quota)]):
            return None
        for people in ([], self.stands.people()):
            demands = self._kept_by(people)
            demands += self._limits_in_world(demands, self._limits[-1])
            if shrinking.conflicts(demands):
                return Conflict((), *_as_tuple(shrinking.smallest(demands)))
        return None

    def _kept_by(self, people: Sequence[ParticipantId]) -> list[Demand]:
        return [demand for person in people for demand in self.stands.of(person)]

    def _limits_in_world(
        self, demands: Sequence[Demand], limits: Sequence[Demand]
    ) -> list[Demand]:
        """Return those of ``limits`` that stand in the world of ``demands``."""
        world = world_of(self._scenario, [*demands, *limits])
        return limits_of(world, self._policy)

    def joins_one_of(self, found: list[list[Conflict]], unit: Unit) -> bool:
        """Add the person of ``unit`` to a conflict that is theirs as well, if any is."""
        person = unit[0].participant
        for together in found:
            swapped = _swapped(together[0], unit) if len(together) == 1 else ()
            if swapped and person and self._is_conflict(unit, swapped):
                given_up = (*together[0].given_up, person)
                together[0] = replace(together[0], given_up=given_up)
                return True
        return False

    def _is_conflict(self, unit: Unit, demands: Sequence[Demand]) -> bool:
        in_class = self._classes.around(unit)
        if in_class is not None:
            return set(in_class) == set(demands)
        shrinking = self._shrinking()
        if not shrinking.conflicts(demands):
            return False
        smallest, shrunk = shrinking.smallest(demands)
        return shrunk and len(smallest) == len(demands)

    def _shrinking(self) -> Shrinking:
        return Shrinking(lambda d: can_all_hold(self._scenario, self._policy, d))

    def _rings(
        self, person: ParticipantId, unit: Unit
    ) -> Iterator[list[ParticipantId]]:
        """Yield ever more of the others: near in place, near in class, everybody."""
        everybody = [p for p in self.stands.people() if p != person]
        mine = [*unit, *self.stands.of(person)]
        sizes = [-1]
        for near in (self._places_of, self._places_and_classes_of):
            around = near(mine)
            ring = [p for p in everybody if near(self.stands.of(p)) & around]
            if len(ring) != sizes[-1]:
                sizes.append(len(ring))
                yield ring
        if len(everybody) != sizes[-1]:
            yield everybody

    def _places_of(self, demands: Sequence[Demand]) -> set[str]:
        """Return the employers at which demands ask for a place or have one."""
        employer_of = {p.id: p.employer for p in self._scenario.places}
        named = {employer_of[d.place] for d in demands if d.place is not None}
        starts = any(d.kind is DemandKind.PINNED_START for d in demands)
        return set(employer_of.values()) if starts and not named else set(named)

    def _places_and_classes_of(self, demands: Sequence[Demand]) -> set[str]:
        return self._places_of(demands) | {
            section for d in demands for section in self._classes.open_to(d)
        }


def _as_tuple(found: tuple[list[Demand], bool]) -> tuple[tuple[Demand, ...], bool]:
    return tuple(found[0]), found[1]


def _swapped(conflict: Conflict, unit: Unit) -> tuple[Demand, ...]:
    """Return the demands with those of the first person given to that of ``unit``.

    Empty where the two do not ask for the same, or anything else is said of either.
    """
    first, new = conflict.given_up[0], unit[0].participant
    others = [d for d in conflict.demands if d.participant != first]
    asked = [d for d in conflict.demands if d.participant == first]
    alike = {replace(d, participant=new) for d in asked} == set(unit)
    if not alike or any(new in (d.participant, d.other) for d in others):
        return ()
    return (*unit, *others)
