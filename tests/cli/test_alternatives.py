"""``matcher alternatives``, run as a user runs it."""

import json
from pathlib import Path

import pytest

from tests.cli.test_plan import FILES
from tests.helpers.command import Run, document, run_from_nothing, run_matcher

PLANS = ("given", "fair", "short-travel", "wishes")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("alternatives") / "tiny"


@pytest.fixture(scope="module")
def shown(folder: Path) -> Run:
    """``matcher alternatives scenarios/tiny``, once for all that look at it."""
    return run_from_nothing(
        "alternatives", "scenarios/tiny", "--out", folder, "--no-curve"
    )


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    """The same once more, told as JSON and with one worker."""
    folder = tmp_path_factory.mktemp("again") / "tiny"
    run = run_from_nothing(
        "alternatives",
        "scenarios/tiny",
        "--out",
        folder,
        "--no-curve",
        "--json",
        "--workers",
        1,
    )
    return run, folder


def test_each_plan_is_written_whole(shown: Run, folder: Path) -> None:
    """A folder per plan with the files of ``plan``, and the policy it was made under."""
    assert shown.returncode == 0
    assert {path.name for path in folder.iterdir()} == {*PLANS, "alternatives.json"}
    for name in PLANS:
        files = {path.name for path in (folder / name).iterdir()}
        assert files >= {*FILES, "policy.toml"}


def test_it_is_told_where_the_plans_are(shown: Run, folder: Path) -> None:
    """The table by plan, and the folder last."""
    lines = shown.stdout.splitlines()
    assert any(line.split()[:2] == ["Gitte", "mål"] for line in lines)
    assert str(folder) in shown.stdout.replace("\n", "")


@pytest.mark.usefixtures("shown")
def test_a_plan_is_audited_under_the_policy_beside_it(folder: Path) -> None:
    """``audit --policy`` of the written policy finds nothing in the written plan."""
    own = folder / "short-travel"
    run = run_matcher(
        "audit",
        "scenarios/tiny",
        own / "plan.json",
        "--policy",
        own / "policy.toml",
        "--json",
    )
    assert document(run)["violations"] == []


@pytest.mark.usefixtures("shown")
def test_json_is_what_is_written(folder: Path, again: tuple[Run, Path]) -> None:
    """Standard output has the document and where it is; the same bytes every time."""
    run, other = again
    written = (folder / "alternatives.json").read_bytes()
    assert (other / "alternatives.json").read_bytes() == written
    assert document(run) == {**json.loads(written), "folder": str(other)}
    plans = [(place / "fair" / "plan.json").read_bytes() for place in (folder, other)]
    assert plans[0] == plans[1]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """Wrong use is told before anything is planned."""
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    run = run_matcher("alternatives", "scenarios/tiny", "--out", file)
    assert run.returncode == 2
    assert str(file) in run.stderr
