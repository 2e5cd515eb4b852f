"""What a pair rule is."""

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.eligibility.pairs import PairArrays

Bools = NDArray[np.bool_]


class PairRule(ABC):
    """A rule between one person and one place, made from a scenario.

    ``code`` is the rule's word everywhere. Each pair is judged whatever the other rules
    say of it.
    """

    code: ClassVar[RuleCode]

    def __init__(self, scenario: Scenario) -> None:
        del scenario  # most rules find all they need in the pairs

    def fails(self, pairs: PairArrays) -> Bools:
        """Return a flag per pair: true where the rule is broken."""
        return self._fails(pairs)

    @abstractmethod
    def _fails(self, pairs: PairArrays) -> Bools: ...
