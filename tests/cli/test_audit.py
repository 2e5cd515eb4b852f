import json
from pathlib import Path
from shutil import copytree

import pytest

from tests.helpers.command import document, run_from_nothing, run_matcher

HEADINGS = "Deltaker;Praksisplass;Fra dato;Til dato;Økter\n"
D1_TO_D3 = """\
D1;P2;17.08.2026;09.10.2026;ons tor fre
D2;P1;17.08.2026;09.10.2026;man tir fre
D3;P1;17.08.2026;09.10.2026;ons tor
"""
SOUND = HEADINGS + D1_TO_D3 + "D4;P3;17.08.2026;09.10.2026;man tir\n"
CROWDED = HEADINGS + D1_TO_D3 + "D5;P2;17.08.2026;09.10.2026;ons tor fre\n"


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """The optimum of tiny, as somebody would write it by hand."""
    path = tmp_path / "sound.csv"
    path.write_text(SOUND, encoding="cp1252")
    return path


@pytest.fixture
def crowded(tmp_path: Path) -> Path:
    """Two people on the one seat of P2."""
    path = tmp_path / "crowded.csv"
    path.write_text(CROWDED, encoding="utf-8")
    return path


def test_a_sound_plan_made_by_hand_is_fine(sound: Path) -> None:
    """Exit code 0, and what it reaches."""
    run = run_from_nothing("audit", "scenarios/tiny", sound, "--json")
    told = document(run)
    assert run.returncode == 0
    assert told["violations"] == []
    assert told["metrics"]["covered"] == 4


def test_a_broken_rule_is_named(crowded: Path) -> None:
    """Exit code 1, with the rule's code and the people."""
    run = run_matcher("audit", "scenarios/tiny", crowded)
    assert run.returncode == 1
    assert "seat-day" in run.stdout
    assert "D1, D5" in run.stdout


def test_violations_are_json_for_machines(crowded: Path) -> None:
    """Rule, people, place and days of each, and its sentence."""
    told = document(
        run_matcher("audit", "scenarios/tiny", crowded, "--json", "--lang", "en")
    )
    seat_day = next(v for v in told["violations"] if v["rule"] == "seat-day")
    assert (seat_day["participants"], seat_day["place"]) == (["D1", "D5"], "P2")
    assert "P2" in seat_day["message"]


def test_a_plan_that_cannot_be_read_is_told_like_any_input(tmp_path: Path) -> None:
    """File, row and column of what is wrong, exit code 1."""
    path = tmp_path / "plan.csv"
    path.write_text(HEADINGS + "D1;P2;soon;09.10.2026;ons\n")
    run = run_matcher("audit", "scenarios/tiny", path)
    assert run.returncode == 1
    assert "plan.csv, rad 2" in run.stderr


def test_a_file_that_is_no_plan_is_told(tmp_path: Path) -> None:
    """Any JSON is not a plan."""
    path = tmp_path / "plan.json"
    path.write_text("{}")
    run = run_matcher("audit", "scenarios/tiny", path)
    assert run.returncode == 1
    assert "plan.json" in run.stderr
    assert "Traceback" not in run.stderr


def test_comparing_tells_who_differs(sound: Path, crowded: Path) -> None:
    """D4 is only in the one, D5 only in the other; a broken rule in either is 1."""
    run = run_matcher("compare", "scenarios/tiny", sound, crowded, "--json")
    told = document(run)
    assert run.returncode == 1
    assert (told["only_a"], told["only_b"]) == (["D4"], ["D5"])
    assert (len(told["a"]["violations"]), told["unchanged"]) == (0, 3)


def test_comparing_a_plan_with_itself_is_fine(sound: Path) -> None:
    """Nothing differs and nothing is broken."""
    run = run_from_nothing("compare", "scenarios/tiny", sound, sound)
    assert run.returncode == 0
    assert str(sound) in run.stdout


def test_a_plan_made_by_hand_has_no_reasons_to_explain(sound: Path) -> None:
    """The user is told to give a plan of ours."""
    run = run_matcher("explain", "scenarios/tiny", sound, "D1")
    assert run.returncode == 2
    assert "plan.json" in run.stderr


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a plan of tiny; not to be changed."""
    folder = tmp_path_factory.mktemp("made") / "out"
    assert run_matcher("plan", "scenarios/tiny", "--out", folder).returncode == 0
    return folder


@pytest.fixture
def planned(made: Path, tmp_path: Path) -> Path:
    """A plan of tiny with its proof and its calendar beside it."""
    return copytree(made, tmp_path / "out") / "plan.json"


def test_a_proof_confirms_every_bound(planned: Path) -> None:
    """Exit code 0; each tier with the bound and what was worked out again."""
    run = run_matcher("audit", "scenarios/tiny", planned, "--proof", "--json")
    told = document(run)["proof"]
    assert run.returncode == 0
    assert told["holds"] is True
    assert all(tier["bound"] == tier["bound_checked"] for tier in told["tiers"])


def test_a_forged_bound_is_not_confirmed(planned: Path) -> None:
    """Without its steps the proof proves less than the plan says: exit code 1."""
    proof = planned.parent / "proof.json"
    bare = json.loads(proof.read_text())
    for component in bare["components"]:
        component["steps"] = []
    proof.write_text(json.dumps(bare))
    run = run_matcher("audit", "scenarios/tiny", planned, "--proof", "--lang", "en")
    assert run.returncode == 1
    assert "proves less" in run.stdout


def test_a_forged_certificate_is_not_confirmed(planned: Path) -> None:
    """A crowd said to have less room than its proof proves: exit code 1."""
    plan = json.loads(planned.read_text())
    plan["certificates"][0]["at_most"] -= 1
    planned.write_text(json.dumps(plan))
    run = run_matcher("audit", "scenarios/tiny", planned, "--proof", "--lang", "en")
    assert run.returncode == 1
    assert "The proof does not hold: a certificate has room for 1 of 2" in run.stdout


def test_without_a_proof_it_is_told_what_to_do(planned: Path) -> None:
    """Exit code 2 and the file that is missing."""
    (planned.parent / "proof.json").unlink()
    run = run_matcher("audit", "scenarios/tiny", planned, "--proof")
    assert run.returncode == 2
    assert "proof.json" in run.stderr


def test_the_calendar_beside_a_plan_is_audited(planned: Path) -> None:
    """Exit code 0, and what the calendar lacks."""
    run = run_matcher("audit", "scenarios/tiny", planned, "--json")
    told = document(run)
    assert (run.returncode, told["violations"]) == (0, [])
    stated = json.loads(planned.read_text())["metrics"]
    assert told["calendar"]["empty_weeks"] == stated["empty_weeks"]


def test_a_calendar_that_was_changed_is_told(planned: Path) -> None:
    """A day that is left out breaks a rule, and is not the plan's: exit code 1."""
    calendar = planned.parent / "calendar.csv"
    heading, first, *rest = calendar.read_text("utf-8-sig").splitlines()
    assert "klasse" in first
    calendar.write_text("\n".join([heading, *rest]), encoding="utf-8-sig")
    told = document(run_matcher("audit", "scenarios/tiny", planned, "--json"))
    rules = {violation["rule"] for violation in told["violations"]}
    assert rules == {"calendar-class", "stated-value"}


def test_a_calendar_that_is_not_there_is_not_audited(planned: Path) -> None:
    """It is said, and nothing is broken."""
    (planned.parent / "calendar.csv").unlink()
    run = run_matcher("audit", "scenarios/tiny", planned, "--lang", "en")
    assert run.returncode == 0
    assert "The calendar was not audited" in run.stdout


def test_a_calendar_that_cannot_be_read_is_told_like_any_input(planned: Path) -> None:
    """File, row and value of what is wrong, exit code 1."""
    calendar = planned.parent / "calendar.csv"
    text = calendar.read_text("utf-8-sig").replace("klasse", "lunsj", 1)
    calendar.write_text(text, encoding="utf-8-sig")
    run = run_matcher("audit", "scenarios/tiny", planned)
    assert run.returncode == 1
    assert "calendar.csv, rad 2" in run.stderr
    assert "lunsj" in run.stderr
