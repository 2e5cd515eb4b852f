"""What is answered about plans."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from api.plans.people import Shown
from api.plans.service import Line, Why
from api.store.tables import PlanVersion
from matcher.domain.activities import CalendarRow
from matcher.domain.plan import NotPlacedKind, Placement, Status, StoppedBy
from matcher.domain.plan_diff import (
    Difference,
    GroupDiff,
    PersonDiff,
    PlanDiff,
    Standing,
)
from matcher.domain.policy import TIER_UNITS, Tier
from matcher.domain.rules import RuleCode
from matcher.io.reasons_json import why_placed_document


class TierView(BaseModel):
    """An aim: what the plan reaches, the most that any plan can, and the gap."""

    name: Tier
    value: int | None
    bound: int
    gap: int | None
    unit: str


class PlanView(BaseModel):
    """A plan version; never changed once it is there.

    ``before`` is the version it takes the place of; ``in_force``: it holds now.
    """

    id: str
    number: int
    round: str | None
    run: str | None
    before: str | None
    in_force: bool
    status: Status
    stopped_by: StoppedBy
    tiers: list[TierView]
    metrics: dict[str, int] = Field(description="`docs/format.md` lists them.")
    created: datetime


def plan_view(version: PlanVersion, in_force: str | None) -> PlanView:
    """Return a version's figures."""
    summary: dict[str, Any] = version.summary
    return PlanView(
        id=version.id,
        number=version.number,
        round=version.round,
        run=version.run,
        before=version.before,
        in_force=version.id == in_force,
        created=version.created,
        **summary,
    )


class PlanPage(BaseModel):
    """Versions, the newest first; ``next`` is ``after`` of the next page."""

    items: list[PlanView]
    next: int | None = None


class StepView(BaseModel):
    """From which day on which slots of the week are practice."""

    first_day: date
    slots: list[str]


class StayView(BaseModel):
    """One placement: where, when and on which slots."""

    place: str
    start_date: date
    end_date: date
    steps: list[StepView]


class PlacementView(StayView):
    """A placement of somebody; people of other municipalities have a pseudonym."""

    participant: str
    section: str | None
    specialist: str | None


def _stay(placement: Placement) -> dict[str, Any]:
    return {
        "place": placement.place,
        "start_date": placement.start_date,
        "end_date": placement.end_date,
        "steps": [
            StepView(first_day=step.first_day, slots=list(step.slots))
            for step in placement.steps
        ],
    }


def placement_view(line: Line) -> PlacementView:
    """Return a placement as it is shown."""
    assert line.placement is not None
    return PlacementView(
        participant=line.name,
        section=line.placement.section,
        specialist=line.placement.specialist,
        **_stay(line.placement),
    )


class PlacementPage(BaseModel):
    """Placements; ``next`` is ``after`` of the next page."""

    items: list[PlacementView]
    next: int | None = None


class ReasonView(BaseModel):
    """A rule's part: at how many places it fails, and at how many it alone does."""

    rule: RuleCode
    kind: NotPlacedKind
    fails: int
    fails_only: int


class NotPlacedView(BaseModel):
    """Somebody without a placement, and why."""

    participant: str
    section: str | None
    reasons: list[ReasonView]


def not_placed_view(line: Line) -> NotPlacedView:
    """Return somebody without a placement as they are shown."""
    waiting = line.waiting
    assert waiting is not None
    return NotPlacedView(
        participant=line.name,
        section=waiting.section,
        reasons=[
            ReasonView(
                rule=reason.rule,
                kind=reason.kind,
                fails=reason.fails,
                fails_only=reason.fails_only,
            )
            for reason in waiting.reasons
        ],
    )


class NotPlacedPage(BaseModel):
    """People without a placement; ``next`` is ``after`` of the next page."""

    items: list[NotPlacedView]
    next: int | None = None


class CalendarEntryView(BaseModel):
    """What somebody does in a slot of a day, and where."""

    iso_week: str
    date: date
    slot: str
    activity: str = Field(description="`class`, `practice`, …")
    place: str | None
    section: str | None
    group_activity: str | None


class CalendarView(BaseModel):
    """Everything in one person's weeks."""

    participant: str
    items: list[CalendarEntryView]


def calendar_view(person: str, rows: Iterable[CalendarRow]) -> CalendarView:
    """Return the weeks of a person."""
    items = []
    for row in rows:
        told = row._asdict() | {"activity": row.activity.word}
        del told["participant"]
        items.append(CalendarEntryView(**told))
    return CalendarView(participant=person, items=items)


class WhyView(BaseModel):
    """Why somebody has what the plan gives them.

    ``text`` is for the person themself; ``reasons`` are the engine's, of a placement by
    points, without one by rules.
    """

    participant: str
    text: list[str]
    placements: list[StayView]
    reasons: list[dict[str, Any]]


def why_view(person: str, found: Why) -> WhyView:
    """Return the reasons of one person's result."""
    reasons = [
        reason
        for placement in found.placements
        for reason in why_placed_document(placement)["reasons"]
    ]
    if found.waiting is not None:
        line = Line(person, waiting=found.waiting)
        reasons += [r.model_dump() for r in not_placed_view(line).reasons]
    return WhyView(
        participant=person,
        text=found.lines,
        placements=[StayView(**_stay(one)) for one in found.placements],
        reasons=reasons,
    )


class StandingView(BaseModel):
    """What a plan gives somebody."""

    section: str | None
    specialist: str | None
    placements: list[StayView]


class PersonDiffView(BaseModel):
    """Somebody for whom something is different, the gravest first."""

    participant: str
    differences: list[Difference]
    before: StandingView | None
    after: StandingView | None


class GroupDiffView(BaseModel):
    """Who comes to, goes from or changes at an employer, a class or a job specialist."""

    id: str
    comes: list[str]
    goes: list[str]
    changed: list[str]


class TierDiffView(BaseModel):
    """An aim in both plans."""

    name: Tier
    unit: str
    before: int | None
    after: int | None
    change: int | None


class MetricDiffView(BaseModel):
    """A count that is not the same in both plans."""

    name: str
    before: int | None
    after: int | None
    change: int | None


class DiffView(BaseModel):
    """What is different in a plan from another."""

    people: list[PersonDiffView]
    unchanged: int
    employers: list[GroupDiffView]
    sections: list[GroupDiffView]
    specialists: list[GroupDiffView]
    tiers: list[TierDiffView]
    metrics: list[MetricDiffView]


def diff_view(diff: PlanDiff, shown: Shown) -> DiffView:
    """Return a difference with its people as they are shown."""
    people = (_person_diff(one, shown.name(one.participant)) for one in diff.people)
    return DiffView(
        people=[one for one in people if one is not None],
        unchanged=diff.unchanged,
        employers=[_group_diff(one, shown) for one in diff.employers],
        sections=[_group_diff(one, shown) for one in diff.sections],
        specialists=[_group_diff(one, shown) for one in diff.specialists],
        tiers=[
            TierDiffView(
                name=tier.name,
                unit=TIER_UNITS[tier.name],
                before=tier.before.value if tier.before else None,
                after=tier.after.value if tier.after else None,
                change=tier.change,
            )
            for tier in diff.tiers
        ],
        metrics=[
            MetricDiffView(
                name=one.name, before=one.before, after=one.after, change=one.change
            )
            for one in diff.metrics
        ],
    )


def _person_diff(person: PersonDiff, name: str | None) -> PersonDiffView | None:
    if name is None:
        return None
    return PersonDiffView(
        participant=name,
        differences=list(person.differences),
        before=_standing(person.before),
        after=_standing(person.after),
    )


def _standing(standing: Standing | None) -> StandingView | None:
    if standing is None:
        return None
    return StandingView(
        section=standing.section,
        specialist=standing.specialist,
        placements=[StayView(**_stay(one)) for one in standing.placements],
    )


def _group_diff(group: GroupDiff, shown: Shown) -> GroupDiffView:
    return GroupDiffView(
        id=group.id,
        comes=shown.names(group.comes),
        goes=shown.names(group.goes),
        changed=shown.names(group.changed),
    )
