from pathlib import Path

import pytest

from tests.helpers.command import document, run_from_nothing, run_matcher

SECTIONS = """\
Klasse;Kommuner;Sted;Plasser;Ukedager
K1;Skien;Skien;20;man tir
"""
PLACES = """\
Praksisplass;Sted;Bransje;Plasser
P1;Skien;renhold;1
"""


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Two faults in one file: an unknown level and an id twice."""
    (tmp_path / "places.csv").write_text(PLACES)
    (tmp_path / "participants.csv").write_text(
        "Deltaker;Kommune;Bosted;Norsknivå\nD1;Skien;Skien;A9\nD1;Skien;Skien;A2\n"
    )
    return tmp_path


def test_all_errors_are_told_at_once(broken: Path) -> None:
    """Exit code 1, and each fault with its file and row."""
    run = run_matcher("check", broken)
    assert run.returncode == 1
    assert "participants.csv, rad 2" in run.stdout
    assert "participants.csv, rad 3" in run.stdout


def test_findings_are_json_for_machines(broken: Path) -> None:
    """One document: counts, and each finding with code, spot, value and message."""
    told = document(run_matcher("check", broken, "--json", "--lang", "en"))
    assert told["counts"]["error"] == 2
    first = told["findings"][0]
    assert (first["source"], first["row"], first["value"]) == (
        "participants.csv",
        2,
        "A9",
    )
    assert {"code", "severity", "column", "details", "message"} <= first.keys()


def test_a_warning_is_told_with_exit_code_1() -> None:
    """tiny has a home that no place can be reached from: worth a look."""
    run = run_from_nothing("check", "scenarios/tiny")
    assert run.returncode == 1
    assert "D6" in run.stdout


def test_assumptions_alone_are_fine(tmp_path: Path) -> None:
    """What the program assumes is listed, and is not the user's fault."""
    (tmp_path / "places.csv").write_text(PLACES)
    (tmp_path / "sections.csv").write_text(SECTIONS)
    (tmp_path / "participants.csv").write_text(
        "Deltaker;Kommune;Bosted;Norsknivå\n"
        + "".join(f"D{n};Skien;Skien;A2\n" for n in range(9))
    )
    run = run_matcher("check", tmp_path, "--json")
    counts = document(run)["counts"]
    assert counts["assumption"] > 0
    assert (run.returncode, counts["error"], counts["warning"]) == (0, 0, 0)


def test_findings_are_in_the_language_asked(broken: Path) -> None:
    """Headings of the list, spots and messages alike."""
    told = run_matcher("check", broken, "--lang", "en").stdout
    assert "2 errors" in told
    assert "participants.csv, row 2" in told
