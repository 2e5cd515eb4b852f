"""Plans in force in services under test."""

from collections.abc import Sequence

from api.installation import Installation
from api.ledger import service as ledger
from api.plans import store
from api.registry.ground import as_tables, packed, region_rows
from api.requests.open_plans import OpenPlan, plan_in_force
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.plan import NotPlaced, Placement, Plan, Status, StoppedBy
from matcher.domain.scenario import Scenario
from matcher.eligibility import admitting_sections
from matcher.io import plan_to_json, read_rows, scenario_sha256


def scenario_of(installation: Installation, region: str) -> Scenario:
    """The scenario that the engine reads in the region's rows."""
    with installation.database.read() as session:
        tables = as_tables(region_rows(session, region))
    scenario = read_rows(tables, region).scenario
    assert scenario is not None
    return scenario


def files_of(
    installation: Installation, region: str, placements: Sequence[Placement] = ()
) -> dict[str, bytes]:
    """The files of a plan made by hand: these placements, and class for all others."""
    with installation.database.read() as session:
        tables = as_tables(region_rows(session, region))
    scenario = scenario_of(installation, region)
    placed = {p.participant for p in placements}
    classes = _classes(scenario)
    waiting = [
        NotPlaced(person.id, (), classes.get(person.id))
        for person in scenario.participants
        if person.id not in placed
    ]
    plan = Plan(
        scenario=region,
        scenario_sha256=scenario_sha256(scenario),
        policy="standard",
        seed=0,
        status=Status.FEASIBLE,
        stopped_by=StoppedBy.DECISION,
        tiers=(),
        components=(),
        placements=tuple(placements),
        not_placed=tuple(waiting),
    )
    return {store.PLAN: plan_to_json(plan).encode(), store.TABLES: packed(tables)}


def _classes(scenario: Scenario) -> dict[ParticipantId, SectionId]:
    """A class with a seat for everybody; those who can be in fewest come first."""
    left = {section.id: section.seats for section in scenario.sections}
    open_to = zip(scenario.participants, admitting_sections(scenario), strict=True)
    found = {}
    for person, sections in sorted(open_to, key=lambda pair: len(pair[1])):
        for section in sections:
            if left[section.id]:
                left[section.id] -= 1
                found[person.id] = section.id
                break
    return found


def put_in_force(
    installation: Installation, region: str, placements: Sequence[Placement] = ()
) -> None:
    """Let a plan made by hand hold in the region, and its ledger with it."""
    files = files_of(installation, region, placements)
    with installation.database.write() as session:
        version = store.add_version(session, region, files)
        ledger.put_in_force(session, version)


def in_force(installation: Installation, region: str) -> OpenPlan:
    """The plan that holds."""
    return plan_in_force(installation.database, region)
