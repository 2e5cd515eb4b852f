"""What a person sees in the terminal: findings, the summary, tables."""

import json
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from matcher.domain.finding import Finding, Severity
from matcher.io import ReadResult
from matcher.report.summary import ReasonRow, Summary
from matcher.report.wording import Wording

_STYLE = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "yellow",
    Severity.ASSUMPTION: "cyan",
}
_SHOWN_REASONS = 5


def show_json(document: Mapping[str, object]) -> None:
    """Print one JSON document, keys sorted, and nothing else."""
    print(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True))


def console(*, to_errors: bool = False) -> Console:
    """Return a console that prints text as it stands: an id is never markup."""
    return Console(stderr=to_errors, markup=False, highlight=False, emoji=False)


def show_lines(lines: Iterable[str]) -> None:
    """Print plain lines."""
    for line in lines:
        print(line)


def show_check(read: ReadResult, wording: Wording, to: Console) -> None:
    """Print all findings, and how much was read."""
    show_findings(read.findings, wording, to)
    if read.scenario is None:
        return
    if not read.findings:
        to.print(wording.say("cli.check.fine"))
    to.print(
        wording.say(
            "cli.check.read",
            participants=wording.number(len(read.scenario.participants)),
            places=wording.number(len(read.scenario.places)),
        )
    )


def show_findings(findings: Iterable[Finding], wording: Wording, to: Console) -> None:
    """Print every finding: errors, then warnings, then assumptions."""
    for severity in Severity:
        alike = [finding for finding in findings if finding.severity is severity]
        if not alike:
            continue
        heading = wording.say.plural(f"cli.{severity.value}", len(alike))
        to.print(Text(heading, style=_STYLE[severity]))
        for finding in alike:
            _show_indented(_finding_line(finding, wording), to)


def _show_indented(line: str, to: Console) -> None:
    """Wrap for the eye in a terminal; elsewhere a finding stays one line."""
    if to.is_terminal:
        to.print(Padding(line, (0, 0, 0, 2)))
    else:
        to.print(f"  {line}", soft_wrap=True)


def _finding_line(finding: Finding, wording: Wording) -> str:
    spot, said = wording.spot(finding), wording.finding(finding)
    return f"{spot}: {said}" if spot else said


def show_summary(
    summary: Summary, timings: Mapping[str, float], wording: Wording, to: Console
) -> None:
    """Print the summary of a plan: at most 80 columns and 40 lines."""
    to.print(Text(summary.title, style="bold"))
    to.print(Text(summary.verdict, style="green" if summary.proved else "yellow"))
    if summary.given_up:
        to.print(Text(summary.given_up, style="yellow"))
    for missed in summary.missed_quotas:
        to.print(Text(missed, style="yellow"))
    to.print()
    to.print(_facts(summary))
    if summary.groups:
        to.print(_groups(summary, wording))
    to.print()
    to.print(_aims(summary, wording))
    if any(aim.given for aim in summary.aims):
        to.print(Text(wording.say("report.given-note"), style="dim"))
    if summary.shortages:
        to.print(_shortages(summary, wording))
    if summary.reasons:
        to.print()
        to.print(Text(wording.say("report.reasons"), style="bold"))
        to.print(_reasons(summary.reasons, wording))
    to.print()
    # Of steps that are over at once the one screen has no room to tell.
    told = {step: seconds for step, seconds in timings.items() if seconds >= 0.05}
    to.print(Text(seconds_line(told, wording), style="dim"))


def _facts(summary: Summary) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_column(style="dim")
    for fact in summary.facts:
        table.add_row(fact.name, Text(fact.value, style="bold"), fact.note)
    return table


def _groups(summary: Summary, wording: Wording) -> Text:
    parts = [f"{fact.name.lower()} {fact.value}" for fact in summary.groups]
    return Text(f"{wording.say('groups.short')}: {', '.join(parts)}", style="dim")


def _aims(summary: Summary, wording: Wording) -> Table:
    say = wording.say
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(say("report.aim"))
    table.add_column(say("report.reached"), justify="right")
    table.add_column(say("report.possible"), justify="right")
    table.add_column()
    table.add_column(say("report.left"))
    for aim in summary.aims:
        style = "green" if aim.proved else "yellow"
        left = Text(aim.left, style=style)
        table.add_row(aim.name, aim.reached, aim.possible, aim.unit, left)
    return table


def _shortages(summary: Summary, wording: Wording) -> Table:
    say = wording.say
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(say("report.calendar-lacks"))
    table.add_column(say("report.lacks"), justify="right")
    table.add_column(say("report.least-here"), justify="right")
    table.add_column(say("report.least-anywhere"), justify="right")
    table.add_column(say("report.left"))
    for row in summary.shortages:
        left = Text(row.left, style="green" if row.proved else "yellow")
        table.add_row(row.name, row.lacking, row.least_here, row.least_anywhere, left)
    return table


def _reasons(reasons: Sequence[ReasonRow], wording: Wording) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right")
    table.add_column()
    shown = reasons if len(reasons) <= _SHOWN_REASONS else reasons[: _SHOWN_REASONS - 1]
    rest = sum(row.people for row in reasons[len(shown) :])
    for row in shown:
        table.add_row(wording.number(row.people), row.text)
    if rest:
        table.add_row(wording.number(rest), wording.say("report.other-reasons"))
    return table


def seconds_line(
    timings: Mapping[str, float], wording: Wording, words: str = "cli.step"
) -> str:
    """Return how long each step took; ``words`` is what its name in the catalogue begins with."""
    steps = " · ".join(
        f"{wording.say(f'{words}.{step}')} {wording.number(seconds, 1)}"
        for step, seconds in timings.items()
    )
    return wording.say("cli.seconds", steps=steps)
