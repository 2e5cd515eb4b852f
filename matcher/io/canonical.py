"""One order for everything whose order means nothing, and the scenario's hash."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from matcher.domain.agreements import Pair
from matcher.domain.calendars import SchoolCalendar
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import DateSpan, WeekGrid

_Item = TypeVar("_Item")


def _by_id(items: Iterable[_Item]) -> tuple[_Item, ...]:
    return tuple(sorted(items, key=lambda item: str(getattr(item, "id"))))  # noqa: B009


def _by_text(items: Iterable[_Item]) -> tuple[_Item, ...]:
    unique = {json.dumps(_plain(item), sort_keys=True): item for item in items}
    return tuple(unique[text] for text in sorted(unique))


def _spans(spans: Iterable[DateSpan]) -> tuple[DateSpan, ...]:
    return tuple(sorted(set(spans), key=lambda span: (span.first, span.last)))


def _calendar(calendar: SchoolCalendar) -> SchoolCalendar:
    return replace(
        calendar,
        no_teaching=_spans(calendar.no_teaching),
        programme_holiday=_spans(calendar.programme_holiday),
    )


def _participant(participant: Participant) -> Participant:
    ranks = tuple(tuple(sorted(rank)) for rank in participant.sector_wishes)
    absences = sorted(participant.absences, key=lambda a: (a.first, a.last, a.kind))
    return replace(participant, sector_wishes=ranks, absences=tuple(absences))


def _place(place: PracticePlace, grid: WeekGrid) -> PracticePlace:
    order = {slot.id: position for position, slot in enumerate(grid.slots)}
    seats = sorted((pair for pair in place.seats if pair[1]), key=lambda p: order[p[0]])
    return replace(place, seats=tuple(seats), closed=_spans(place.closed))


def _pair(pair: Pair) -> Pair:
    first, second = sorted((pair.participant, pair.other))
    return replace(pair, participant=first, other=second)


def canonical(scenario: Scenario) -> Scenario:
    """Return the same scenario with everything in the one order files are read in.

    What the reader gives is canonical. Slots without seats are left out.
    """
    slots = sorted(scenario.grid.slots, key=lambda s: (s.weekday, s.start_minute))
    grid = WeekGrid(tuple(slots))
    return replace(
        scenario,
        grid=grid,
        municipalities=_by_id(scenario.municipalities),
        calendars=_by_id(map(_calendar, scenario.calendars)),
        templates=_by_id(scenario.templates),
        participants=_by_id(map(_participant, scenario.participants)),
        employers=_by_id(scenario.employers),
        places=_by_id(_place(place, grid) for place in scenario.places),
        sections=_by_id(scenario.sections),
        pins=_by_text(scenario.pins),
        bans=_by_text(scenario.bans),
        running=_by_text(scenario.running),
        earlier=_by_text(scenario.earlier),
        quotas=_by_id(scenario.quotas),
        specialists=_by_id(scenario.specialists),
        activities=_by_id(scenario.activities),
        subject_groups=_by_id(scenario.subject_groups),
        teachers=_by_id(scenario.teachers),
        pairs=_by_text(map(_pair, scenario.pairs)),
        travel=dict(sorted(scenario.travel.items())),
        in_force=_by_text(scenario.in_force),
        group_facts=_by_text(scenario.group_facts),
    )


_UNSAID = frozenset(
    {
        "end_goal",
        "extended",
        "absences",
        "computed_end",
        "alternation",
        "subject_levels",
        "subject_groups",
        "school_start",
        "in_force",
        "dated_steps",
        "teachers",
        "followed_by",
    }
)
"""Fields left out of the hash while blank: scenarios of before have that of before."""


def _plain(value: Any) -> Any:
    """Return ``value`` as JSON has it: sets sorted, keys as text."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        parts = {field.name: getattr(value, field.name) for field in fields(value)}
        said = {n: v for n, v in parts.items() if v or n not in _UNSAID}
        if said.get("documented_practice_minutes", 0) is None:
            del said["documented_practice_minutes"]
        return {n: _plain(v) for n, v in said.items()}
    if isinstance(value, dict):
        return sorted([_plain(key), _plain(item)] for key, item in value.items())
    if isinstance(value, frozenset):
        return sorted(_plain(item) for item in value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def scenario_sha256(scenario: Scenario) -> str:
    """Return a hash of the content: the same for any file format and order of rows."""
    text = json.dumps(_plain(canonical(scenario)), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
