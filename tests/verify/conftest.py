"""Tiny scenarios planned once for all tests of what is proved about them."""

import pytest

from tests.placement.batch import plan_all
from tests.placement.tiny_scenarios import tiny_scenario


@pytest.fixture(scope="session")
def planned():
    inputs = [tiny_scenario(seed) for seed in range(80)]
    with pytest.MonkeyPatch.context() as patch:
        outcomes = plan_all(inputs, patch, with_conflicts=False)
    return [(*given, outcome) for given, outcome in zip(inputs, outcomes, strict=True)]
