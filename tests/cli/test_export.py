"""``matcher export`` as a user runs it."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.cli.export import Format, run
from matcher.cli.faults import WrongUseError
from matcher.cli.language import SAY
from matcher.domain.weeks import Horizon
from matcher.export import calendar_of
from matcher.io import plan_to_json, read_scenario, scenario_sha256, write_folder
from matcher.text import Language, translator
from tests.helpers import builders as make
from tests.helpers.command import document, run_from_nothing, run_matcher

LAST = date(2026, 9, 13)


def saved(folder, plan, name="plan.json"):
    (folder / name).write_text(plan_to_json(plan), "utf-8")
    return folder / name


def known_in(folder):
    known = read_scenario(folder / "data").scenario
    assert known is not None
    return known


@pytest.fixture
def world(tmp_path):
    """A folder with a scenario and the plan made from it, and that plan."""
    write_folder(
        make.scenario(
            [make.participant("p1"), make.participant("p2")],
            [make.place("q1", 2)],
            horizon=Horizon(make.START, placement_weeks=4, calendar_weeks=4),
        ),
        tmp_path / "data",
    )
    known = known_in(tmp_path)
    plan = make.plan([make.placement(p, last=LAST) for p in ("p1", "p2")])
    plan = replace(
        plan,
        scenario_sha256=scenario_sha256(known),
        calendar_sha256=calendar_of(known, plan).sha256(),
    )
    saved(tmp_path, plan)
    return tmp_path, plan


def export(world, file_format, *more, start=run_matcher):
    folder, _ = world
    return start(
        *("export", folder / "plan.json", "--scenario", folder / "data"),
        *("--format", file_format, "--out", folder / "out", *more),
    )


def call(world, file_format=Format.ICS, **changes):
    """The command in this process: for what it refuses."""
    folder, _ = world
    return run(
        **{
            "plan": folder / "plan.json",
            "scenario": folder / "data",
            "file_format": file_format,
            "out": folder / "out",
            **changes,
        }
    )


def files(folder):
    return sorted(p.name for p in (folder / "out").rglob("*") if p.is_file())


def test_calendars_are_counted(world):
    """Files by folder and what became of the entries; a second run changes nothing."""
    first, again = (
        document(export(world, "ics", "--json", start=run_from_nothing))
        for _ in range(2)
    )
    assert first["files"]["participants"] == 2
    assert first["entries"]["new"] > 0
    assert again["entries"] == {
        **{"new": 0, "changed": 0, "cancelled": 0},
        "same": first["entries"]["new"],
    }
    assert files(world[0]) == ["c1.ics", "p1.ics", "p2.ics", "q1.ics"]


def test_the_workbook_is_named(world):
    """In the language of the run."""
    run = export(world, "xlsx", "--lang", "en")
    path = world[0] / "out" / "semester.xlsx"
    told = translator(Language.EN)("cli.export.workbook", path=path)
    assert run.stdout == told + "\n"
    assert path.is_file()


def test_pages_of_some_people_and_weeks(world):
    """Two weeks of one person are two pages in one file."""
    told = document(
        export(
            world,
            *("pdf", "--participants", "p2", "--weeks", "2026-W35..2026-W36", "--json"),
        )
    )
    assert (told["files"], told["pages"]) == (["p2.pdf"], 2)
    assert files(world[0]) == ["p2.pdf"]


def test_a_calendar_of_other_data_is_wrong_use(world):
    """The plan's hash is not that of the calendar these data give: nothing is written."""
    folder, plan = world
    saved(folder, replace(plan, calendar_sha256="0" * 64))
    told = export(world, "ics")
    assert told.returncode == 2
    assert "plan.json" in told.stderr
    assert files(folder) == []


def test_data_that_do_not_know_a_place_are_wrong_use(world):
    """A plan with a place of other data cannot be exported with these."""
    folder, plan = world
    saved(folder, replace(plan, placements=(make.placement("p1", "q9"),)))
    with pytest.raises(WrongUseError, match="data"):
        call(world)


def test_changed_data_with_the_same_calendar_are_told(world, capsys):
    """Clock times and names are those of the data as they are now."""
    folder, plan = world
    saved(folder, replace(plan, scenario_sha256="0" * 64))
    assert call(world, Format.XLSX) == 0
    assert SAY("cli.export.scenario-changed") in capsys.readouterr().err


def test_a_plan_by_hand_is_wrong_use(world):
    """It does not say which calendar it belongs to."""
    folder, _ = world
    by_hand = folder / "mine.csv"
    by_hand.write_text("Deltaker;Praksisplass;Fra dato;Til dato;Økter\n")
    with pytest.raises(WrongUseError, match=r"mine\.csv"):
        call(world, plan=by_hand)


def test_a_previous_plan_is_read_where_there_are_no_files(world, capsys):
    """What it had and the plan has not is cancelled; with files they go before it."""
    folder, plan = world
    earlier = saved(folder, plan, "earlier.json")
    later = replace(plan, placements=plan.placements[:1], version=2)
    calendar = calendar_of(known_in(folder), later)
    later = replace(later, calendar_sha256=calendar.sha256())
    saved(folder, later)
    assert call(world, previous=earlier, as_json=True) == 0
    assert '"cancelled": 0' not in capsys.readouterr().out
    assert call(world, previous=earlier) == 0
    told = SAY("cli.export.previous-not-read", folder=folder / "out")
    assert told in capsys.readouterr().err


def test_a_previous_plan_that_these_data_do_not_know(world, capsys):
    """A place that is gone is named; a calendar that is another is told."""
    folder, plan = world
    gone = replace(plan, placements=(make.placement("p1", "q9"),))
    with pytest.raises(WrongUseError, match="q9"):
        call(world, previous=saved(folder, gone, "gone.json"))
    other = saved(folder, replace(plan, calendar_sha256="0" * 64), "other.json")
    assert call(world, previous=other) == 0
    told = SAY("cli.export.previous-other", path=other)
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("file_format", "option", "value"),
    [
        (Format.XLSX, "previous", "plan.json"),
        (Format.ICS, "participants", "p1"),
        (Format.XLSX, "weeks", "2026-W34"),
    ],
)
def test_an_option_of_another_format_is_wrong_use(world, file_format, option, value):
    """Rather than being passed over."""
    with pytest.raises(WrongUseError, match=f"--{option}"):
        call(world, file_format, **{option: value})


@pytest.mark.parametrize(
    "weeks", ["34", "2026-W54", "2026-W36..2026-W35", "2026-W34-36", ""]
)
def test_weeks_that_cannot_be_read_are_wrong_use(world, weeks):
    """With what they look like, and how they are written."""
    with pytest.raises(WrongUseError, match=r"2026-W34\.\.2026-W37"):
        call(world, Format.PDF, weeks=weeks)


def test_pages_of_nothing_are_wrong_use(world):
    """Weeks outside the calendar are told where it lies."""
    with pytest.raises(WrongUseError, match=r"17\.08\.2026"):
        call(world, Format.PDF, weeks="2030-W02")


def test_an_unknown_participant_is_wrong_use(world):
    """Named, so that the list can be put right."""
    with pytest.raises(WrongUseError, match="p7"):
        call(world, Format.PDF, participants="p1,p7")


def test_a_name_that_no_font_has_is_wrong_use(world):
    """The sign is told, and where to change it."""
    labels = world[0] / "data" / "labels.csv"
    labels.write_text("Id;Visningsnavn\nq1;ሰላም\n", "utf-8")
    with pytest.raises(WrongUseError, match=r"«ሰ».*labels\.csv"):
        call(world, Format.PDF)


def test_a_folder_that_is_not_ours_is_wrong_use(world):
    """A strange file, and calendars of another scenario, are named by their path."""
    folder, plan = world
    assert call(world) == 0
    saved(folder, replace(plan, scenario="other"))
    with pytest.raises(WrongUseError, match=r"p1\.ics"):
        call(world)
    (folder / "out" / "participants" / "p1.ics").write_text("mine")
    with pytest.raises(WrongUseError, match=r"p1\.ics"):
        call(world)
