"""Which options plans that are as good can have, as a proof tells."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.domain.plan import ComponentResult
from matcher.domain.policy import Policy, Tier, left_of
from matcher.domain.proof import ComponentProof
from matcher.domain.scenario import Scenario
from matcher.options import Options
from matcher.verify.bounds import Block, steps_taken
from matcher.verify.parts import ComponentParts

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def options_left(
    scenario: Scenario,
    policy: Policy,
    options: Options,
    parts: Sequence[ComponentResult],
    proofs: Sequence[ComponentProof],
    aims: Sequence[Tier],
) -> Bools:
    """Tell of each option whether a plan as good as ``parts`` in ``aims`` may have it.

    ``aims`` are the first of the policy's. Of a part without a proof all are left.
    """
    left = np.ones(len(options.columns), dtype=np.bool_)
    proof_of = {proof.participants: proof for proof in proofs}
    for part in parts:
        proof = proof_of.get(part.participants)
        if proof is None:
            continue
        reached = {tier.name: tier.value or 0 for tier in part.tiers}
        kept = {t: left_of(reached[t], policy.loss_permille(t)) for t in aims}
        every = ComponentParts(scenario, policy, options, proof, policy.tiers)
        at, whole = every.together()
        steps = steps_taken([Block.of(whole, proof)], proof, reached)
        stays = [
            step.left.options[0] for step in steps if _rests_on(step.left.under, kept)
        ]
        if stays:
            left[at] = False
            left[at[stays[-1][stays[-1] < len(at)]]] = True
    return left


def _rests_on(under: Mapping[Tier, int], kept: Mapping[Tier, int]) -> bool:
    """Tell whether nothing was dropped but for values that must be ``kept``."""
    return all(tier in kept and value <= kept[tier] for tier, value in under.items())
