"""Grenland: four municipalities that share one labour market.

``scenarios/grenland`` was written from here. Its files are the scenario; this says how
facts and assumptions became files.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import ceil

import numpy as np

from matcher.domain.ids import SpecialistId, TeacherId
from matcher.domain.scenario import Scenario
from matcher.domain.specialists import DEFAULT_CASELOAD, JobSpecialist
from matcher.domain.teachers import TravellingTeacher
from matcher.generate.assumptions import WORK_KINDS
from matcher.generate.facts import employment, grenland_sites, settled
from matcher.generate.generator import scenario_in
from matcher.generate.programmes import common_programmes
from matcher.generate.region import Region, Settlement, region_of
from matcher.generate.settings import GeneratorSettings

SETTINGS = GeneratorSettings(
    participants=300,
    places=180,
    tightness=1.45,
    share_agreed=0.4,
    municipalities=("Skien", "Porsgrunn", "Bamble", "Siljan"),
    seed=4,
)

PLACES_PER_SECTION: Mapping[str, Mapping[str, float]] = {
    "A": {"9214": 0.3},
    "C": {"8160": 0.1, "8189": 0.15},
    "D-E": {"9214": 0.2},
    "F": {"9313": 0.25},
    "G": {"5223": 0.9, "7231": 0.1},
    "H": {"9333": 0.7},
    "I": {"9412": 2.5},
    "J": {"3512": 0.05},
    "K": {"4110": 0.1},
    "L-M": {"4110": 0.1},
    "N": {"9112": 1.2},
    "O": {"4110": 0.15},
    "P": {"5311": 0.8},
    "Q": {"5321": 0.5, "5311": 0.3},
    "R-U": {"4411": 0.2, "7231": 0.1},
}
"""How readily a section of working life takes people, by occupation (an assumption).

Kindergartens (88.91) lie in section Q, cleaning (81.2) in N. Much of C, J, K and L–M
asks for schooling or Norwegian that few participants have.
"""


def kind_weights(employed: Mapping[str, int]) -> list[float]:
    """Return weights of the kinds of work from the employed by section of SN2007."""
    by_occupation: dict[str, float] = {}
    for section, people in employed.items():
        for occupation, share in PLACES_PER_SECTION.get(section, {}).items():
            by_occupation[occupation] = (
                by_occupation.get(occupation, 0.0) + people * share
            )
    return [by_occupation.get(kind.occupation, 0.0) for kind in WORK_KINDS]


def _grenland() -> Region:
    plain = region_of(SETTINGS.municipalities)
    numbers = [one.number for one in plain.municipalities]
    people, employed, sites = settled(), employment(), grenland_sites()
    return replace(
        plain,
        people=np.array([people[number] for number in numbers], dtype=float),
        work=np.array([sum(employed[n].values()) for n in numbers], dtype=float),
        kinds=np.array([kind_weights(employed[number]) for number in numbers]),
        sites=tuple(Settlement(sites[n], np.ones(len(sites[n]))) for n in numbers),
    )


TEACHER_TRAVELS_IN = ("4001", "4003")
"""Porsgrunn and Skien: two towns of one teacher."""


def _specialists(scenario: Scenario) -> Iterator[JobSpecialist]:
    """Yield a job specialist for every fifteen people of a municipality, or fewer.

    Where they are as many nobody goes without a place for want of one, and the
    placements are those without any.
    """
    people = Counter(person.municipality for person in scenario.participants)
    for municipality in scenario.municipalities:
        number = ceil(people[municipality.id] / DEFAULT_CASELOAD)
        for turn in range(1, number + 1):
            yield JobSpecialist(
                SpecialistId(f"J{municipality.id}-{turn}"),
                municipalities=frozenset({municipality.id}),
                base=municipality.centre,
            )


def _teacher(scenario: Scenario) -> TravellingTeacher:
    """Return the teacher of those who are in class a day and at work four.

    So apprentices to be were taught in Lørenskog: weekly guidance on site by the teacher
    of the one day of class (IMDi, 2018–19).
    """
    own = [
        section
        for section in scenario.sections
        if len(section.menu) == 1 and section.municipalities <= {*TEACHER_TRAVELS_IN}
    ]
    return TravellingTeacher(
        TeacherId("L00001"),
        frozenset(section.id for section in own),
        own[-1].location,
    )


def grenland() -> Scenario:
    """Return the scenario."""
    programmes = common_programmes(SETTINGS.weeks)
    scenario = scenario_in("grenland", _grenland(), programmes, SETTINGS)
    return replace(
        scenario,
        specialists=tuple(_specialists(scenario)),
        teachers=(_teacher(scenario),),
    )
