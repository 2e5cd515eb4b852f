import io

import pytest
from rich.console import Console

from matcher.cli.screen import show_findings, show_summary
from matcher.domain.finding import Finding, Severity
from matcher.domain.groups import Dimension
from matcher.report.summary import AimRow, Fact, ReasonRow, Summary
from matcher.report.wording import Wording
from matcher.text import Language, translator

NB = Wording(translator(Language.NB))
SECONDS = dict.fromkeys(
    ("candidates", "options", "placement", "calendar", "reasons", "audit", "report"),
    1234.5,
)


def summary(reasons: int) -> Summary:
    """As much as there ever is to tell: eight counts, ten aims, every aim open."""
    aim = AimRow(
        name="Dekket, fristen er passert",
        unit="personer",
        reached="1 234 567",
        possible="1 234 567",
        left="1 234 567",
        given=True,
        proved=False,
    )
    return Summary(
        title="Praksisplan for et område",
        verdict=NB.say("report.status.FEASIBLE"),
        proved=False,
        facts=(Fact("Dekket: får nok arbeidsrettede timer", "1 234 567", "91 %"),) * 8,
        aims=(aim,) * 10,
        reasons=tuple(ReasonRow(100 - n, f"Grunn {n}") for n in range(reasons)),
        groups=tuple(
            Fact(NB.say(f"groups.dimension.{dimension}"), "84–100 %")
            for dimension in Dimension
        ),
    )


def printed(shown: Summary, width: int = 80) -> list[str]:
    lines = io.StringIO()
    show_summary(shown, SECONDS, NB, Console(file=lines, width=width))
    return lines.getvalue().splitlines()


@pytest.mark.parametrize("reasons", [0, 5, 30])
def test_the_summary_fits_80_columns_and_40_lines(reasons: int) -> None:
    """With every aim open and many reasons, and four lines left for the files."""
    lines = printed(summary(reasons))
    assert len(lines) <= 36
    assert max(map(len, lines)) <= 80


def test_rare_reasons_are_counted_together() -> None:
    """No person is left out of the count where not all reasons fit."""
    lines = printed(summary(30))
    hidden = sum(100 - n for n in range(4, 30))
    assert any(
        line.split() == [*NB.number(hidden).split(), "andre", "grunner"]
        for line in lines
    )


def test_few_reasons_are_all_told() -> None:
    """Five reasons fit, and nothing is put under others."""
    text = "\n".join(printed(summary(5)))
    assert "Grunn 4" in text
    assert "andre grunner" not in text


def test_text_in_brackets_is_not_taken_for_markup() -> None:
    """A value from a file is printed as it stands."""
    lines = io.StringIO()
    finding = Finding("unknown-table", Severity.WARNING, "[bold]x[/].csv", value="x")
    show_findings([finding], NB, Console(file=lines, markup=False, width=200))
    assert "[bold]x[/].csv" in lines.getvalue()


def test_groups_are_one_line() -> None:
    """How far apart the groups lie is told, and no more."""
    [line] = [line for line in printed(summary(0)) if "kjønn" in line]
    assert line == (
        "Dekket: kjønn 84–100 %, utdanning 84–100 %, alder 84–100 %, kommune 84–100 %"
    )
