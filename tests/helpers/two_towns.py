"""Two towns that are too far apart to share anything."""

from matcher.domain.scenario import Scenario
from tests.helpers import builders as make

HOMES = {"a": make.HERE, "b": make.north_of(make.HERE, 300)}
AREAS = {"a": make.municipality("4001"), "b": make.municipality("4002")}


def two_towns() -> Scenario:
    """Two people, ``a0`` and ``a1``, and one place, ``qa``, in each."""
    return make.scenario(
        [
            make.participant(
                f"{town}{i}",
                municipality=AREAS[town].id,
                home=home,
                sector_wishes=make.wishes("lager"),
            )
            for town, home in HOMES.items()
            for i in range(2)
        ],
        [
            make.place(
                f"q{town}",
                employer=f"e{town}",
                location=home,
                municipality=AREAS[town].id,
            )
            for town, home in HOMES.items()
        ],
        municipalities=[make.municipality(), *AREAS.values()],
        sections=[
            make.section(
                f"c{town}",
                municipalities=frozenset({AREAS[town].id}),
                location=home,
            )
            for town, home in HOMES.items()
        ],
    )
