"""Grenland: four municipalities that share one labour market.

``scenarios/grenland`` was written from here. Its files are the scenario; this says how
facts and assumptions became files.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from matcher.domain.scenario import Scenario
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


def grenland() -> Scenario:
    """Return the scenario."""
    programmes = common_programmes(SETTINGS.weeks)
    return scenario_in("grenland", _grenland(), programmes, SETTINGS)
