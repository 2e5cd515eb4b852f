"""Who is together where, and when there are too many."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, TypeVar

from matcher.audit.reading import Person
from matcher.audit.violations import Violation
from matcher.domain.rules import RuleCode
from matcher.domain.weeks import DateSpan

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stay:
    """One person somewhere, from the first to the last day of ``span``.

    ``minutes`` are what they take of a mentor's week, where that is counted.
    """

    person: Person
    span: DateSpan
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people together somewhere throughout ``span``."""

    people: tuple[Person, ...]
    span: DateSpan

    def over(self, rule: RuleCode, allowed: int, **parts: Any) -> Violation:
        """Return the violation of these being, or taking, more than ``allowed``.

        Of running placements alone it is excused.
        """
        running = all(_runs_still(person, self.span.first) for person in self.people)
        return Violation(
            rule,
            tuple(person.id for person in self.people),
            first=self.span.first,
            last=self.span.last,
            allowed=allowed,
            excuse="running" if running else "",
            **{"found": len(self.people)} | parts,
        )


def _runs_still(person: Person, day: date) -> bool:
    """Whether the person's running placement is why they are there on ``day``."""
    kept = person.running
    return kept is not None and (not person.has_chain or day <= kept.end_date)


Key = TypeVar("Key", bound=Hashable)


def gathered(stays: Iterable[tuple[Key, Stay]]) -> dict[Key, list[Stay]]:
    """Return the stays by key; those that end before they begin are left out."""
    found = defaultdict(list)
    for key, stay in stays:
        if stay.span.first <= stay.span.last:
            found[key].append(stay)
    return found


def runs(days: Iterable[tuple[DateSpan, tuple[Person, ...]]]) -> Iterator[Crowd]:
    """Join spans that follow each other with the same people."""
    current: Crowd | None = None
    for span, people in days:
        if current is not None and current.people == people:
            current = Crowd(people, DateSpan(current.span.first, span.last))
            continue
        if current is not None:
            yield current
        current = Crowd(people, span)
    if current is not None:
        yield current


def together(
    stays: list[Stay], also_parted_on: Iterable[date] = ()
) -> Iterator[tuple[DateSpan, tuple[Person, ...]]]:
    """Yield who is together, span by span, without gaps from first to last day.

    A new span begins when the people change, and on the days ``also_parted_on``.
    """
    changes = {stay.span.first for stay in stays} | set(also_parted_on)
    changes |= {stay.span.last + DAY for stay in stays}
    for first, following in pairwise(sorted(changes)):
        present = {s.person.id: s.person for s in stays if first in s.span}
        yield (
            DateSpan(first, following - DAY),
            tuple(present[person] for person in sorted(present)),
        )


def crowds(stays: list[Stay], allowed: int) -> Iterator[Crowd]:
    """Yield the longest spans in which the same people are more than ``allowed``."""
    if len(stays) > allowed:
        for crowd in runs(together(stays)):
            if len(crowd.people) > allowed:
                yield crowd
