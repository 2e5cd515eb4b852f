"""What the work asks of the person, and the person of the work."""

import numpy as np

from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.eligibility.pairs import PairArrays
from matcher.eligibility.rules.base import Bools, PairRule
from matcher.eligibility.sparse import bit_words, numbering


class CefrFloor(PairRule):
    """The place's language floor is not even reached at the latest possible start."""

    code = RuleCode.CEFR_FLOOR

    def _fails(self, pairs: PairArrays) -> Bools:
        return pairs.floor_week > pairs.starts.latest


class TravelLimit(PairRule):
    """The way is longer than the person can travel."""

    code = RuleCode.TRAVEL_LIMIT

    def _fails(self, pairs: PairArrays) -> Bools:
        return pairs.travel_minutes > pairs.people.travel_limit[pairs.person]


class WorkingHours(PairRule):
    """Too few slots have hours that the person can keep.

    Where availability alone leaves enough slots, those are what the hours may not
    shrink too far; where it does not, the rule is judged on all seats of the place.
    """

    code = RuleCode.WORKING_HOURS

    def _fails(self, pairs: PairArrays) -> Bools:
        needed = pairs.people.min_slots[pairs.person]
        offered = pairs.offered
        free = offered & pairs.people.available[pairs.person]
        enough = np.bitwise_count(offered) >= needed
        too_few = np.bitwise_count(offered & pairs.within_hours) < needed
        failed: Bools = np.where(
            pairs.most_slots(free) >= needed,
            pairs.most_slots(pairs.usable) < needed,
            enough & too_few,
        )
        return failed


class Availability(PairRule):
    """Too few of the place's slots are free beside the class that suits best."""

    code = RuleCode.AVAILABILITY

    def _fails(self, pairs: PairArrays) -> Bools:
        free = pairs.offered & pairs.people.available[pairs.person]
        failed: Bools = pairs.most_slots(free) < pairs.people.min_slots[pairs.person]
        return failed


class Requirement(PairRule):
    """The place requires a qualification the person does not have."""

    code = RuleCode.REQUIREMENT

    def __init__(self, scenario: Scenario) -> None:
        required = [place.requires for place in scenario.places]
        number = numbering(required)
        self._required = bit_words(required, number)
        has = [person.qualifications for person in scenario.participants]
        self._has = bit_words(has, number)

    def _fails(self, pairs: PairArrays) -> Bools:
        failed = np.zeros(len(pairs.person), dtype=np.bool_)
        for required, has in zip(self._required, self._has, strict=True):
            failed |= (required[pairs.place] & ~has[pairs.person]) != 0
        return failed


class Demand(PairRule):
    """The work demands something the person cannot do."""

    code = RuleCode.DEMAND

    def __init__(self, scenario: Scenario) -> None:
        demanded = [place.demands for place in scenario.places]
        number = numbering(demanded)
        self._demanded = bit_words(demanded, number)
        cannot = [person.cannot for person in scenario.participants]
        self._cannot = bit_words(cannot, number)

    def _fails(self, pairs: PairArrays) -> Bools:
        failed = np.zeros(len(pairs.person), dtype=np.bool_)
        for demanded, cannot in zip(self._demanded, self._cannot, strict=True):
            failed |= (demanded[pairs.place] & cannot[pairs.person]) != 0
        return failed
