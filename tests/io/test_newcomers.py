"""People of one more table beside those of the scenario."""

import pytest

from matcher.domain.ids import ParticipantId
from matcher.io import read_scenario, read_with_newcomers

TINY = "scenarios/tiny"


@pytest.fixture
def row(tmp_path):
    """Writes a file of newcomers from lines of text."""

    def write(*lines: str):
        file = tmp_path / "new.csv"
        file.write_text("\n".join(lines), encoding="utf-8")
        return file

    return write


def test_a_row_is_read_as_in_the_scenario(row):
    """In headings of any language; the people of the scenario stay as they are."""
    file = row(
        "participant;template;level;home;municipality",
        "N1;intro-tre-dager;A2;59.2,9.6;4003",
    )
    read = read_with_newcomers(TINY, file)
    assert read.scenario is not None
    before = read_scenario(TINY).scenario
    assert before is not None
    people = {p.id: p for p in read.scenario.participants}
    newcomer = people.pop(ParticipantId("N1"))
    assert newcomer.template == "intro-tre-dager"
    assert tuple(people.values()) == before.participants


def test_what_is_wrong_is_told_of_the_row_alone(row):
    """With the file and the row in it."""
    file = row("Deltaker;Programmal", "N1;nothing", "D1;intro-tre-dager")
    read = read_with_newcomers(TINY, file)
    assert read.scenario is None
    errors = {(f.code, f.source, f.row) for f in read.findings}
    assert ("unknown-reference", "new.csv", 2) in errors
    assert ("duplicate-id", "new.csv", 3) in errors
    assert {f.source for f in read.findings} == {"new.csv"}


def test_a_file_of_another_kind_is_told(tmp_path):
    """What is no table has no people."""
    file = tmp_path / "new.txt"
    file.write_text("N1", encoding="utf-8")
    read = read_with_newcomers(TINY, file)
    assert read.scenario is None
    assert [finding.code for finding in read.findings] == ["unknown-file-type"]
