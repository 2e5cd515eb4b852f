"""What every test shares."""

from collections.abc import Iterator

import pytest

from matcher.placement import kept_hosts


@pytest.fixture(scope="session", autouse=True)
def _solver_hosts() -> Iterator[None]:
    """Solver hosts serve one plan after another: most start in longer than they solve."""
    with kept_hosts():
        yield
