import io

from rich.console import Console

from matcher.cli.progress import shown_progress
from matcher.domain.progress import Progress, Step


def told(*signs: Progress, terminal: bool) -> str:
    lines = io.StringIO()
    console = Console(file=lines, force_terminal=terminal, width=100)
    with shown_progress(console) as on_progress:
        for sign in signs:
            on_progress(sign)
    return lines.getvalue()


def test_each_step_is_one_line_without_a_terminal() -> None:
    """A log gets a line per step, however often progress is told."""
    twice = [Progress(Step.OPTIONS, done, 2) for done in (0, 1, 2)]
    lines = told(*twice, Progress(Step.CALENDAR, 0, 1), terminal=False).splitlines()
    assert lines == ["Alternativer …", "Kalender …"]


def test_a_terminal_shows_a_bar_with_the_aim_in_words() -> None:
    """What the search is at is named as in the summary, not by its code."""
    shown = told(Progress(Step.PLACEMENT, 3, 9, "waiting 20 / 30"), terminal=True)
    assert "Plassering" in shown
    assert "Ventetid hos de dekkede 20 / 30" in shown
    assert "waiting" not in shown


def test_a_note_without_an_aim_stands_as_it_is() -> None:
    """Any other note is shown unchanged."""
    assert "3 of 4" in told(Progress(Step.OPTIONS, 3, 4, "3 of 4"), terminal=True)


def test_a_step_of_unknown_length_is_shown_too() -> None:
    """Zero units in all means that nobody knows yet."""
    assert "Grunner" in told(Progress(Step.REASONS, 0, 0), terminal=True)
