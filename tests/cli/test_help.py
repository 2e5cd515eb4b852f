import subprocess
import sys

import pytest

from matcher.text import Language, translator
from tests.helpers.command import ROOT, environment, run_matcher

COMMANDS = (
    "check",
    "risk",
    "seats",
    "plan",
    "alternatives",
    "audit",
    "explain",
    "compare",
    "generate",
    "template",
)
ENGLISH = ("Usage", "Arguments", "Options", "Commands", "required", "default", "Show ")


@pytest.mark.parametrize("command", [None, "plan", "explain"])
def test_help_is_in_bokmaal_unless_told(command: str | None) -> None:
    """Not even the library's own words are left in English."""
    run = run_matcher(*([command] if command else []), "--help")
    assert run.returncode == 0
    assert "Bruk: matcher" in run.stdout
    assert not [word for word in ENGLISH if word in run.stdout]


@pytest.mark.parametrize(
    "arguments", [("--lang", "nn", "check"), ("check", "--lang=nn")]
)
def test_language_is_chosen_by_option(arguments: tuple[str, ...]) -> None:
    """--lang works before and after the command."""
    expected = translator(Language.NN)("cli.check.help")
    assert expected in run_matcher(*arguments, "--help").stdout


def test_language_is_chosen_by_the_environment() -> None:
    """PRAKSISPLAN_LANG sets the language for good; the option goes before it."""
    english = run_matcher("--help", PRAKSISPLAN_LANG="en")
    nynorsk = run_matcher("--lang", "nn", "--help", PRAKSISPLAN_LANG="en")
    assert translator(Language.EN)("cli.help") in english.stdout
    assert translator(Language.NN)("cli.help") in nynorsk.stdout


def test_help_lists_every_command() -> None:
    """The commands of the issue, each with its sentence."""
    told = run_matcher("--help").stdout
    assert all(f"│ {command} " in told for command in COMMANDS)


def test_no_command_shows_help_and_is_wrong_use() -> None:
    """Called with nothing, it says what there is."""
    run = run_matcher()
    assert run.returncode == 2
    assert "plan" in run.stdout


def test_help_loads_no_engine() -> None:
    """Help is quick: neither solver nor numpy is imported for it."""
    code = (
        "import sys; sys.argv[1:] = ['plan', '--help']\n"
        "from matcher.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'scipy', 'ortools', 'highspy', 'holidays', 'jinja2'}\n"
        "print('heavy:', sorted(heavy & sys.modules.keys()))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert run.stdout.splitlines()[-1] == "heavy: []"
