"""Plan versions in the database."""

from api.plans import store
from matcher.io import scenario_sha256
from tests.api.planned import planned_files
from tests.api.service import Service


def test_a_version_is_read_back_as_the_engine_knows_it(service: Service):
    """Plan, proof and scenario come back from the database as they were."""
    files = planned_files(service.region)
    with service.installation.database.write() as session:
        version = store.add_version(session, service.region, files)
    loaded = store.load(version)
    assert loaded.plan.scenario_sha256 == scenario_sha256(loaded.scenario)
    assert store.file_of(version.files, "plan.json") == files["plan.json"]
    assert loaded.proof is not None


def test_versions_are_numbered_within_their_region(service: Service):
    """The second version of a region has the number 2."""
    files = planned_files(service.region)
    with service.installation.database.write() as session:
        numbers = [
            store.add_version(session, service.region, files).number for _ in range(2)
        ]
    assert numbers == [1, 2]


def test_one_version_holds_at_a_time(service: Service):
    """The plan in force is the one that was put in force last."""
    files = planned_files(service.region)
    with service.installation.database.write() as session:
        first, second = (
            store.add_version(session, service.region, files) for _ in range(2)
        )
        store.put_in_force(session, first)
        store.put_in_force(session, second)
    with service.installation.database.read() as session:
        assert store.in_force(session, service.region) == second.id
