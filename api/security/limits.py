"""How often somebody may ask: counted in each process by itself.

Wrong passwords are counted in the database besides, for all processes together.
"""

import math
import time
from collections.abc import Mapping
from enum import StrEnum

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from api.errors import TooManyError


class Costly(StrEnum):
    """What takes the service much, and is therefore rationed."""

    SIGN_IN = "sign-in"
    PASSWORD = "password"
    TOKEN = "token"
    IMPORT = "import"
    EXPORT = "export"
    RUN = "run"
    SUGGESTION = "suggestion"


RATES = {
    Costly.SIGN_IN: "60/minute",
    Costly.PASSWORD: "10/minute",
    Costly.TOKEN: "20/hour",
    Costly.IMPORT: "60/hour",
    Costly.EXPORT: "120/hour",
    Costly.RUN: "240/hour",
    Costly.SUGGESTION: "6000/minute",
}
"""Of one address where it is about signing in, else of one sign-in or token."""


class Limits:
    """Counts what is asked for.

    Parameters
    ----------
    rates
        By kind, e.g. ``60/minute``.
    """

    def __init__(self, rates: Mapping[Costly, str]) -> None:
        self._rates: dict[Costly, RateLimitItem] = {
            kind: parse(text) for kind, text in rates.items()
        }
        self._counted = SlidingWindowCounterRateLimiter(MemoryStorage())

    def count(self, kind: Costly, who: str) -> None:
        """Count one more of ``kind`` for ``who``.

        Raises
        ------
        TooManyError
            It is more than the rate; ``Retry-After`` says for how many seconds to wait.
        """
        rate = self._rates[kind]
        if self._counted.hit(rate, kind, who):
            return
        free_at = self._counted.get_window_stats(rate, kind, who).reset_time
        wait = max(1, math.ceil(free_at - time.time()))
        raise TooManyError(
            "too-often", seconds=wait, headers={"Retry-After": str(wait)}
        )
