"""``matcher what-if`` as a user runs it."""

import json

import pytest

from matcher.io import write_folder
from tests.helpers import builders as make
from tests.helpers.command import document, run_from_nothing, run_matcher


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A person and two places, planned: nobody competes, and no solver is asked."""
    out = tmp_path_factory.mktemp("one")
    scenario = make.scenario(places=[make.place("q1"), make.place("q2")])
    write_folder(scenario, out / "data")
    assert run_matcher("plan", out / "data", "--out", out).returncode == 0
    return out


def test_what_is_written_is_a_sound_and_proved_plan(folder, tmp_path):
    """The audit confirms rules and bounds from the scenario and policy beside the plan."""
    run = run_from_nothing(
        *(
            "what-if",
            folder / "data",
            folder / "plan.json",
            "--out",
            tmp_path,
            "--json",
        ),
        *("--change", "ban p1 q1", "--change", "weight wish 400"),
    )
    told = document(run)
    assert [change["change"] for change in told["changes"]] == ["ban", "weight"]
    assert told["version"] == 2
    assert {**json.loads((tmp_path / "what_if.json").read_text("utf-8"))} == {
        key: value for key, value in told.items() if key != "folder"
    }
    audit = document(
        run_matcher(
            *("audit", tmp_path / "scenario", tmp_path / "plan.json", "--proof"),
            *("--policy", tmp_path / "policy.toml", "--json"),
        )
    )
    assert audit["violations"] == []
    assert audit["proof"]["holds"]


def test_a_change_that_cannot_be_read_is_wrong_use(folder):
    """Before anything is planned."""
    run = run_matcher(
        "what-if", folder / "data", folder / "plan.json", "--change", "pin p9 q2"
    )
    assert run.returncode == 2
    assert "«pin p9 q2»" in run.stderr
    assert run.stdout == ""
