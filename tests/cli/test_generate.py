from pathlib import Path

from openpyxl import load_workbook

from tests.helpers.command import document, run_from_nothing, run_matcher


def test_what_is_generated_can_be_read(tmp_path: Path) -> None:
    """The folder is a scenario without errors, of the size asked."""
    out = tmp_path / "made"
    made = run_from_nothing(
        "generate", "--participants", 12, "--places", 9, "--weeks", 10, "--out", out
    )
    assert made.returncode == 0
    told = run_matcher("check", out)
    assert "12 deltakere og 9 praksisplasser" in told.stdout


def test_municipalities_are_chosen_by_name_or_number(tmp_path: Path) -> None:
    """Names and official numbers are both understood."""
    run = run_matcher(
        "generate", "--participants", 9, "--places", 6, "--municipalities",
        "Verdal, 5037", "--out", tmp_path, "--json",
    )  # fmt: skip
    assert document(run) == {
        "participants": 9,
        "places": 6,
        "folder": str(tmp_path),
    }
    written = (tmp_path / "municipalities.csv").read_text(encoding="utf-8-sig")
    assert "Verdal" in written
    assert "Levanger" in written


def test_more_weeks_than_a_year_fit(tmp_path: Path) -> None:
    """The calendar grows with the placement weeks."""
    run = run_matcher(
        "generate", "--participants", 5, "--places", 5, "--weeks", 60, "--out", tmp_path
    )
    assert run.returncode == 0


def test_the_template_is_a_workbook_in_the_language_asked(tmp_path: Path) -> None:
    """The folder above is made, and the sheets have names in the language."""
    names = {}
    for language in ("nb", "en"):
        path = tmp_path / "new" / f"{language}.xlsx"
        run = run_from_nothing("template", "--out", path, "--lang", language)
        assert run.returncode == 0
        names[language] = load_workbook(path).sheetnames
    assert "Deltakere" in names["nb"]
    assert "Participants" in names["en"]
