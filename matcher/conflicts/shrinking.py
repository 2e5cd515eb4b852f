"""From demands that cannot all hold to those of them that cannot, and no more."""

from collections.abc import Callable, Iterable, Sequence

from matcher.domain.conflicts import Demand, DemandKind

MOST_CHECKS = 400
"""How often it is asked whether some demands can all hold, for one conflict."""

CanAllHold = Callable[[Sequence[Demand]], bool | None]


class Shrinking:
    """Deletion: what can go while the rest still cannot all hold, goes."""

    def __init__(self, can_all_hold: CanAllHold) -> None:
        self._can_all_hold = can_all_hold
        self._left = MOST_CHECKS
        self._unsure = False

    def conflicts(self, demands: Sequence[Demand]) -> bool:
        """Tell whether it is certain that ``demands`` cannot all hold."""
        if self._left == 0:
            self._unsure = True
            return False
        self._left -= 1
        answer = self._can_all_hold(demands)
        self._unsure |= answer is None
        return answer is False

    def smallest(self, demands: Sequence[Demand]) -> tuple[list[Demand], bool]:
        """Return a part of ``demands`` that cannot all hold either.

        And whether it is sure that without any one of them the others could.
        """
        found = self._without_people(list(demands))
        found = self._with_one_limit(found)
        self._unsure = False
        before: list[Demand] = []
        while found != before:
            before = found
            for demand in _limits_first(before):
                left = [d for d in found if d != demand]
                if self.conflicts(left):
                    found = left
        return found, not self._unsure

    def _without_people(self, demands: list[Demand]) -> list[Demand]:
        """Leave out people with all their demands, many at once where that will do."""
        people = list(dict.fromkeys(_owner(d) for d in demands if _owner(d)))
        size = len(people)
        while size >= 1 and len(people) > 1:
            for first in range(0, len(people), size):
                gone = set(people[first : first + size])
                left = [d for d in demands if _owner(d) not in gone]
                if self.conflicts(left):
                    demands = left
            people = list(dict.fromkeys(_owner(d) for d in demands if _owner(d)))
            size //= 2
        return demands

    def _with_one_limit(self, demands: list[Demand]) -> list[Demand]:
        """Leave one limit where one alone is enough, else what is not needed at once."""
        limits = [d for d in demands if d.kind is DemandKind.LIMIT]
        others = [d for d in demands if d.kind is not DemandKind.LIMIT]
        if self.conflicts(others):
            return others
        for one in reversed(limits):
            if self.conflicts([*others, one]):
                return [*others, one]
        return demands


def _owner(demand: Demand) -> str | None:
    return None if demand.kind is DemandKind.LIMIT else demand.participant


LAST_TO_GO = (
    DemandKind.LIMIT,
    DemandKind.GIVEN_CLASS,
    DemandKind.RUNNING,
    DemandKind.PINNED_START,
    DemandKind.PINNED_SECTION,
    DemandKind.PINNED_PLACE,
    DemandKind.CLASS_NEEDED,
)
"""Limits go first, then facts, then what is asked: the clearest conflict is left."""


def _limits_first(demands: Iterable[Demand]) -> list[Demand]:
    return sorted(demands, key=lambda d: LAST_TO_GO.index(d.kind))
