"""The report page: one file that opens anywhere, without a network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined

from matcher.calendar import Hours
from matcher.domain.fallbacks import Fallback
from matcher.domain.finding import Finding, Severity
from matcher.domain.groups import SMALLEST_GROUP
from matcher.domain.ids import ParticipantId
from matcher.domain.place import PracticePlace
from matcher.domain.plan import NotPlaced, Placement, Plan
from matcher.domain.scenario import Scenario
from matcher.explain import ConflictText, Teller, conflict_text, plain_texts
from matcher.report.groups import GroupTable, group_tables
from matcher.report.hours import HoursTables, hours_tables
from matcher.report.seats import SeatUse, seat_use, together, used_weekdays
from matcher.report.shortages import CauseRow, cause_rows
from matcher.report.specialists import SpecialistRow, specialist_rows
from matcher.report.summary import Summary, main_reason, summarise
from matcher.report.wording import Named, Wording

PlainTexts = Mapping[ParticipantId, Sequence[str]]
"""What to say to each person, a sentence each."""

FULL = 5
"""The shade of a place that is always full; 0 is one that is never used."""


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """One placement as text; ``steps`` has one line per step of the pattern.

    ``plain`` is what to say to the person, a sentence each; ``fallbacks`` has one line
    per fallback.
    """

    participant: Named
    place: Named
    sector: str
    start: str
    end: str
    weeks: str
    section: str
    specialist: str
    steps: tuple[str, ...]
    plain: tuple[str, ...]
    fallbacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotPlacedRow:
    """One person without a placement: the main reason, every reason, and plainly."""

    participant: Named
    section: str
    main: str
    reasons: tuple[str, ...]
    plain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeatCell:
    """Seats used of seats offered, and the shade 0–5; ``None``: never open."""

    text: str
    shade: int | None


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A place and its weekdays."""

    place: Named
    sector: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class HeatGroup:
    """The places of one municipality."""

    name: str
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Weekdays across, places down, all places together at the foot."""

    weekdays: tuple[str, ...]
    groups: tuple[HeatGroup, ...]
    total: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings of one severity and kind; each as (where, what)."""

    severity: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the template shows: text only, in the reader's language."""

    plan: Plan
    period: str
    summary: Summary
    placements: tuple[PlacementRow, ...]
    has_fallbacks: bool
    not_placed: tuple[NotPlacedRow, ...]
    heat: HeatMap
    hours: HoursTables
    causes: tuple[CauseRow, ...]
    groups: tuple[GroupTable, ...]
    specialists: tuple[SpecialistRow, ...]
    findings: tuple[FindingGroup, ...]
    conflicts: tuple[ConflictText, ...]


def render_report(
    scenario: Scenario, plan: Plan, hours: Hours, wording: Wording
) -> str:
    """Return ``report.html``: the same bytes for the same plan, language and labels."""
    environment = Environment(
        loader=PackageLoader("matcher.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    template = environment.get_template("report.html.j2")
    return template.render(
        page=build_page(scenario, plan, hours, wording),
        say=wording.say,
        number=wording.number,
        language=wording.language.value,
        smallest_group=SMALLEST_GROUP,
    )


def build_page(scenario: Scenario, plan: Plan, hours: Hours, wording: Wording) -> Page:
    """Return what the page shows of ``plan``."""
    span = scenario.horizon.placement_span
    plain = plain_texts(scenario, plan, wording.say, wording.labels)
    return Page(
        plan=plan,
        period=f"{wording.day(span.first)} – {wording.day(span.last)}",
        summary=summarise(plan, len(scenario.places), wording),
        placements=_placements(scenario, plan.placements, plain, wording),
        has_fallbacks=any(row.fallbacks for row in plan.placements),
        not_placed=tuple(
            _not_placed(person, plain, wording) for person in plan.not_placed
        ),
        heat=build_heat_map(scenario, plan.placements, wording),
        hours=hours_tables(scenario, hours, wording),
        causes=cause_rows(plan, wording),
        groups=group_tables(plan.groups, _municipality_names(scenario), wording),
        specialists=specialist_rows(scenario, plan.placements, wording),
        findings=_finding_groups(plan.findings, wording),
        conflicts=tuple(
            conflict_text(Teller(wording.say, wording.labels), conflict)
            for conflict in plan.conflicts
        ),
    )


def _municipality_names(scenario: Scenario) -> dict[str, str]:
    return {town.id: town.name for town in scenario.municipalities}


def _placements(
    scenario: Scenario,
    placements: Sequence[Placement],
    plain: PlainTexts,
    wording: Wording,
) -> tuple[PlacementRow, ...]:
    places = scenario.places_by_id()
    return tuple(
        _placement(row, places[row.place], plain, wording) for row in placements
    )


def _placement(
    placement: Placement, place: PracticePlace, plain: PlainTexts, wording: Wording
) -> PlacementRow:
    return PlacementRow(
        participant=wording.named(placement.participant),
        place=wording.named(placement.place),
        sector=wording.sector(place.sector),
        start=wording.day(placement.start_date),
        end=wording.day(placement.end_date),
        weeks=wording.weeks(placement.start_date, placement.end_date),
        section=wording.label(placement.section or ""),
        specialist=wording.label(placement.specialist or ""),
        steps=_steps(placement, wording),
        plain=tuple(plain[placement.participant]),
        fallbacks=tuple(_fallback(one, wording) for one in placement.fallbacks),
    )


def _fallback(fallback: Fallback, wording: Wording) -> str:
    placement = fallback.placement
    return wording.say(
        "report.fallback",
        rank=fallback.rank.value,
        place=wording.label(placement.place),
        slots=wording.slots(placement.steps[-1].slots),
        start=wording.day(placement.start_date),
    )


def _steps(placement: Placement, wording: Wording) -> tuple[str, ...]:
    if len(placement.steps) == 1:
        return (wording.slots(placement.steps[0].slots),)
    return tuple(
        wording.say(
            "report.step",
            week=wording.week(step.first_day),
            slots=wording.slots(step.slots),
        )
        for step in placement.steps
    )


def _not_placed(person: NotPlaced, plain: PlainTexts, wording: Wording) -> NotPlacedRow:
    return NotPlacedRow(
        participant=wording.named(person.participant),
        section=wording.label(person.section or ""),
        main=main_reason(person, wording),
        reasons=tuple(wording.reason(reason) for reason in person.reasons),
        plain=tuple(plain[person.participant]),
    )


def build_heat_map(
    scenario: Scenario, placements: Sequence[Placement], wording: Wording
) -> HeatMap:
    """Return the mean seats used and offered per place and weekday."""
    use = seat_use(scenario, placements)
    names = _municipality_names(scenario)
    ordered = sorted(scenario.places, key=lambda p: (names[p.municipality], p.id))
    groups = tuple(
        HeatGroup(name, tuple(_heat_row(p, use[p.id], wording) for p in places))
        for name, places in groupby(ordered, lambda p: names[p.municipality])
    )
    weekdays = tuple(wording.weekday(day) for day in used_weekdays(scenario))
    total = _heat_cells(together(tuple(use.values())), wording)
    return HeatMap(weekdays, groups, total)


def _heat_row(
    place: PracticePlace, use: Sequence[SeatUse], wording: Wording
) -> HeatRow:
    sector = wording.sector(place.sector)
    return HeatRow(wording.named(place.id), sector, _heat_cells(use, wording))


def _heat_cells(use: Sequence[SeatUse], wording: Wording) -> tuple[HeatCell, ...]:
    return tuple(_heat_cell(cell, wording) for cell in use)


def _heat_cell(use: SeatUse, wording: Wording) -> HeatCell:
    if not use.offered:
        return HeatCell("–", None)
    whole = use.mean_offered.is_integer()
    seats = wording.number(use.mean_offered, 0 if whole else 1)
    share = use.used / use.offered
    shade = 1 + int((FULL - 1) * share) if use.used else 0
    return HeatCell(f"{wording.number(use.mean_used, 1)}/{seats}", shade)


def _finding_groups(
    findings: Sequence[Finding], wording: Wording
) -> tuple[FindingGroup, ...]:
    order = {severity: rank for rank, severity in enumerate(Severity)}

    def kind(finding: Finding) -> tuple[int, str]:
        return order[finding.severity], finding.code

    return tuple(
        FindingGroup(
            found[0].severity.value,
            tuple((wording.spot(f), wording.finding(f)) for f in found),
        )
        for found in (
            list(group) for _, group in groupby(sorted(findings, key=kind), kind)
        )
    )
