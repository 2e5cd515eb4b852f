"""``matcher replan``, run as a user runs it."""

import json

import pytest

from tests.helpers.command import document, run_matcher


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    folder = tmp_path_factory.mktemp("before") / "tiny"
    assert run_matcher("plan", "scenarios/tiny", "--out", folder).returncode == 0
    return folder


def replanned(before, rows, tmp_path, *options):
    events = tmp_path / "hendelser.csv"
    events.write_text("Hendelse;Deltaker;Arbeidsgiver\n" + rows, "utf-8")
    out = tmp_path / "ny"
    run = run_matcher(
        "replan", "scenarios/tiny", before / "plan.json", events, "--out", out, *options
    )
    return run, out


def test_a_mended_plan_can_be_checked_from_its_own_folder(before, tmp_path):
    """Version 2, with scenario and aims beside it; audit and proof find it true."""
    rows = "slutter i programmet;D1;\narbeidsgiver trekker seg;;A3\n"
    run, out = replanned(before, rows, tmp_path)
    assert run.returncode == 0, run.stderr
    assert "Versjon 2 av planen." in run.stdout
    assert "3 hadde praksisplass. 1 av dem kan ikke være der de var." in run.stdout
    told = json.loads((out / "replan.json").read_text("utf-8"))
    moved = [c["participant"] for c in told["changes"] if c["new_place"]]
    assert moved == ["D4"]
    audit = run_matcher(
        "audit",
        out / "scenario",
        out / "plan.json",
        "--policy",
        out / "policy.toml",
        "--proof",
    )
    assert audit.returncode == 0, audit.stdout


def test_where_nothing_changes_the_plan_is_the_same_to_the_byte(before, tmp_path):
    """An event that does not fit is told; the files are those of the plan in force."""
    run, out = replanned(before, "takket ja;D6;\n", tmp_path)
    assert run.returncode == 0
    assert "Ingen av hendelsene endrer noe" in run.stdout
    for name in ("plan.json", "proof.json", "calendar.csv", "placements.csv"):
        assert (out / name).read_bytes() == (before / name).read_bytes()


@pytest.mark.slow
def test_the_frontier_is_told_to_machines(before, tmp_path):
    """From the least change to the plan made anew: fewer moves never fit better."""
    run, _ = replanned(
        before, "arbeidsgiver trekker seg;;A3\n", tmp_path, "--frontier", "--json"
    )
    points = document(run)["replan"]["frontier"]
    assert [p["name"] for p in points] == [
        "least-change",
        "loss-20",
        "loss-10",
        "loss-5",
        "loss-0",
        "free",
    ]
    assert all(point["proved"] for point in points)
    assert [p["moved"] for p in points] == sorted(p["moved"] for p in points)


@pytest.mark.parametrize(
    ("rows", "options", "code", "said"),
    [
        ("slutter;D1;\ntakket ja;D9;\n", (), 1, "D9"),
        ("takket ja;D1;\n", ("--freeze", "i høst"), 2, "ingen dato"),
    ],
)
def test_wrong_input_is_told(before, tmp_path, rows, options, code, said):
    """Rows that mean nothing, unknown ids, and a date that is none."""
    run, out = replanned(before, rows, tmp_path, *options)
    assert run.returncode == code
    assert said in run.stdout + run.stderr
    assert not out.exists()
