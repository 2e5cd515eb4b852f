"""What is different between two plans, for people and for machines."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from matcher.domain.ids import ParticipantId
from matcher.domain.plan import Placement
from matcher.domain.plan_diff import (
    Difference,
    GroupDiff,
    MetricDiff,
    PersonDiff,
    PlanDiff,
    Standing,
    TierDiff,
)
from matcher.domain.policy import TIER_UNITS, Tier
from matcher.report.summary import LOSSES
from matcher.report.wording import Wording

Document = Mapping[str, Any]

GROUPS = ("employers", "sections", "specialists")
"""What a :class:`~matcher.domain.plan_diff.PlanDiff` tells of beside people."""


def plan_diff_document(diff: PlanDiff) -> Document:
    """Return the difference as a JSON document; the same bytes for the same plans."""
    return {
        "people": [_person_document(person) for person in diff.people],
        "unchanged": diff.unchanged,
        "other_specialist": len(diff.who(Difference.SPECIALIST)),
        **{
            name: [_group_document(group) for group in getattr(diff, name)]
            for name in GROUPS
        },
        "tiers": [_tier_document(tier) for tier in diff.tiers],
        "metrics": [_figures(metric) for metric in diff.metrics],
    }


def _person_document(person: PersonDiff) -> Document:
    return {
        "participant": person.participant,
        "differences": [one.value for one in person.differences],
        "before": _standing_document(person.before),
        "after": _standing_document(person.after),
    }


def _standing_document(standing: Standing | None) -> Document | None:
    if standing is None:
        return None
    return {
        "section": standing.section,
        "specialist": standing.specialist,
        "placements": [_placement_document(one) for one in standing.placements],
    }


def _placement_document(placement: Placement) -> Document:
    return {
        "place": placement.place,
        "start_date": placement.start_date.isoformat(),
        "end_date": placement.end_date.isoformat(),
        "steps": [
            {"first_day": step.first_day.isoformat(), "slots": list(step.slots)}
            for step in placement.steps
        ],
    }


def _group_document(group: GroupDiff) -> Document:
    return {
        "id": group.id,
        "comes": list(group.comes),
        "goes": list(group.goes),
        "changed": list(group.changed),
    }


def _tier_document(tier: TierDiff) -> Document:
    return {
        "name": tier.name.value,
        "unit": TIER_UNITS[tier.name],
        "before": tier.before.value if tier.before else None,
        "after": tier.after.value if tier.after else None,
        "change": tier.change,
        "gap": tier.after.gap if tier.after else None,
    }


def _figures(metric: MetricDiff) -> Document:
    return {
        "name": metric.name,
        "before": metric.before,
        "after": metric.after,
        "change": metric.change,
    }


def plan_diff_lines(diff: PlanDiff, wording: Wording) -> Iterator[str]:
    """Yield what is different: the aims, each person, and whom else it concerns."""
    say = wording.say
    if diff.people:
        everybody = len(diff.people) + diff.unchanged
        yield say.plural("diff.people", len(diff.people), all=everybody)
    else:
        yield say("diff.nobody")
    if other := len(diff.who(Difference.SPECIALIST)):
        yield say.plural("diff.other-specialist", other)
    yield from _figure_lines(diff, wording)
    for person in sorted(diff.people, key=_gravest_first):
        yield "  " + _person_line(person, wording)
    for name in GROUPS:
        groups: Sequence[GroupDiff] = getattr(diff, name)
        if groups:
            yield say(f"diff.{name}")
        for group in groups:
            yield "  " + _group_line(group, wording)


def _gravest_first(person: PersonDiff) -> tuple[int, ParticipantId]:
    return list(Difference).index(person.differences[0]), person.participant


def _figure_lines(diff: PlanDiff, wording: Wording) -> Iterator[str]:
    """Yield the aims and counts that are not the same, the aims first.

    How lots fall says nothing to people.
    """
    for tier in diff.tiers:
        if tier.change != 0 and tier.name is not Tier.TIE_BREAK:
            sign = -1 if tier.name in LOSSES else 1
            values = [
                None if side is None or side.value is None else sign * side.value
                for side in (tier.before, tier.after)
            ]
            unit = wording.say(f"report.unit.{TIER_UNITS[tier.name]}")
            yield "  " + _side_by_side(wording.tier(tier.name), values, wording, unit)
    for metric in diff.metrics:
        key = f"report.{metric.name.replace('_', '-')}"
        if key in wording.say:
            values = [metric.before, metric.after]
            yield "  " + _side_by_side(wording.say(key), values, wording)


def _side_by_side(
    name: str, values: Sequence[int | None], wording: Wording, unit: str = ""
) -> str:
    before, after = ("–" if v is None else wording.number(v) for v in values)
    line = f"{name}: {before} → {after} {unit}".rstrip()
    known = [value for value in values if value is not None]
    return f"{line} ({known[1] - known[0]:+d})" if len(known) == 2 else line


def _person_line(person: PersonDiff, wording: Wording) -> str:
    """Return e.g. ``p7: bakeri-1 → lager-2, start 17.08.2026 → 14.09.2026``."""
    parts = [_difference(one, person, wording) for one in person.differences]
    name = wording.label(person.participant)
    return f"{name}: " + ", ".join(part for part in parts if part)


def _difference(one: Difference, person: PersonDiff, wording: Wording) -> str:
    nothing = Standing(())
    before, after = person.before or nothing, person.after or nothing
    return wording.say(
        f"diff.{one.value}",
        before=_told(one, before, wording),
        after=_told(one, after, wording),
    )


def _told(one: Difference, standing: Standing, wording: Wording) -> str:
    """Return in words what ``standing`` gives, of what ``one`` is about."""
    if one is Difference.SECTION:
        return wording.label(standing.section or "–")
    if one is Difference.SPECIALIST:
        return wording.label(standing.specialist or "–")
    return " + ".join(_of_placement(one, own, wording) for own in standing.placements)


def _of_placement(one: Difference, placement: Placement, wording: Wording) -> str:
    if one is Difference.START:
        return wording.day(placement.start_date)
    if one is Difference.END:
        return wording.day(placement.end_date)
    slots = " / ".join(wording.slots(step.slots) for step in placement.steps)
    if one is Difference.SLOTS:
        return slots
    if one is Difference.PLACED:
        return wording.say(
            "diff.at",
            place=wording.label(placement.place),
            start=wording.day(placement.start_date),
            slots=slots,
        )
    return wording.label(placement.place)


def _group_line(group: GroupDiff, wording: Wording) -> str:
    parts = (
        wording.say(f"diff.group.{name}", people=_names(people, wording))
        for name in ("comes", "goes", "changed")
        if (people := getattr(group, name))
    )
    return f"{wording.label(group.id)}: " + "; ".join(parts)


def _names(people: Iterable[ParticipantId], wording: Wording) -> str:
    return ", ".join(map(wording.label, people))
