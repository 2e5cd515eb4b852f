"""``matcher menus`` as a user runs it."""

import pytest

from matcher.domain.plan import Plan
from matcher.io import read_plan, read_scenario, scenario_sha256, write_folder
from matcher.io.plan_json import plan_to_json
from matcher.io.policy_toml import policy_to_toml
from matcher.io.proof_json import proof_to_json
from matcher.text import Language, translator
from tests.helpers.command import document, run_from_nothing, run_matcher
from tests.menus.made import GAINS_BY_TWO, made


@pytest.fixture
def folder(tmp_path):
    """A scenario whose classes know other menus, and its plan with the proof."""
    one = made()[GAINS_BY_TWO]
    write_folder(one.scenario, tmp_path / "scenario")
    (tmp_path / "plan.json").write_text(plan_to_json(one.plan), "utf-8")
    (tmp_path / "proof.json").write_text(proof_to_json(one.proof), "utf-8")
    (tmp_path / "policy.toml").write_text(policy_to_toml(one.policy), "utf-8")
    return tmp_path


def test_the_proposed_plan_is_written_with_its_table_of_classes(folder):
    """That table in the place of the scenario's makes the scenario of the plan."""
    run = run_from_nothing(
        "menus",
        folder / "scenario",
        folder / "plan.json",
        *("--policy", folder / "policy.toml"),
        *("--out", folder / "out", "--json", "--workers", 1),
    )
    assert run.returncode == 0, run.stderr
    told = document(run)
    best = told["proposals"][-1]
    assert best["verdict"] == "better"
    assert told["written"]["covered"] == told["covered"] + best["extra_people"]
    assert told["written"]["violations"] == 0
    classes = (folder / "out" / "sections.csv").read_bytes()
    (folder / "scenario" / "sections.csv").write_bytes(classes)
    scenario = read_scenario(folder / "scenario").scenario
    assert scenario is not None
    plan, _ = read_plan(folder / "out" / "plan.json", scenario)
    assert isinstance(plan, Plan)
    assert plan.scenario_sha256 == scenario_sha256(scenario)
    for change in best["sections"]:
        menu = scenario.sections_by_id()[change["section"]].menu
        assert menu == set(change["menu"])


def test_without_time_it_says_what_is_open(folder):
    """Text in the reader's language, and where to get more."""
    run = run_matcher(
        "menus",
        folder / "scenario",
        folder / "plan.json",
        *("--policy", folder / "policy.toml"),
        *("--seconds", 0, "--lang", "nn"),
    )
    assert run.returncode == 0, run.stderr
    assert translator(Language.NN)("menus.open") in run.stdout
