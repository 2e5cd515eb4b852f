import csv
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.helpers.command import (
    ROOT,
    Run,
    document,
    environment,
    run_from_nothing,
    run_matcher,
)

FILES = {
    "plan.json",
    "proof.json",
    "placements.csv",
    "not_placed.csv",
    "calendar.csv",
    "shortages.csv",
    "report.html",
    "timings.json",
}
TINY = ROOT / "scenarios" / "tiny"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("planned") / "tiny"


@pytest.fixture(scope="module")
def planned(folder: Path) -> Run:
    """``matcher plan scenarios/tiny``, once for all that look at it."""
    return run_from_nothing("plan", "scenarios/tiny", "--out", folder)


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The same once more, told as JSON and with one worker."""
    folder = tmp_path_factory.mktemp("again") / "tiny"
    return run_from_nothing(
        "plan", "scenarios/tiny", "--out", folder, "--json", "--workers", 1
    )


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


def test_a_plan_with_warnings_is_fine(planned: Run) -> None:
    """Warnings stand in the plan; they do not fail it."""
    assert planned.returncode == 0
    assert "2 advarsler" in planned.stdout


def test_every_file_is_written(planned: Run, folder: Path) -> None:
    """All files, and nothing left from the writing."""
    assert {path.name for path in folder.iterdir()} == FILES
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_the_summary_fits_one_screen(planned: Run) -> None:
    """At most 80 columns and 40 lines."""
    lines = planned.stdout.splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 80


def test_the_summary_tells_counts_and_aims(planned: Run) -> None:
    """The counts worked out by hand, and that they are proved."""
    rows = {tuple(line.split()) for line in planned.stdout.splitlines()}
    assert ("Deltakere", "6") in rows
    assert ("Praksisplasser", "4") in rows
    assert (
        "Dekket",
        "om",
        "ingen",
        "delte",
        "plass",
        "3",
        "deling",
        "gir",
        "1",
        "til",
    ) in rows
    assert (
        "Ventetid",
        "hos",
        "de",
        "dekkede",
        "190",
        "190",
        "dager",
        "bevist",
        "best",
    ) in rows


def test_progress_goes_to_standard_error_as_plain_lines(planned: Run) -> None:
    """Without a terminal there are no bars, and standard output stays the summary."""
    assert "Plassering …" in planned.stderr
    assert "…" not in planned.stdout
    assert "\x1b" not in planned.stderr + planned.stdout


def test_tables_hold_the_same_as_the_plan(planned: Run, folder: Path) -> None:
    """placements.csv and not_placed.csv are the plan for spreadsheets."""
    plan = json.loads((folder / "plan.json").read_text())
    placed = {
        (row["Deltaker"], row["Praksisplass"])
        for row in table(folder / "placements.csv")
    }
    waiting = [(r["Deltaker"], r["Regel"]) for r in table(folder / "not_placed.csv")]
    assert placed == {(p["participant"], p["place"]) for p in plan["placements"]}
    assert waiting == [
        (person["participant"], reason["rule"])
        for person in plan["not_placed"]
        for reason in person["reasons"]
    ]


def test_the_report_holds_the_same_as_the_plan(planned: Run, folder: Path) -> None:
    """Everybody is in report.html, placed or not."""
    html = (folder / "report.html").read_text()
    assert all(f'<th scope="row">D{n}</th>' in html for n in range(1, 7))


def test_the_calendar_has_every_week(planned: Run, folder: Path) -> None:
    """A row per person, day and slot from the first week to the last."""
    weeks = {row["Uke"] for row in table(folder / "calendar.csv")}
    assert min(weeks) == "2026-W34"
    assert len(weeks) == 12


def test_timings_lie_in_a_file_of_their_own(planned: Run, folder: Path) -> None:
    """Seconds per step and memory, and neither in the plan."""
    told = json.loads((folder / "timings.json").read_text())
    assert {"candidates", "placement", "calendar", "report"} <= told["seconds"].keys()
    assert told["peak_memory_mb"] > 0
    assert "seconds" not in (folder / "plan.json").read_text()


def test_the_audit_finds_a_plan_of_ours_sound(planned: Run, folder: Path) -> None:
    """plan.json and placements.csv both pass, read a second time."""
    for name in ("plan.json", "placements.csv"):
        run = run_matcher("audit", "scenarios/tiny", folder / name, "--json")
        assert (run.returncode, document(run)["violations"]) == (0, [])


def test_a_plan_is_tied_to_its_data(planned: Run, folder: Path, tmp_path: Path) -> None:
    """After a change in the data the audit says that the plan is from other data."""
    changed = shutil.copytree(TINY, tmp_path / "tiny")
    path = changed / "places.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("P4", "P9"))
    for name in ("seats.csv", "travel.csv"):
        text = (changed / name).read_text(encoding="utf-8-sig")
        (changed / name).write_text(text.replace("P4", "P9"))
    run = run_matcher("audit", changed, folder / "plan.json", "--json")
    assert run.returncode == 1
    assert document(run)["same_scenario"] is False


@pytest.mark.parametrize(
    ("person", "told"), [("D1", "D1 har praksis på P2"), ("D6", "travel-limit")]
)
def test_one_result_is_explained(
    planned: Run, folder: Path, person: str, told: str
) -> None:
    """Facts for those placed, reasons for those not."""
    run = run_matcher("explain", "scenarios/tiny", folder / "plan.json", person)
    assert run.returncode == 0
    assert told in run.stdout


def test_an_explanation_is_json_for_machines(planned: Run, folder: Path) -> None:
    """The facts by name, and the same lines people read."""
    plan = folder / "plan.json"
    told = document(run_from_nothing("explain", "scenarios/tiny", plan, "D1", "--json"))
    assert told["placed"]["place"] == "P2"
    assert sum(told["placed"]["fit"].values()) == 775
    assert told["placed"]["level"] == 4
    assert told["placed"]["reasons"][0]["code"] == "wish"
    assert told["lacking"][0] == {
        "iso_week": "2026-W43",
        "minutes": 900,
        "cause": "nothing-offered",
        "place": None,
        "group_activity": None,
    }
    assert told["lines"][-1] == "  45 timer: ingenting å gå til i uke 43–45"
    assert told["plain"][0] == "Dette er et forslag."


def test_what_would_help_is_json_for_machines(planned: Run, folder: Path) -> None:
    """The changes with what they take and how many places they open."""
    plan = folder / "plan.json"
    told = document(run_matcher("explain", "scenarios/tiny", plan, "D6", "--json"))
    assert told["relaxations"][0] == {
        "changes": [{"rule": "travel-limit", "minutes": 75}],
        "places": 1,
        "with_room": 0,
    }


def test_the_text_for_the_person_can_be_had_alone(planned: Run, folder: Path) -> None:
    """Without facts, codes and points."""
    plan = folder / "plan.json"
    run = run_matcher("explain", "scenarios/tiny", plan, "D1", "--plain")
    lines = run.stdout.splitlines()
    assert lines[0] == "Dette er et forslag."
    assert lines[-1] == "Vil du vite mer, så snakk med din rådgiver."
    assert "poeng" not in run.stdout


def test_an_unknown_participant_is_wrong_use(planned: Run, folder: Path) -> None:
    """The nearest id is offered."""
    run = run_matcher("explain", "scenarios/tiny", folder / "plan.json", "d6")
    assert run.returncode == 2
    assert "D6" in run.stderr


def test_ours_is_compared_with_a_plan_made_by_hand(
    planned: Run, folder: Path, tmp_path: Path
) -> None:
    """What ours adds: the person the hand-made plan left out."""
    by_hand = tmp_path / "today.csv"
    rows = (folder / "placements.csv").read_text(encoding="utf-8-sig").splitlines()
    by_hand.write_text("\n".join(rows[:-1]))
    run = run_matcher(
        "compare", "scenarios/tiny", by_hand, folder / "plan.json", "--json"
    )
    told = document(run)
    assert run.returncode == 0
    assert (told["only_a"], told["only_b"], told["unchanged"]) == ([], ["D4"], 3)


def test_machines_get_one_document_and_nothing_else(again: Run) -> None:
    """With --json not even progress is told."""
    told = document(again)
    assert again.returncode == 0
    assert again.stderr == ""
    assert (told["status"], told["metrics"]["covered"]) == ("OPTIMAL", 4)
    assert set(told["files"]) == FILES


def test_the_same_run_gives_the_same_bytes(
    planned: Run, again: Run, folder: Path
) -> None:
    """Same input, same seed, same bytes in every file but the timings."""
    other = Path(document(again)["folder"])
    for name in FILES - {"timings.json"}:
        assert (other / name).read_bytes() == (folder / name).read_bytes()


def test_labels_are_only_in_the_report(tmp_path: Path) -> None:
    """Display names are joined where people read, and nowhere else."""
    labelled = shutil.copytree(TINY, tmp_path / "tiny")
    (labelled / "labels.csv").write_text("Id;Visningsnavn\nD1;Bok 7 <b>\n")
    out = tmp_path / "out"
    assert run_matcher("plan", labelled, "--out", out, "--json").returncode == 0
    assert "Bok 7 &lt;b&gt;" in (out / "report.html").read_text()
    assert not [
        name
        for name in FILES - {"report.html"}
        if "Bok 7" in (out / name).read_text(encoding="utf-8-sig")
    ]


def test_errors_are_told_and_nothing_is_written(tmp_path: Path) -> None:
    """An input with errors is not planned: exit code 1, no folder."""
    out = tmp_path / "out"
    run = run_matcher("plan", "scenarios/broken/duplicate-participant", "--out", out)
    assert run.returncode == 1
    assert "participants.csv" in run.stderr
    assert not out.exists()


def test_a_policy_with_errors_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    """A policy is input too."""
    policy = tmp_path / "policy.toml"
    policy.write_text("weights = 3\n")
    out = tmp_path / "out"
    run = run_matcher("plan", "scenarios/tiny", "--out", out, "--policy", policy)
    assert run.returncode == 1
    assert "weights" in run.stderr
    assert not out.exists()


def test_a_policy_changes_the_plan(tmp_path: Path) -> None:
    """What the policy's file asks for is what the plan says it followed."""
    policy = tmp_path / "policy.toml"
    policy.write_text('name = "no-wishes"\n[fit]\nwish = 0\n')
    run_matcher(
        "plan", "scenarios/tiny", "--out", tmp_path, "--policy", policy, "--json"
    )
    plan = json.loads((tmp_path / "plan.json").read_text())
    fit = next(tier["value"] for tier in plan["tiers"] if tier["name"] == "fit")
    assert (plan["policy"], fit < 3102) == ("no-wishes", True)


def test_a_policy_may_be_a_name(tmp_path: Path) -> None:
    """A policy that comes with the program needs no file."""
    run = run_matcher(
        "plan", "scenarios/tiny", "--out", tmp_path, "--policy", "urgency-first"
    )
    plan = json.loads((tmp_path / "plan.json").read_text())
    assert (run.returncode, plan["policy"]) == (0, "urgency-first")


def test_an_unknown_policy_is_answered_with_the_names(tmp_path: Path) -> None:
    """A slip of the pen gets the names there are, as the help does."""
    run = run_matcher("plan", "scenarios/tiny", "--out", tmp_path, "--policy", "urgent")
    told = run_matcher("plan", "--help")
    assert run.returncode == 2
    assert all(name in run.stderr for name in ("urgent", "standard", "urgency-first"))
    assert "urgency-first" in told.stdout


def test_a_plan_is_told_in_the_language_asked(tmp_path: Path) -> None:
    """Summary, report and headings alike."""
    run = run_matcher("plan", "scenarios/tiny", "--out", tmp_path, "--lang", "nn")
    assert "Deltakarar" in run.stdout
    assert '<html lang="nn">' in (tmp_path / "report.html").read_text()
    assert "Deltakar" in table(tmp_path / "placements.csv")[0]


def start(out: Path) -> subprocess.Popen[str]:
    """Begin to plan Grenland, which takes long enough to be interrupted."""
    return subprocess.Popen(
        [sys.executable, "-m", "matcher", "plan", "scenarios/grenland", "--out", out],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
        # A test run in the background of a shell has interrupts switched off.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def test_an_interrupt_ends_with_a_word_and_no_stack_trace(tmp_path: Path) -> None:
    """Ctrl-C before there is a plan: exit code 130, nothing written."""
    out = tmp_path / "out"
    process = start(out)
    assert process.stderr is not None
    process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "Traceback" not in told
    assert not out.exists()


@pytest.mark.slow
def test_an_interrupt_keeps_the_best_plan_so_far(tmp_path: Path) -> None:
    """Ctrl-C during the search: the plan says so, and breaks no rule."""
    process = start(tmp_path)
    assert process.stderr is not None
    while "Plassering" not in process.stderr.readline():
        pass
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=120)
    plan = tmp_path / "plan.json"
    assert process.returncode == 0
    assert json.loads(plan.read_text())["status"] == "CANCELLED"
    assert run_matcher("audit", "scenarios/grenland", plan).returncode == 0
