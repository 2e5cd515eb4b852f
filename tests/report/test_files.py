from pathlib import Path

import pytest

from matcher.report.files import write_files


def test_files_are_written_into_a_new_folder(tmp_path: Path) -> None:
    """The folder is made, and holds the files and nothing else."""
    folder = tmp_path / "out" / "plan"
    write_files(folder, {"a.json": b"{}", "b.csv": b"x"})
    assert {f.name: f.read_bytes() for f in folder.iterdir()} == {
        "a.json": b"{}",
        "b.csv": b"x",
    }


def test_nothing_is_left_beside_the_folder(tmp_path: Path) -> None:
    """What was written on the way is gone."""
    write_files(tmp_path / "out", {"a.json": b"{}"})
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failure_leaves_the_old_files_whole(tmp_path: Path) -> None:
    """If one file cannot be written, none is replaced."""
    folder = tmp_path / "out"
    write_files(folder, {"a.json": b"old"})
    with pytest.raises(OSError, match=r"missing"):
        write_files(folder, {"a.json": b"new", "missing/b.csv": b"x"})
    assert (folder / "a.json").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_other_files_in_the_folder_stay(tmp_path: Path) -> None:
    """A file the user keeps in the folder is not touched."""
    (tmp_path / "notes.txt").write_text("mine")
    write_files(tmp_path, {"a.json": b"{}"})
    assert (tmp_path / "notes.txt").read_text() == "mine"
