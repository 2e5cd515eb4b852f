"""Near-optimal plans side by side in the terminal."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from matcher.report.alternatives import Lines, SideBySide
from matcher.report.wording import Wording


def show_alternatives(shown: SideBySide, wording: Wording, to: Console) -> None:
    """Print what each plan aims for, what it gives, and the trade-off curve."""
    to.print(Text(shown.title, style="bold"))
    to.print(_aims(shown))
    to.print()
    to.print(figures_table(shown.plans))
    for line in shown.open:
        to.print(Text(line, style="yellow"))
    to.print()
    to.print(Text(wording.say("alternatives.curve"), style="bold"))
    to.print(figures_table(shown.curve))
    for note in shown.notes:
        to.print(Text(note, style="dim"))


def _aims(shown: SideBySide) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(style="dim")
    for name, aim in shown.aims:
        table.add_row(name, aim)
    return table


def figures_table(lines: Lines) -> Table:
    """Return a table with the names to the left and the figures to the right."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, heading in enumerate(lines.headings):
        table.add_column(heading, justify="right" if number else "left")
    for row in lines.rows:
        table.add_row(*row)
    return table
