"""A sign of life while the plan is made, on standard error."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich import progress as bars
from rich.console import Console

from matcher.cli.language import SAY
from matcher.domain.progress import OnProgress, Progress, Step


@contextmanager
def shown_progress(console: Console) -> Iterator[OnProgress]:
    """Show a bar per step in a terminal, and a plain line per step elsewhere."""
    if not console.is_terminal:
        yield _Lines(console)
        return
    with bars.Progress(
        bars.SpinnerColumn(),
        bars.TextColumn("{task.description}"),
        bars.BarColumn(bar_width=24),
        bars.TimeElapsedColumn(),
        bars.TextColumn("{task.fields[note]}", style="dim"),
        console=console,
        transient=True,
    ) as shown:
        yield _Bars(shown)


class _Lines:
    def __init__(self, console: Console) -> None:
        self.console = console
        self.step: Step | None = None

    def __call__(self, progress: Progress) -> None:
        if progress.step is not self.step:
            self.step = progress.step
            self.console.print(f"{_name(progress.step)} …")


class _Bars:
    def __init__(self, shown: bars.Progress) -> None:
        self.shown = shown
        self.tasks: dict[Step, bars.TaskID] = {}

    def __call__(self, progress: Progress) -> None:
        task = self.tasks.get(progress.step)
        if task is None:
            task = self.shown.add_task(_name(progress.step), note="")
            self.tasks[progress.step] = task
        self.shown.update(
            task,
            completed=progress.done,
            total=progress.total or None,
            note=_note(progress.note),
        )


def _name(step: Step) -> str:
    return SAY(f"cli.step.{step.value}")


def _note(note: str) -> str:
    """Return a note with the tier it begins with, if it does, named in words."""
    tier, _, rest = note.partition(" ")
    key = f"report.tier.{tier}"
    return f"{SAY(key)} {rest}" if key in SAY else note
