"""Week patterns: which slots are practice, step by step."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from matcher.domain.alternation import Alternation
from matcher.domain.programme import ProgrammeTemplate


@dataclass(frozen=True, slots=True)
class ClassWeeks:
    """A class that meets in the slots of ``mask``, but not every week."""

    alternation: Alternation
    mask: int


@dataclass(frozen=True, slots=True)
class WeekPattern:
    """The practice slots of every step of a placement, as bit masks of the grid.

    Attributes
    ----------
    masks
        One per step; each contains the one before.
    from_weeks
        Week after the placement's start in which each step begins; the first is 0.
    class_weeks
        The class that practice gives way to, in its slots and weeks; ``None``: none.
    """

    masks: tuple[int, ...]
    from_weeks: tuple[int, ...]
    class_weeks: ClassWeeks | None = None

    @property
    def last_mask(self) -> int:
        """The practice slots of the last step."""
        return self.masks[-1]

    def within(self, weeks: int) -> "WeekPattern":
        """Return the pattern of a placement of so many ``weeks``, at least one.

        Without the steps that would begin after it.
        """
        begun = bisect_left(self.from_weeks, weeks)
        masks, from_weeks = self.masks[:begun], self.from_weeks[:begun]
        return replace(self, masks=masks, from_weeks=from_weeks)

    def since(self, weeks: int) -> "WeekPattern":
        """Return the pattern as it goes on so many ``weeks`` after its start."""
        at = bisect_right(self.from_weeks, weeks)
        later = (week - weeks for week in self.from_weeks[at:])
        return replace(self, masks=self.masks[at - 1 :], from_weeks=(0, *later))


def _bits(mask: int) -> list[int]:
    return [1 << i for i in range(mask.bit_length()) if mask >> i & 1]


def _nested(mask: int, counts: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield chains of masks inside ``mask`` with the given sizes, smallest first."""
    if not counts:
        yield ()
        return
    for chosen in combinations(_bits(mask), counts[-1]):
        last = sum(chosen)
        for earlier in _nested(last, counts[:-1]):
            yield (*earlier, last)


def week_patterns(
    usable: int, template: ProgrammeTemplate, class_weeks: ClassWeeks | None = None
) -> list[WeekPattern]:
    """Return every pattern of ``template`` on the ``usable`` slots, in a fixed order.

    Beside a class that meets in ``class_weeks``. A step that asks more slots than there are is cut to what there is; steps that come
    out alike are one. Empty where fewer than ``template.min_practice_slots`` are usable
    or the template has no practice.
    """
    free = usable.bit_count()
    if not template.steps or free < template.min_practice_slots:
        return []
    counts: list[int] = []
    from_weeks: list[int] = []
    week = 0
    for step in template.steps:
        count = min(step.practice_slots, free)
        if not counts or count > counts[-1]:
            counts.append(count)
            from_weeks.append(week)
        week += step.weeks or 0
    return [
        WeekPattern(masks, tuple(from_weeks), class_weeks)
        for masks in sorted(_nested(usable, tuple(counts)))
    ]
