"""One folder per defect: each is named, at its spot, and nothing else."""

import json
from pathlib import Path

import pytest

from matcher.domain.finding import Severity, finding_text
from matcher.io import read_scenario
from matcher.text import Language, translator

ROOT = Path(__file__).parents[2]
VALID = ROOT / "tests" / "data" / "valid"
BROKEN = sorted((ROOT / "scenarios" / "broken").iterdir())
AWKWARD = sorted((ROOT / "scenarios" / "awkward").iterdir())


def names(folder):
    return folder.name


def expected(folder):
    text = (folder / "expected.json").read_text("utf-8")
    return [(e["code"], e["source"], e["row"], e["column"]) for e in json.loads(text)]


def spots(findings):
    return [(f.code, f.source, f.row, f.column) for f in findings]


def test_the_set_they_are_made_from_has_no_fault():
    """The valid folder is read without a single finding."""
    read = read_scenario(VALID)
    assert read.findings == ()
    assert read.scenario is not None


def test_there_are_enough_of_them():
    """At least fifteen defects and eight awkward inputs are kept as files."""
    assert len(BROKEN) >= 15
    assert len(AWKWARD) >= 8


@pytest.mark.parametrize("folder", BROKEN, ids=names)
def test_a_defect_is_named_at_its_spot_and_nothing_is_planned(folder):
    """The finding has the code, file, row and column; there is no scenario."""
    read = read_scenario(folder)
    assert sorted(spots(read.findings), key=str) == sorted(expected(folder), key=str)
    assert Severity.ERROR in {f.severity for f in read.findings}
    assert read.scenario is None


@pytest.mark.parametrize("folder", AWKWARD, ids=names)
def test_an_awkward_input_is_read_and_told(folder):
    """The finding has the code, file, row and column; the scenario is there."""
    read = read_scenario(folder)
    assert sorted(spots(read.findings), key=str) == sorted(expected(folder), key=str)
    assert Severity.ERROR not in {f.severity for f in read.findings}
    assert read.scenario is not None


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("folder", BROKEN + AWKWARD, ids=names)
def test_every_finding_has_words_in_every_language(folder, language):
    """A finding's sentence is filled in completely and ends as a sentence does."""
    for finding in read_scenario(folder).findings:
        text = finding_text(finding, translator(language))
        assert "{" not in text
        assert text.endswith((".", "?", ")"))


@pytest.mark.parametrize("folder", BROKEN + AWKWARD, ids=names)
def test_one_folder_has_one_defect(folder):
    """A folder differs from the valid one in at most two files."""
    files = {f.name for f in [*VALID.iterdir(), *folder.iterdir()]} - {"expected.json"}

    def content(of, name):
        return (of / name).read_bytes() if (of / name).exists() else None

    changed = [n for n in sorted(files) if content(VALID, n) != content(folder, n)]
    assert 1 <= len(changed) <= 2


def test_a_national_identity_number_is_not_repeated():
    """The value of such a cell is masked in the finding."""
    (finding,) = read_scenario(ROOT / "scenarios/broken/national-id-like").findings
    assert not any(sign.isdigit() for sign in finding.value)


def test_all_faults_are_told_at_once(tmp_path):
    """Two defects in two files give two findings in one reading."""
    for file in VALID.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    for defect, name in (
        ("impossible-date", "participants.csv"),
        ("negative-seats", "places.csv"),
    ):
        source = ROOT / "scenarios" / "broken" / defect / name
        (tmp_path / name).write_bytes(source.read_bytes())
    codes = [f.code for f in read_scenario(tmp_path).findings]
    assert codes == ["impossible-date", "out-of-range"]
