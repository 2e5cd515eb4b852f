"""What the programme allows: practice, dates and gates."""

from collections.abc import Iterable

import numpy as np

from matcher.domain.participant import Participant
from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.eligibility.pairs import PairArrays
from matcher.eligibility.rules.base import Bools, PairRule
from matcher.eligibility.sparse import bit_words, numbering


class ProgrammeAccepted(PairRule):
    """The place does not take people from the person's programme."""

    code = RuleCode.PROGRAMME_ACCEPTED

    def __init__(self, scenario: Scenario) -> None:
        templates = scenario.templates_by_id()
        own = [
            frozenset({templates[p.template].programme}) for p in scenario.participants
        ]
        number = numbering(own)
        accepted = [
            frozenset(number) if place.programmes is None else place.programmes
            for place in scenario.places
        ]
        (self._own,) = bit_words(own, number) or [np.zeros(0, dtype=np.uint64)]
        (self._accepted,) = bit_words(accepted, number) or [
            np.zeros(len(scenario.places), dtype=np.uint64)
        ]

    def _fails(self, pairs: PairArrays) -> Bools:
        failed: Bools = self._own[pairs.person] & self._accepted[pairs.place] == 0
        return failed


class Dates(PairRule):
    """No start of the grid leaves room for the shortest placement."""

    code = RuleCode.DATES

    def _fails(self, pairs: PairArrays) -> Bools:
        return pairs.starts.no_start


class AgeGate(PairRule):
    """The person is too young or too old at every possible start."""

    code = RuleCode.AGE_GATE

    def _fails(self, pairs: PairArrays) -> Bools:
        return pairs.starts.wrong_age


class EducationGate(PairRule):
    """The person has less or more education than the programme is for."""

    code = RuleCode.EDUCATION_GATE

    def __init__(self, scenario: Scenario) -> None:
        templates = scenario.templates_by_id()
        self._outside = _flag_each(
            scenario,
            (self._is_outside(p, templates[p.template]) for p in scenario.participants),
        )

    @staticmethod
    def _is_outside(person: Participant, template: ProgrammeTemplate) -> bool:
        if person.education is None:
            return False
        least, most = template.min_education, template.max_education
        return (least is not None and person.education < least) or (
            most is not None and person.education > most
        )

    def _fails(self, pairs: PairArrays) -> Bools:
        return self._outside[pairs.person]


class NoPracticePhase(PairRule):
    """The person's programme has no practice."""

    code = RuleCode.NO_PRACTICE_PHASE

    def __init__(self, scenario: Scenario) -> None:
        templates = scenario.templates_by_id()
        self._without = _flag_each(
            scenario, (not templates[p.template].steps for p in scenario.participants)
        )

    def _fails(self, pairs: PairArrays) -> Bools:
        return self._without[pairs.person]


def _flag_each(scenario: Scenario, people: Iterable[bool]) -> Bools:
    return np.fromiter(people, dtype=np.bool_, count=len(scenario.participants))
