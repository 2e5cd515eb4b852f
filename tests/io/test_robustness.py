"""Whatever stands in the cells, reading answers and never raises."""

import csv
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain.finding import Severity, finding_text
from matcher.io import read_rows
from matcher.text import Language, translator

VALID = Path(__file__).parents[1] / "data" / "valid"
SAY = translator(Language.NB)

ODD = st.sampled_from(
    [
        "",
        "-",
        "#",
        "0",
        "-1",
        "1e9",
        "99999999",
        "²",
        "٣",
        "½",
        "NaN",
        "inf",
        "ja",
        "None",
        "31.02.2026",
        "2026-08-17",
        "9999-12-31",
        "1.1.1",
        "24:00",
        "24:01",
        "alle",
        "man",
        "man-fre",
        "fre-man",
        "|",
        "man|",
        "=",
        ">",
        "a>b",
        "a = a",
        "2x8",
        "3x2 1",
        "..",
        ";",
        "0301",
        "Våler",
        "59.2, 9.6",
        "9.6, 59.2",
        "..2027-W99",
        "2027-W28..2027-W30",
        "A2",
        "D-001",
        "P-01",
        "A-01",
        "K-1",
        "rute-1",
        "intro-2-3",
        "x" * 200,
        "\x00",
        "{value}",
    ]
) | st.text(max_size=12)


def rows_of(name):
    text = (VALID / f"{name}.csv").read_text("utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


TABLES = {file.stem: rows_of(file.stem) for file in sorted(VALID.glob("*.csv"))}
CELLS = [
    (table, row, heading)
    for table, rows in TABLES.items()
    for row in range(len(rows))
    for heading in rows[row]
]


def changed(edits):
    tables = {name: [dict(row) for row in rows] for name, rows in TABLES.items()}
    for (table, row, heading), text in edits:
        tables[table][row][heading] = text
    return tables


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(CELLS), ODD), min_size=1, max_size=3))
def test_odd_cells_give_a_scenario_or_errors_that_can_be_said(edits):
    """A scenario and no error, or errors and no scenario; every finding has words."""
    read = read_rows(changed(edits), "prøve")
    errors = [f for f in read.findings if f.severity is Severity.ERROR]
    assert (read.scenario is None) == bool(errors)
    for finding in read.findings:
        assert finding_text(finding, SAY)
