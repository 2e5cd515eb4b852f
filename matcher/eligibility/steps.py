"""The lowest step of the ladder on which each person's next placement may be."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from matcher.domain.participant import Participant
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario

ANY_STEP = 1_000
"""Above every step: of places that suit people on any."""


def least_steps(scenario: Scenario, policy: Policy) -> list[int]:
    """Return per participant the lowest step that is open to them; 0: all are.

    The highest they have been on, and the one above where that one is used up. Higher
    ones they have not been on, so that none of those can be used up.
    """
    been_on: dict[str, Counter[int]] = defaultdict(Counter)
    for earlier in scenario.earlier:
        if earlier.step_level is not None:
            been_on[earlier.participant][earlier.step_level] += 1
    return [_least_step(p, been_on[p.id], policy) for p in scenario.participants]


def _least_step(person: Participant, been_on: Mapping[int, int], policy: Policy) -> int:
    highest = max(been_on, default=0)
    limited = policy.most_on_step and not person.may_stay_on_step
    used_up = limited and highest and been_on[highest] >= policy.most_on_step
    return highest + 1 if used_up else highest
