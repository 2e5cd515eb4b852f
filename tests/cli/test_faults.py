from pathlib import Path

import pytest

from tests.helpers.command import document, run_matcher

WRONG_USE = {
    "no-such-command": ["fly"],
    "no-such-option": ["check", "--fly"],
    "missing-argument": ["plan"],
    "missing-option": ["plan", "somewhere"],
    "too-many-arguments": ["check", "a", "b"],
    "not-a-number": ["generate", "--out", "x", "--places", "many"],
    "number-out-of-range": ["generate", "--out", "x", "--places", "0"],
    "option-without-value": ["plan", "somewhere", "--out"],
    "unknown-language": ["check", "somewhere", "--lang", "fi"],
    "nothing-there": ["check", "no/such/scenario"],
    "no-plan-there": ["audit", "scenarios/tiny", "no/such/plan.json"],
    "no-policy-there": [
        "plan",
        "scenarios/tiny",
        "--out",
        "x",
        "--policy",
        "no/such.toml",
    ],
    "unknown-municipality": ["generate", "--out", "x", "--municipalities", "Atlantis"],
    "template-not-xlsx": ["template", "--out", "x.csv"],
}

wrong_use = pytest.mark.parametrize(
    "arguments", list(WRONG_USE.values()), ids=list(WRONG_USE)
)


@wrong_use
def test_wrong_use_is_told_on_standard_error(arguments: list[str]) -> None:
    """One line, exit code 2, nothing on standard output, no stack trace."""
    run = run_matcher(*arguments)
    assert run.returncode == 2
    assert run.stdout == ""
    assert len(run.stderr.splitlines()) == 1
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("fault", ["no-such-option", "nothing-there"])
def test_wrong_use_is_told_in_the_language_asked(fault: str) -> None:
    """The library's faults and ours alike."""
    bokmaal = run_matcher(*WRONG_USE[fault])
    english = run_matcher(*WRONG_USE[fault], PRAKSISPLAN_LANG="en")
    assert bokmaal.stderr != english.stderr


def test_machines_get_wrong_use_as_json() -> None:
    """With --json there is one document, whatever happens."""
    run = run_matcher("check", "no/such/scenario", "--json")
    assert run.returncode == document(run)["exit_code"] == 2
    assert document(run)["error"] in run.stderr


def test_a_folder_where_a_file_stands_is_wrong_use(tmp_path: Path) -> None:
    """The user is told to name a folder; the file is not touched."""
    file = tmp_path / "out"
    file.write_text("mine")
    run = run_matcher("plan", "scenarios/tiny", "--out", file)
    assert run.returncode == 2
    assert str(file) in run.stderr
    assert file.read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_wrong_use(tmp_path: Path) -> None:
    """A fault of the file system is told with the path, not as a stack trace."""
    file = tmp_path / "file"
    file.write_text("")
    run = run_matcher(
        "generate", "--participants", 5, "--places", 5, "--out", file / "x"
    )
    assert run.returncode == 2
    assert str(file) in run.stderr
    assert len(run.stderr.splitlines()) == 1
