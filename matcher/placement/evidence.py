"""What a search noted, as the proof of a component."""

from collections.abc import Sequence

from matcher.domain.ids import ParticipantId
from matcher.domain.policy import Tier
from matcher.domain.proof import ComponentProof, ProofStep, RowKey
from matcher.placement.ledger import Evidence, Step


def component_proof(
    evidence: Evidence,
    tiers: Sequence[Tier],
    participants: Sequence[ParticipantId],
    rows: Sequence[RowKey],
) -> ComponentProof:
    """Return ``evidence`` with tiers, people and rows by name."""
    steps = tuple(_step(step, tiers) for step in evidence.steps)
    return ComponentProof(tuple(participants), tuple(rows), evidence.cuts, steps)


def _step(step: Step, tiers: Sequence[Tier]) -> ProofStep:
    grounds = step.grounds
    return ProofStep(
        tiers[step.tier],
        step.parent,
        tuple(zip(grounds.rows.tolist(), grounds.prices.tolist(), strict=True)),
        {tiers[i]: weight for i, weight in grounds.weights.items()},
        {tiers[i]: value for i, value in grounds.reached.items()},
        step.keep,
    )
