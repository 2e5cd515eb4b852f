"""Shares and their intervals."""

import pytest

from matcher.domain.risk import Share


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634)],
)
def test_interval_is_wilson_s(count, of, low, high):
    """The 95 % score interval, worked out apart; whole at 0 and 1."""
    assert Share(count, of).interval == pytest.approx((low, high), abs=5e-5)


def test_nothing_is_known_of_nobody():
    """A share of nothing is 0 and may be anything."""
    assert (Share(0, 0).value, Share(0, 0).interval) == (0.0, (0.0, 1.0))
