"""Writing a scenario and reading it back."""

from dataclasses import fields, replace

from hypothesis import HealthCheck, given, settings

from matcher.domain.finding import Severity
from matcher.io import (
    read_rows,
    read_scenario,
    scenario_cells,
    scenario_sha256,
    write_folder,
)
from tests.helpers import builders
from tests.io.strategies import scenarios

MANY = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@MANY
@given(scenario=scenarios())
def test_what_is_written_reads_back_equal(scenario, tmp_path):
    """A scenario with any values in all its fields survives a folder of CSV."""
    write_folder(scenario, tmp_path)
    read = read_scenario(tmp_path)
    errors = [f for f in read.findings if f.severity is Severity.ERROR]
    assert errors == []
    for field in fields(scenario):
        assert getattr(read.scenario, field.name) == getattr(scenario, field.name)


@MANY
@given(scenario=scenarios())
def test_the_hash_is_that_of_the_content(scenario, tmp_path):
    """The hash is the same before writing and after reading."""
    write_folder(scenario, tmp_path)
    read = read_scenario(tmp_path)
    assert read.scenario is not None
    assert scenario_sha256(read.scenario) == scenario_sha256(scenario)


def test_the_same_scenario_gives_the_same_bytes(tmp_path):
    """Writing twice, with the sequences in another order, changes no byte."""
    scenario = builders.scenario()
    places = (builders.place("p1"), builders.place("p2"))
    write_folder(replace(scenario, places=places), tmp_path / "a")
    write_folder(replace(scenario, places=places[::-1]), tmp_path / "b")
    names = sorted(file.name for file in (tmp_path / "a").iterdir())
    assert names == sorted(file.name for file in (tmp_path / "b").iterdir())
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (
            tmp_path / "b" / name
        ).read_bytes()


def test_a_norwegian_spreadsheet_opens_the_files(tmp_path):
    """Files are UTF-8 with a mark, parted by semicolons, with Norwegian headings."""
    write_folder(builders.scenario(), tmp_path)
    text = (tmp_path / "participants.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbfDeltaker;Kommune;")


def test_a_table_the_scenario_no_longer_has_is_removed(tmp_path):
    """A file of bans from an earlier write does not come back as a ban."""
    write_folder(builders.scenario(), tmp_path)
    (tmp_path / "bans.csv").write_text("Deltaker;Bransje\np1;it\n", "utf-8")
    write_folder(builders.scenario(), tmp_path)
    assert not (tmp_path / "bans.csv").exists()


def test_labels_and_other_files_are_left_alone(tmp_path):
    """Labels and documents in the folder are not the writer's to remove."""
    (tmp_path / "labels.csv").write_text("id;label\np1;Kafé\n", "utf-8")
    (tmp_path / "README.md").write_text("om", "utf-8")
    write_folder(builders.scenario(), tmp_path)
    assert read_scenario(tmp_path).labels == {"p1": "Kafé"}
    assert (tmp_path / "README.md").read_text("utf-8") == "om"


def test_what_the_writer_says_is_no_assumption(tmp_path):
    """A written scenario tells only what is unknown about people as assumed."""
    write_folder(builders.scenario(), tmp_path)
    assumed = [
        f.details["heading_key"]
        for f in read_scenario(tmp_path).findings
        if f.severity is Severity.ASSUMPTION
    ]
    unknown = {"level_date", "education", "programme_start", "wishes"}
    assert {key.split(".")[-1] for key in assumed} <= unknown


@MANY
@given(scenario=scenarios())
def test_cells_read_back_as_the_same_scenario(scenario):
    """The rows of any scenario, as text by column, are read as that scenario."""
    read = read_rows(scenario_cells(scenario), scenario.name)
    for field in fields(scenario):
        assert getattr(read.scenario, field.name) == getattr(scenario, field.name)
