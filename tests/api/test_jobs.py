"""Jobs: taken up once, kept by beating, taken up again when the beats stand still."""

from uuid import uuid4

import pytest

from api.installation import Installation
from api.jobs import Jobs, LeaseLostError, RunState, end
from api.store.columns import now
from api.store.tables import Run, RunProgress
from matcher.domain.progress import Progress, Step
from tests.api.service import Service


def queued(service: Service) -> str:
    """Return the id of a run that waits."""
    run = Run(
        id=uuid4().hex,
        region=service.region,
        order={},
        rows_version=1,
        scenario=b"",
        created=now(),
        created_by="",
    )
    with service.installation.database.write() as session:
        session.add(run)
    return run.id


def read(installation: Installation, run: str) -> Run:
    with installation.database.read() as session:
        return session.get_one(Run, run)


def test_a_run_is_taken_up_once(service: Service):
    """Of two workers that look, one gets the run."""
    run = queued(service)
    workers = [Jobs(service.installation.database) for _ in range(2)]
    leases = [worker.take_up() for worker in workers]
    assert [lease and lease.run for lease in leases] == [run, None]


def test_runs_are_taken_up_in_order(service: Service):
    """The oldest run comes first."""
    runs = [queued(service) for _ in range(3)]
    jobs = Jobs(service.installation.database)
    leases = [jobs.take_up() for _ in runs]
    assert [lease and lease.run for lease in leases] == runs


def test_a_silent_run_is_taken_up_by_another(service: Service):
    """What a killed worker left is taken up, and the killed one can write no more."""
    queued(service)
    killed = Jobs(service.installation.database).take_up()
    other = Jobs(service.installation.database, silence_seconds=0.0)
    assert killed is not None
    assert other.take_up() is None, "it was seen for the first time"
    taken = other.take_up()
    assert taken is not None
    assert taken.run == killed.run
    with pytest.raises(LeaseLostError):
        other.beat(killed)
    assert other.beat(taken) is False


def test_a_beating_run_is_left_alone(service: Service):
    """A run whose worker beats between two looks is not taken up."""
    queued(service)
    jobs = Jobs(service.installation.database, silence_seconds=0.0)
    lease = jobs.take_up()
    assert lease is not None
    other = Jobs(service.installation.database, silence_seconds=0.0)
    taken = []
    for _ in range(3):
        taken.append(other.take_up())
        jobs.beat(lease)
    assert taken == [None, None, None]


def test_the_only_process_takes_everything_back(service: Service):
    """After a restart on one file every run that was running waits again."""
    run = queued(service)
    Jobs(service.installation.database).take_up()
    after = Jobs(service.installation.database)
    after.take_back()
    assert read(service.installation, run).state == RunState.QUEUED
    lease = after.take_up()
    assert lease is not None
    assert lease.run == run


def test_a_run_that_was_given_back_waits(service: Service):
    """A worker that ends leaves its run to the next."""
    queued(service)
    jobs = Jobs(service.installation.database)
    lease = jobs.take_up()
    assert lease is not None
    jobs.give_back(lease)
    again = jobs.take_up()
    assert again is not None
    assert again.run == lease.run


def test_news_are_numbered_across_tries(service: Service):
    """Who follows a run hears each sign of life once, also when it begins anew."""
    run = queued(service)
    database = service.installation.database
    first, second = Jobs(database), Jobs(database)
    for jobs in (first, second):
        jobs.take_back()
        lease = jobs.take_up()
        assert lease is not None
        news = [Progress(Step.OPTIONS, 0, 1), Progress(Step.OPTIONS, 1, 1)]
        jobs.beat(lease, news)
    with database.read() as session:
        told = [session.get(RunProgress, (run, n)) for n in (1, 2, 3, 4, 5)]
    assert [one and one.done for one in told] == [0, 1, 0, 1, None]


def test_an_ended_run_is_never_taken_up(service: Service):
    """What has ended stays ended."""
    queued(service)
    jobs = Jobs(service.installation.database, silence_seconds=0.0)
    lease = jobs.take_up()
    assert lease is not None
    with jobs.held(lease) as (_, run):
        end(run, RunState.FAILED, "solve")
    assert [jobs.take_up() for _ in range(3)] == [None, None, None]
    with pytest.raises(LeaseLostError):
        jobs.beat(lease)
