"""Entries that break a rule, as violations: person by person, not day by day."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.audit.violations import Violation
from matcher.domain.ids import ParticipantId
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario

Integers = NDArray[np.integer[Any]]


def violations_by_person(
    scenario: Scenario,
    rule: RuleCode,
    person: Integers,
    day: Integers,
    aspect: str = "",
    parts: Sequence[Mapping[str, Any]] = ({},),
    part: Integers | None = None,
) -> Iterator[Violation]:
    """Yield a violation per person and part: how many entries, first and last day.

    Parameters
    ----------
    part
        Per entry the position of its further fields in ``parts``; ``None``: the first.
    """
    of_part = np.zeros(len(person), dtype=np.int64) if part is None else part
    days: dict[tuple[int, int], list[int]] = defaultdict(list)
    for who, which, when in zip(
        person.tolist(), of_part.tolist(), day.tolist(), strict=True
    ):
        days[who, which].append(when)
    for (who, which), when in sorted(days.items()):
        yield Violation(
            rule,
            _named(scenario, who),
            aspect=aspect,
            first=date_of(scenario, min(when)),
            last=date_of(scenario, max(when)),
            **{"found": len(when), **parts[which]},
        )


def _named(scenario: Scenario, person: int) -> tuple[ParticipantId, ...]:
    """Return the id of a person; none for a position that means nobody."""
    people = scenario.participants
    return (people[person].id,) if 0 <= person < len(people) else ()


def date_of(scenario: Scenario, day: int) -> date:
    """Return the date of a day of the calendar."""
    return scenario.horizon.start + timedelta(days=day)
