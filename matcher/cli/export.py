"""``matcher export``: a plan as calendar files, a workbook or week plans."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from matcher.cli.faults import ExitCode, WrongUseError
from matcher.cli.language import SAY
from matcher.cli.options import (
    JsonOption,
    LangOption,
    PlanArgument,
    existing,
    to_folder,
)

if TYPE_CHECKING:
    from matcher.cli.reading import Ground
    from matcher.domain.ids import ParticipantId
    from matcher.domain.plan import Plan
    from matcher.export import Event, Words


class Format(StrEnum):
    """What a plan is exported as."""

    ICS = "ics"
    XLSX = "xlsx"
    PDF = "pdf"


WORKBOOK = "semester.xlsx"

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Export:
    """One export: the plan, its events, and where they go."""

    ground: "Ground"
    plan: "Plan"
    events: "Sequence[Event]"
    words: "Words"
    folder: Path


def run(
    plan: PlanArgument,
    scenario: Annotated[
        Path,
        typer.Option(
            metavar="SCENARIO", callback=existing, help=SAY("cli.export.scenario")
        ),
    ],
    file_format: Annotated[
        Format, typer.Option("--format", help=SAY("cli.export.format"))
    ],
    out: Annotated[
        Path,
        typer.Option(metavar="DIR", callback=to_folder, help=SAY("cli.export.out")),
    ],
    previous: Annotated[
        Path | None,
        typer.Option(
            metavar="PLAN", callback=existing, help=SAY("cli.export.previous")
        ),
    ] = None,
    participants: Annotated[
        str | None, typer.Option(metavar="IDS", help=SAY("cli.export.participants"))
    ] = None,
    weeks: Annotated[
        str | None, typer.Option(metavar="WEEKS", help=SAY("cli.export.weeks"))
    ] = None,
    as_json: JsonOption = False,
    _lang: LangOption = None,
) -> int:
    """Write the files; 0, or wrong use where plan and scenario do not fit."""
    from matcher.cli import screen

    _refuse(file_format, Format.ICS, {"--previous": previous})
    _refuse(file_format, Format.PDF, {"--participants": participants, "--weeks": weeks})
    export = _export(plan, scenario, out)
    match file_format:
        case Format.ICS:
            told, lines = _calendars(export, previous)
        case Format.XLSX:
            told, lines = _workbook(export)
        case Format.PDF:
            told, lines = _pages(export, participants, weeks)
    if as_json:
        screen.show_json({"folder": str(out), "version": export.plan.version, **told})
    else:
        screen.show_lines(lines)
    return ExitCode.FINE


def _refuse(chosen: Format, only: Format, options: Mapping[str, object]) -> None:
    """Refuse options that another format is not concerned with."""
    for option, value in options.items():
        if value is not None and chosen is not only:
            raise WrongUseError("cli.export.only-for", option=option, format=only)


def _export(path: Path, scenario: Path, out: Path) -> Export:
    """Read plan and scenario, and see that they belong together."""
    from matcher.cli import reading
    from matcher.export import Words, calendar_of, is_as_planned, plan_events

    ground = reading.read_ground(scenario, None)
    plan = _own_plan(path, ground)
    try:
        calendar = calendar_of(ground.scenario, plan)
    except KeyError as fault:
        raise WrongUseError(
            "cli.export.other-calendar", path=path, scenario=scenario
        ) from fault
    if not is_as_planned(calendar, plan):
        raise WrongUseError("cli.export.other-calendar", path=path, scenario=scenario)
    if not reading.made_from(plan, ground):
        _warn("cli.export.scenario-changed")
    events = tuple(plan_events(plan, calendar))
    return Export(ground, plan, events, Words(ground.wording), out)


def _own_plan(path: Path, ground: "Ground") -> "Plan":
    from matcher.cli import reading
    from matcher.domain.plan import Plan

    plan = reading.read_plan_file(path, ground)
    if not isinstance(plan, Plan):
        raise WrongUseError("cli.export.by-hand", path=path)
    return plan


def _warn(key: str, **parts: object) -> None:
    from matcher.cli import screen

    screen.console(to_errors=True).print(SAY(key, **parts), soft_wrap=True)


def _calendars(export: Export, previous: Path | None) -> tuple[Document, list[str]]:
    from matcher.export import (
        OtherScenarioError,
        UnreadableCalendarError,
        sent_before,
        write_calendars,
    )

    scenario, plan = export.ground.scenario, export.plan
    try:
        before = sent_before(export.folder, plan.scenario)
    except UnreadableCalendarError as fault:
        raise WrongUseError("cli.export.not-our-calendar", path=fault) from fault
    except OtherScenarioError as fault:
        raise WrongUseError(
            "cli.export.other-scenario", path=fault, scenario=plan.scenario
        ) from fault
    if previous is not None and before:
        _warn("cli.export.previous-not-read", folder=export.folder)
    elif previous is not None:
        before = _sent_with(export, previous)
    written = write_calendars(
        export.folder, scenario, plan, export.events, before, export.words
    )
    changes = {change.value: count for change, count in written.changes.items()}
    told = {"files": dict(written.files), "entries": changes}
    return told, [
        SAY("cli.export.calendars", folder=export.folder, **written.files),
        SAY("cli.export.changes", **changes),
    ]


def _sent_with(export: Export, previous: Path) -> Any:
    """Return what was sent with an earlier plan, as far as today's data tell it."""
    from matcher.export import calendar_of, is_as_planned, plan_events, sent_with

    plan = _own_plan(previous, export.ground)
    try:
        calendar = calendar_of(export.ground.scenario, plan)
    except KeyError as fault:
        raise WrongUseError(
            "cli.export.previous-unknown", path=previous, id=fault.args[0]
        ) from fault
    if not is_as_planned(calendar, plan):
        _warn("cli.export.previous-other", path=previous)
    return sent_with(plan, plan_events(plan, calendar), export.words)


def _workbook(export: Export) -> tuple[Document, list[str]]:
    from matcher.export import workbook
    from matcher.report.files import write_files

    content = workbook(export.ground.scenario, export.plan, export.events, export.words)
    write_files(export.folder, {WORKBOOK: content})
    path = export.folder / WORKBOOK
    return {"files": [WORKBOOK]}, [SAY("cli.export.workbook", path=path)]


def _pages(
    export: Export, participants: str | None, weeks: str | None
) -> tuple[Document, list[str]]:
    from matcher.export import UnprintableError

    folder = export.folder / "participants"
    people, mondays = _people(participants, export.ground), _mondays(weeks)
    try:
        files = _write_pages(export, folder, people, mondays)
    except UnprintableError as fault:
        sign, person = fault.args
        raise WrongUseError(
            "cli.export.unprintable", sign=sign, participant=person
        ) from fault
    if not files:
        span = export.ground.scenario.horizon.calendar_span
        first, last = map(export.words.wording.day, (span.first, span.last))
        raise WrongUseError("cli.export.no-pages", first=first, last=last)
    pages = sum(files.values())
    line = SAY("cli.export.pages", folder=folder, files=len(files), pages=pages)
    return {"files": list(files), "pages": pages}, [line]


def _write_pages(
    export: Export,
    folder: Path,
    people: "set[ParticipantId] | None",
    mondays: Sequence[date] | None,
) -> dict[str, int]:
    """Write a file for each person, and return how many pages each has."""
    from matcher.export import file_name, week_pages
    from matcher.report.files import write_files

    pages: dict[str, int] = {}
    for person, number, content in week_pages(
        export.ground.scenario,
        export.plan,
        export.events,
        export.words,
        people=people,
        mondays=mondays,
    ):
        name = file_name(person, "pdf")
        write_files(folder, {name: content})
        pages[name] = number
    return pages


def _people(participants: str | None, ground: "Ground") -> "set[ParticipantId] | None":
    from matcher.cli.reading import known_participant

    if participants is None:
        return None
    return {known_participant(one.strip(), ground) for one in participants.split(",")}


def _mondays(weeks: str | None) -> list[date] | None:
    """Return the Mondays of ``2026-W34`` or ``2026-W34..2026-W37``."""
    if weeks is None:
        return None
    found = re.fullmatch(r"(\d{4})-?W(\d\d?)(?:\.\.(\d{4})-?W(\d\d?))?", weeks.strip())
    try:
        if found is None:
            raise ValueError(weeks)
        year, week, last_year, last_week = found.groups()
        first = date.fromisocalendar(int(year), int(week), 1)
        last = date.fromisocalendar(int(last_year or year), int(last_week or week), 1)
        if last < first:
            raise ValueError(weeks)
    except ValueError as fault:
        raise WrongUseError("cli.export.bad-weeks", weeks=weeks) from fault
    return [first + timedelta(days=n) for n in range(0, (last - first).days + 1, 7)]
