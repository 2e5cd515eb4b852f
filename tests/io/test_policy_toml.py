"""A policy written as a file."""

from dataclasses import replace

import pytest

from matcher.domain.alternative_policies import alternative_policies
from matcher.domain.named_policies import URGENCY_FIRST
from matcher.io import read_policy
from matcher.io.policy_toml import policy_to_toml


@pytest.mark.parametrize("name", alternative_policies(URGENCY_FIRST))
def test_a_written_policy_reads_back_as_it(tmp_path, name):
    """Tiers, weights, speeds and limits; also of a name with quotes in it."""
    policy = alternative_policies(URGENCY_FIRST)[name]
    policy = replace(policy, name=f'«{policy.name}» "2"\n')
    file = tmp_path / "policy.toml"
    file.write_text(policy_to_toml(policy), encoding="utf-8")
    assert read_policy(file) == (policy, ())
