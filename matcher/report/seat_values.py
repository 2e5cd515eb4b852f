"""The value of one more seat, for people and for machines."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from matcher.domain.ids import MunicipalityId
from matcher.domain.language import CefrLevel
from matcher.domain.reference import find_municipality
from matcher.domain.scenario import Scenario
from matcher.domain.seat_values import (
    Call,
    Extra,
    GroupValue,
    SeatKind,
    SeatValue,
    SeatValues,
)
from matcher.report.wording import Wording

Document = Mapping[str, Any]

SHOWN = 10
"""Places that are listed at most for each kind of room."""

LISTED = (SeatKind.BOTH, SeatKind.SHARE, SeatKind.PERSON, SeatKind.SEAT)
"""From the largest change to the smallest."""


def seat_values_lines(
    values: SeatValues, scenario: Scenario, wording: Wording
) -> Iterator[str]:
    """Yield the call list, the best places of each kind, and sectors, levels, areas."""
    say = wording.say
    yield say("seats.title", scenario=values.scenario)
    yield say.plural("seats.what", values.covered)
    yield ""
    yield say("seats.calls")
    yield from _call_lines(values.calls, wording)
    for kind in LISTED:
        yield ""
        alike = [value for value in values.places if value.change.kind is kind]
        yield from _kind_lines(kind, alike, scenario, wording)
    sectors = [(wording.sector(code), value) for code, value in values.sectors]
    levels = [(_floor(level, wording), value) for level, value in values.levels]
    areas = [(_area(area, wording), value) for area, value in values.areas]
    for topic, groups in (("sectors", sectors), ("levels", levels), ("areas", areas)):
        yield ""
        yield say(f"seats.{topic}")
        for name, value in groups:
            yield _group_line(name, value, wording)
    yield ""
    yield say("seats.not-additive")
    if not _is_complete(values):
        yield say("seats.open")


def _is_complete(values: SeatValues) -> bool:
    told = [*(v.extra for v in values.places), *(c.extra for c in values.calls)]
    return all(extra.is_exact for extra in told)


def _call_lines(calls: Iterable[Call], wording: Wording) -> Iterator[str]:
    """Yield a line per list that gives more than the one before."""
    say, before = wording.say, 0
    for call in calls:
        if call.extra.people > before:
            before = call.extra.people
            names = ", ".join(wording.label(employer) for employer in call.employers)
            extra = _people(call.extra.people, wording)
            yield "  " + say.plural(
                "seats.call", len(call.employers), employers=names, extra=extra
            )
        if not call.extra.is_exact:
            most = _people(call.extra.at_most, wording)
            yield "    " + say.plural("seats.call-open", call.asked, most=most)
    if not before:
        yield "  " + say("seats.call-none")


def _kind_lines(
    kind: SeatKind,
    alike: Iterable[SeatValue],
    scenario: Scenario,
    wording: Wording,
) -> Iterator[str]:
    """Yield how many such changes are worth something, and the places where most are."""
    say = wording.say
    told = list(alike)
    yield say(
        f"seats.kind.{kind.value}",
        helps=sum(value.extra.people > 0 for value in told),
        zero=sum(value.extra.is_zero for value in told),
        open=sum(not value.extra.people and value.extra.at_most > 0 for value in told),
        all=len(told),
    )
    places = scenario.places_by_id()
    useful = [value for value in told if value.extra.people]
    useful.sort(key=lambda value: (-value.extra.people, -value.extra.at_most))
    for value in useful[:SHOWN]:
        place = places[value.change.place]
        slot = value.change.slot
        yield "  " + say(
            "seats.place" if slot is None else "seats.place-slot",
            place=wording.label(place.id),
            sector=wording.sector(place.sector),
            area=_area(place.municipality, wording),
            slot="" if slot is None else wording.slots([slot]),
            extra=_extra(value.extra, wording),
        )
    if len(useful) > SHOWN:
        yield "  " + say.plural("seats.more", len(useful) - SHOWN)


def _group_line(name: str, value: GroupValue, wording: Wording) -> str:
    if value.best is None:
        key = "seats.group-none" if value.extra.is_zero else "seats.group-open"
        return "  " + wording.say(key, group=name, places=value.places)
    return "  " + wording.say(
        "seats.group",
        group=name,
        extra=_extra(value.extra, wording),
        best=wording.label(value.best),
        helps=value.worth_it,
        places=value.places,
    )


def _extra(extra: Extra, wording: Wording) -> str:
    """Return e.g. ``2 more``, or ``1 to 3 more`` where it is not decided."""
    if extra.is_exact:
        return _people(extra.people, wording)
    return wording.say("seats.between", least=extra.people, most=extra.at_most)


def _people(number: int, wording: Wording) -> str:
    return wording.say.plural("seats.extra", number)


def _floor(level: CefrLevel, wording: Wording) -> str:
    if level is CefrLevel.PRE_A1:
        return wording.say("seats.no-floor")
    return wording.say("seats.floor", level=level.label)


def _area(area: MunicipalityId, wording: Wording) -> str:
    """Return the municipality's label, or its name in the national list."""
    known = find_municipality(area)
    label = wording.label(area)
    return known.name if known is not None and label == area else label


def seat_values_document(values: SeatValues, wording: Wording) -> Document:
    """Return all values as one JSON document."""
    return {
        "scenario": values.scenario,
        "covered": values.covered,
        "note": wording.say("seats.not-additive"),
        "decided": _is_complete(values),
        "places": [
            {
                "place": value.change.place,
                "kind": value.change.kind.value,
                "slot": value.change.slot,
                **_extra_document(value.extra),
            }
            for value in values.places
        ],
        "sectors": [
            {"sector": code, "name": wording.sector(code), **_group_document(value)}
            for code, value in values.sectors
        ],
        "levels": [
            {"floor": level.label, **_group_document(value)}
            for level, value in values.levels
        ],
        "areas": [
            {
                "municipality": area,
                "name": _area(area, wording),
                **_group_document(value),
            }
            for area, value in values.areas
        ],
        "calls": [
            {
                "asked": call.asked,
                "employers": list(call.employers),
                **_extra_document(call.extra),
            }
            for call in values.calls
        ],
    }


def _group_document(value: GroupValue) -> Document:
    return {
        "places": value.places,
        "places_that_help": value.worth_it,
        "best_place": value.best,
        **_extra_document(value.extra),
    }


def _extra_document(extra: Extra) -> Document:
    return {"extra_people": extra.people, "at_most": extra.at_most}
