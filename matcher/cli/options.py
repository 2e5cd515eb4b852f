"""Arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.faults import WrongUseError
from matcher.cli.language import SAY
from matcher.domain.named_policies import NAMED_POLICIES
from matcher.text import Language


def existing(path: Path | None) -> Path | None:
    """Refuse a path with nothing there before anything heavy is loaded."""
    if path is not None and not path.exists():
        raise WrongUseError("cli.not-found", path=path)
    return path


def _named_or_existing(policy: Path | None) -> Path | None:
    """Refuse what is neither a policy with a name nor a file."""
    if policy is None or str(policy) in NAMED_POLICIES or policy.exists():
        return policy
    raise WrongUseError("cli.unknown-policy", policy=policy, names=POLICY_NAMES)


def to_folder(out: Path | None) -> Path | None:
    """Refuse to write a folder where a file is."""
    if out is not None and out.exists() and not out.is_dir():
        raise WrongUseError("cli.plan.not-a-folder", path=out)
    return out


POLICY_NAMES = ", ".join(NAMED_POLICIES)

ScenarioArgument = Annotated[
    Path,
    typer.Argument(metavar="SCENARIO", callback=existing, help=SAY("cli.scenario")),
]
PlanArgument = Annotated[
    Path, typer.Argument(metavar="PLAN", callback=existing, help=SAY("cli.plan-file"))
]
PolicyOption = Annotated[
    Path | None,
    typer.Option(
        "--policy",
        metavar="F",
        callback=_named_or_existing,
        help=SAY("cli.policy", names=POLICY_NAMES),
    ),
]
SeedOption = Annotated[
    int, typer.Option("--seed", metavar="N", min=0, help=SAY("cli.seed"))
]
LangOption = Annotated[Language | None, typer.Option("--lang", help=SAY("cli.lang"))]
"""Read already by ``matcher.cli.language``; declared so that wrong values are told."""
WorkersOption = Annotated[
    int | None,
    typer.Option("--workers", metavar="N", min=1, help=SAY("cli.plan.workers")),
]
ProofOption = Annotated[
    bool, typer.Option("--proof", help=SAY("cli.audit.proof"), show_default=False)
]
JsonOption = Annotated[
    bool, typer.Option("--json", help=SAY("cli.json"), show_default=False)
]
