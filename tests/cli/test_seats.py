"""``matcher seats`` as a user runs it."""

import shutil
from dataclasses import replace

import pytest

from matcher.io import read_scenario, write_folder
from matcher.text import Language, translator
from tests.helpers.command import document, run_from_nothing, run_matcher

TINY = "scenarios/tiny"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The plan of the tiny scenario with its proof."""
    out = tmp_path_factory.mktemp("tiny")
    assert run_matcher("plan", TINY, "--out", out).returncode == 0
    return out


def test_the_document_has_every_place_group_and_call(folder):
    """People, at most, kind and slot of each change; sectors, levels, areas, calls."""
    told = document(run_matcher("seats", TINY, folder / "plan.json", "--json"))
    assert told["places"]
    for value in told["places"]:
        assert 0 <= value["extra_people"] <= value["at_most"]
        assert (value["slot"] is not None) == (value["kind"] == "seat")
    for topic in ("sectors", "levels", "areas"):
        assert sum(group["places"] for group in told[topic]) == len(
            {value["place"] for value in told["places"]}
        )
    asked = [call["asked"] for call in told["calls"]]
    assert asked == list(range(1, len(asked) + 1))
    assert all(len(call["employers"]) <= call["asked"] for call in told["calls"])


def test_the_same_call_prints_the_same_bytes(folder):
    """Seconds stand on standard error only."""
    first, again = (
        run_from_nothing("seats", TINY, folder / "plan.json", "--calls", 1)
        for _ in range(2)
    )
    assert first.stdout == again.stdout
    assert translator(Language.NB)("cli.seats.step.screening") in first.stderr


def test_it_speaks_each_language(folder):
    """The heading of the call list stands in each language."""
    for language in Language:
        run = run_matcher(
            "seats", TINY, folder / "plan.json", "--seconds", 0, "--lang", language
        )
        assert run.returncode == 0
        assert translator(language)("seats.calls") in run.stdout


def test_a_plan_without_its_proof_is_wrong_use(folder, tmp_path):
    """The values rest on the proof beside the plan."""
    shutil.copy(folder / "plan.json", tmp_path)
    run = run_matcher("seats", TINY, tmp_path / "plan.json")
    assert run.returncode == 2
    assert "proof.json" in run.stderr


def test_a_scenario_with_chains_has_seat_values(folder, tmp_path):
    """People with two placements in a row are found in their plan."""
    scenario = read_scenario(TINY).scenario
    assert scenario is not None
    templates = (replace(t, chain_first_weeks=4) for t in scenario.templates)
    write_folder(replace(scenario, templates=tuple(templates)), tmp_path / "chains")
    out = tmp_path / "out"
    assert run_matcher("plan", tmp_path / "chains", "--out", out).returncode == 0
    told = document(
        run_matcher("seats", tmp_path / "chains", out / "plan.json", "--json")
    )
    assert told["places"]


def test_a_plan_of_other_aims_is_wrong_use(folder):
    """What must be kept is what the plan was made for."""
    run = run_matcher("seats", TINY, folder / "plan.json", "--policy", "urgency-first")
    assert run.returncode == 2
    assert "--policy" in run.stderr


def test_a_plan_of_another_scenario_is_wrong_use(folder):
    """Its people and places are others."""
    run = run_matcher("seats", "scenarios/innherred", folder / "plan.json")
    assert run.returncode == 2
