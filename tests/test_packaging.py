import itertools
import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib import import_module, metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"

both_locks = pytest.mark.parametrize(
    "lock", [RUNTIME_LOCK, DEV_LOCK], ids=lambda lock: lock.name
)


def pins(lock: Path) -> list[Requirement]:
    pinned = re.findall(r"^([A-Za-z0-9].*?) \\$", lock.read_text(), re.MULTILINE)
    return [Requirement(line) for line in pinned]


def unmet(declared: list[str], lock: Path) -> list[str]:
    """Declared requirements without a pin, or with a pin outside their bounds."""
    versions: dict[str, list[str]] = {}
    for pin in pins(lock):
        (exact,) = pin.specifier
        versions.setdefault(canonicalize_name(pin.name), []).append(exact.version)
    return [
        line
        for line in declared
        if not (found := versions.get(canonicalize_name(Requirement(line).name)))
        or not all(Requirement(line).specifier.contains(version) for version in found)
    ]


@pytest.fixture(scope="module")
def wheel_files(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names in a wheel built from this tree, without its metadata."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


@both_locks
def test_lock_names_no_address(lock: Path) -> None:
    """A lock file can be used with any mirror: it holds no address."""
    assert not re.findall(r"\w+://|index-url|find-links|file:", lock.read_text())


@both_locks
def test_lock_hashes_every_pin(lock: Path) -> None:
    """Each pinned package is followed by at least one hash."""
    lines = lock.read_text().splitlines()
    after_pins = [after for line, after in itertools.pairwise(lines) if "==" in line]
    assert after_pins
    assert all(after.startswith("    --hash=sha256:") for after in after_pins)


def test_runtime_lock_meets_what_is_declared() -> None:
    """Every declared dependency is pinned inside its bounds."""
    assert unmet(PYPROJECT["project"]["dependencies"], RUNTIME_LOCK) == []


def test_dev_lock_meets_what_is_declared() -> None:
    """Every declared development dependency is pinned inside its bounds."""
    assert unmet(PYPROJECT["dependency-groups"]["dev"], DEV_LOCK) == []


def test_dev_lock_holds_the_runtime_lock() -> None:
    """Tests run on the very versions that users get."""
    assert {str(pin) for pin in pins(RUNTIME_LOCK)} <= {
        str(pin) for pin in pins(DEV_LOCK)
    }


def test_dependencies_have_no_upper_bound() -> None:
    """Only the lock files hold versions back."""
    operators = {
        bound.operator
        for line in PYPROJECT["project"]["dependencies"]
        for bound in Requirement(line).specifier
    }
    assert operators == {">="}


def test_installed_version_is_the_declared_one() -> None:
    """The environment holds this tree's version, not that of an older set-up."""
    assert metadata.version("praksisplan") == PYPROJECT["project"]["version"]


@pytest.mark.parametrize("name", sorted(PYPROJECT["project"]["scripts"]))
def test_command_is_callable(name: str) -> None:
    """Each command points at a function that exists."""
    module, function = PYPROJECT["project"]["scripts"][name].split(":")
    assert callable(getattr(import_module(module), function))


def test_wheel_holds_the_whole_package(wheel_files: set[str]) -> None:
    """The wheel holds all of both packages, data files too, and nothing else."""
    tree = {
        path.relative_to(ROOT).as_posix()
        for package in ("matcher", "api")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wheel_files == tree


def test_wheel_says_that_it_is_typed(wheel_files: set[str]) -> None:
    """Users of the package see its types."""
    assert "matcher/py.typed" in wheel_files


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_wheel_holds_a_catalogue(wheel_files: set[str], language: str) -> None:
    """Each language the user can choose comes with its message catalogue."""
    folder = f"matcher/text/locale/{language}/"
    assert any(name.startswith(folder) and name.endswith(".po") for name in wheel_files)


MEASURED_MODULE = """\
import multiprocessing, os, subprocess, sys, time

def in_spawned_process():
    return 1

def in_subprocess():
    return 2

def in_process_left_at_once():
    os._exit(0)

def in_terminated_process(ready):
    ready.set()
    while True:
        time.sleep(0.01)

def run():
    spawn = multiprocessing.get_context("spawn")
    spawned = spawn.Process(target=in_spawned_process)
    spawned.start()
    spawned.join()
    left = spawn.Process(target=in_process_left_at_once)
    left.start()
    left.join()
    ready = spawn.Event()
    terminated = spawn.Process(target=in_terminated_process, args=(ready,))
    terminated.start()
    ready.wait()
    time.sleep(0.1)
    terminated.terminate()
    terminated.join()
    code = "from matcher import in_subprocess; in_subprocess()"
    subprocess.run([sys.executable, "-c", code], check=True)
"""


def test_coverage_measures_child_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Solver hosts and command runs count: no line of a child process is missed."""
    for name in ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "matcher").mkdir()
    (tmp_path / "matcher" / "__init__.py").write_text(MEASURED_MODULE)
    (tmp_path / "main.py").write_text(
        "import matcher\n\nif __name__ == '__main__':\n    matcher.run()\n"
    )
    for arguments in (
        ["run", "main.py"],
        ["combine", "-q"],
        ["json", "-q", "--fail-under=0"],
    ):
        subprocess.run(
            [sys.executable, "-m", "coverage", *arguments], cwd=tmp_path, check=True
        )
    report = json.loads((tmp_path / "coverage.json").read_text())
    assert report["files"]["matcher/__init__.py"]["missing_lines"] == []
