"""Plans without a rule and with it, and whether their bounds are confirmed."""

import pytest

from tests.placement.batch import plan_all


def planned_pairs(cases, inputs):
    """Per case what is planned of its two ``inputs``, which follow each other."""
    with pytest.MonkeyPatch.context() as patch:
        outcomes = plan_all(inputs, patch)
    return dict(
        zip(cases, zip(outcomes[::2], outcomes[1::2], strict=True), strict=True)
    )


def is_confirmed(plan):
    return all(tier.bound_checked == tier.bound == tier.value for tier in plan.tiers)
