"""What people have said no to, and where they have been."""

from collections.abc import Iterable, Iterator

from matcher.domain.decisions import Ban
from matcher.domain.place import PracticePlace
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.eligibility.pairs import PairArrays
from matcher.eligibility.rules.base import Bools, PairRule
from matcher.eligibility.sparse import Relation


class SectorVeto(PairRule):
    """The person does not want to work in the place's sector."""

    code = RuleCode.SECTOR_VETO

    def __init__(self, scenario: Scenario) -> None:
        sectors = sorted({p.sector for p in scenario.places})
        number = {sector: i for i, sector in enumerate(sectors)}
        self._vetoed = Relation(
            (
                (i, number[sector])
                for i, person in enumerate(scenario.participants)
                for sector in person.sector_vetoes
                if sector in number
            ),
            len(scenario.participants),
            len(number),
        )

    def _fails(self, pairs: PairArrays) -> Bools:
        return self._vetoed.holds(pairs.person, pairs.places.sector[pairs.place])


class PlaceVeto(PairRule):
    """The person does not want the place, or the place not the person."""

    code = RuleCode.PLACE_VETO

    def __init__(self, scenario: Scenario) -> None:
        self._vetoed = Relation(
            self._pairs(scenario), len(scenario.participants), len(scenario.places)
        )

    @staticmethod
    def _pairs(scenario: Scenario) -> Iterator[tuple[int, int]]:
        people = {p.id: i for i, p in enumerate(scenario.participants)}
        places = {p.id: i for i, p in enumerate(scenario.places)}
        for person in scenario.participants:
            for vetoed in person.place_vetoes:
                yield people[person.id], places[vetoed]
        for place in scenario.places:
            for unwanted in place.participant_vetoes:
                yield people[unwanted], places[place.id]

    def _fails(self, pairs: PairArrays) -> Bools:
        return self._vetoed.holds(pairs.person, pairs.place)


class EmployerVeto(PairRule):
    """The person does not want to work for the place's employer."""

    code = RuleCode.EMPLOYER_VETO

    def __init__(self, scenario: Scenario) -> None:
        self._vetoed = _with_employers(
            scenario,
            ((p.id, e) for p in scenario.participants for e in p.employer_vetoes),
        )

    def _fails(self, pairs: PairArrays) -> Bools:
        return self._vetoed.holds(pairs.person, pairs.places.employer[pairs.place])


class Banned(PairRule):
    """Somebody has decided that this match is not to be made."""

    code = RuleCode.BAN

    def __init__(self, scenario: Scenario) -> None:
        people = {p.id: i for i, p in enumerate(scenario.participants)}
        self._banned = Relation(
            (
                (people[ban.participant], place)
                for ban in scenario.bans
                for place in self._places(ban, scenario.places)
            ),
            len(people),
            len(scenario.places),
        )

    @staticmethod
    def _places(ban: Ban, places: tuple[PracticePlace, ...]) -> Iterator[int]:
        for i, place in enumerate(places):
            if (
                ban.place in (None, place.id)
                and ban.employer in (None, place.employer)
                and ban.sector in (None, place.sector)
            ):
                yield i

    def _fails(self, pairs: PairArrays) -> Bools:
        return self._banned.holds(pairs.person, pairs.place)


class RepeatEmployer(PairRule):
    """The person has been at this employer before."""

    code = RuleCode.REPEAT_EMPLOYER

    def __init__(self, scenario: Scenario) -> None:
        self._been_at = _with_employers(
            scenario,
            ((e.participant, e.employer) for e in scenario.earlier if e.employer),
        )

    def _fails(self, pairs: PairArrays) -> Bools:
        return self._been_at.holds(pairs.person, pairs.places.employer[pairs.place])


class StepLevel(PairRule):
    """The place is on a lower step than the person's, or on one they have used up."""

    code = RuleCode.STEP_LEVEL

    def _fails(self, pairs: PairArrays) -> Bools:
        least = pairs.people.least_step[pairs.person]
        failed: Bools = pairs.places.step_level[pairs.place] < least
        return failed


def _with_employers(scenario: Scenario, pairs: Iterable[tuple[str, str]]) -> Relation:
    """Return the relation of (participant id, employer id) pairs."""
    people = {str(p.id): i for i, p in enumerate(scenario.participants)}
    employers = {str(e.id): i for i, e in enumerate(scenario.employers)}
    return Relation(
        ((people[person], employers[employer]) for person, employer in pairs),
        len(people),
        len(employers),
    )
