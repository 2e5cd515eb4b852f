"""``matcher audit --proof``: the bounds of a plan, worked out again from its proof."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.cli.faults import WrongUseError
from matcher.cli.language import SAY
from matcher.cli.reading import Ground, made_from, read_own_plan
from matcher.domain.plan import Placement, Plan, TierResult
from matcher.domain.proof import Proof
from matcher.eligibility import find_candidates
from matcher.io.proof_json import proof_from_json
from matcher.options import build_options
from matcher.verify import (
    CheckedBounds,
    FalseProof,
    check_certificates,
    checked_bounds,
)

if TYPE_CHECKING:
    from matcher.live.session import PlanSession

PROOF_FILE = "proof.json"


@dataclass(frozen=True, slots=True)
class ProofCheck:
    """What came of checking a proof; ``fault`` where it does not hold."""

    tiers: Sequence[TierResult]
    bounds: CheckedBounds | None
    fault: str = ""
    num_certificates: int = 0

    @property
    def is_true(self) -> bool:
        """Whether the proof holds, and proves no less than the plan says it does."""
        return self.bounds is not None and not any(self._overstated())

    def _overstated(self) -> Iterator[bool]:
        assert self.bounds is not None
        for tier in self.tiers:
            proved = self.bounds.whole[tier.name]
            yield tier.bound_checked is not None and tier.bound_checked < proved
            yield tier.value is not None and tier.value > proved

    def document(self) -> Mapping[str, Any]:
        """Return the check for machines."""
        bounds = {} if self.bounds is None else self.bounds.whole
        return {
            "proof": {
                "holds": self.is_true,
                "fault": self.fault,
                "certificates": self.num_certificates,
                "tiers": [
                    {
                        "name": tier.name.value,
                        "bound": tier.bound,
                        "bound_checked": bounds.get(tier.name),
                    }
                    for tier in self.tiers
                ],
            }
        }

    def lines(self) -> Iterator[str]:
        """Yield the check as text."""
        if self.bounds is None:
            yield SAY("cli.proof.false", fault=self.fault)
            return
        yield SAY("cli.proof.true" if self.is_true else "cli.proof.overstated")
        if self.num_certificates:
            yield SAY.plural("cli.proof.certificates", self.num_certificates)
        for tier in self.tiers:
            proved = self.bounds.whole[tier.name]
            word = "confirmed" if proved <= tier.bound else "solver"
            yield "  " + SAY(
                f"cli.proof.{word}",
                tier=SAY(f"report.tier.{tier.name.value}"),
                bound=tier.bound,
                checked=proved,
            )


def check_proof(
    path: Path, plan: Plan | Sequence[Placement], ground: Ground
) -> ProofCheck:
    """Return what ``proof.json`` beside the plan at ``path`` proves.

    Raises
    ------
    WrongUseError
        Where the plan is not ours, or no proof that can be read lies beside it.
    """
    if not isinstance(plan, Plan):
        raise WrongUseError("cli.proof.by-hand", path=path)
    proof = read_proof(path)
    if (proof.scenario_sha256, proof.seed) != (plan.scenario_sha256, plan.seed):
        return ProofCheck(plan.tiers, None, SAY("cli.proof.other-plan"))
    scenario, policy = ground.scenario, ground.policy
    candidates = find_candidates(scenario, policy)
    options = build_options(scenario, policy, candidates, plan.seed)
    if [tier.name for tier in plan.tiers] != list(ground.policy.tiers):
        return ProofCheck(plan.tiers, None, SAY("cli.proof.other-policy"))
    try:
        bounds = checked_bounds(scenario, policy, plan, proof, options)
        check_certificates(scenario, policy, options, plan, proof)
    except FalseProof as fault:
        return ProofCheck(plan.tiers, None, str(fault))
    return ProofCheck(plan.tiers, bounds, num_certificates=len(proof.certificates))


def read_proof(path: Path) -> Proof:
    """Read ``proof.json`` beside the plan at ``path``.

    Raises
    ------
    WrongUseError
        Where none that can be read lies there.
    """
    file = path.parent / PROOF_FILE
    try:
        return proof_from_json(file.read_text("utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WrongUseError("cli.proof.unreadable", path=file) from error


def read_proved_plan(path: Path, ground: Ground) -> tuple[Plan, Proof]:
    """Read a plan of ours for ``ground``, and the proof beside it.

    Raises
    ------
    WrongUseError
        Where it is made by hand, from another scenario or with other aims, or no proof
        of it lies beside it.
    """
    made, proof = read_own_plan(path, ground), read_proof(path)
    _refuse_other(path, ground, made, proof)
    return made, proof


def open_session(path: Path, ground: Ground) -> "PlanSession":
    """Read a plan of ours for ``ground``, for many questions; its proof if it has one.

    Raises
    ------
    WrongUseError
        Where it is made by hand, from another scenario or with other aims, or what lies
        beside it is no proof of it.
    """
    from matcher.live.session import PlanSession

    made = read_own_plan(path, ground)
    proof = read_proof(path) if (path.parent / PROOF_FILE).is_file() else None
    _refuse_other(path, ground, made, proof)
    try:
        return PlanSession(ground.scenario, ground.policy, made, proof)
    except ValueError as fault:
        raise WrongUseError("cli.proof.other-aims", path=path) from fault


def _refuse_other(path: Path, ground: Ground, made: Plan, proof: Proof | None) -> None:
    """Refuse a plan that is not made from ``ground``, and a proof of another plan."""
    same = proof is None or (proof.scenario_sha256, proof.seed) == (
        made.scenario_sha256,
        made.seed,
    )
    if not (same and made_from(made, ground)):
        raise WrongUseError("cli.proof.other-scenario", path=path)
    if [tier.name for tier in made.tiers] != list(ground.policy.tiers):
        raise WrongUseError("cli.proof.other-aims", path=path)
