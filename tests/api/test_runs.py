"""Runs: ordered, carried out, followed, called off; every one ends, and once."""

import json
import os
import signal
from threading import Event as Flag
from time import monotonic, sleep
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from api.jobs import Jobs, LeaseLostError, RunState
from api.plans import store
from api.registry.ground import packed
from api.runs import solving
from api.runs.solving import Solving
from api.runs.workers import InUseError, only_process, running_jobs
from api.security.roles import Role
from api.store.columns import now
from api.store.tables import Event, PlanVersion, Row, Run, RunProgress
from matcher.audit import audit_plan
from matcher.domain.plan import StoppedBy
from matcher.io import calendar_of_bytes, scenario_cells, scenario_sha256
from matcher.report.files import write_files
from tests.api.planned import planned_files
from tests.api.service import Service
from tests.helpers.crowd import crowd

PATIENCE = 120.0


def new_round(service: Service, **told: str) -> str:
    """Return the address of a new round."""
    body = {"name": "Høst 2026", **told}
    answer = service.as_(Role.PLANNER).post(service.path("rounds"), json=body)
    assert answer.status_code == 201, answer.text
    location: str = answer.headers["location"]
    return location


def ordered(service: Service, **told: Any) -> str:
    """Return the address of a new run of a new round."""
    planner = service.as_(Role.PLANNER)
    answer = planner.post(f"{new_round(service)}/runs", json=told)
    assert answer.status_code == 202, answer.text
    location: str = answer.headers["location"]
    return location


def wait_for_end(client: TestClient, run: str) -> dict[str, Any]:
    """Return a run once it has ended."""
    ends = monotonic() + PATIENCE
    while monotonic() < ends:
        told: dict[str, Any] = client.get(run).json()
        if not RunState(told["state"]).is_open:
            return told
        sleep(0.1)
    raise AssertionError(f"still open: {told}")


def heard(client: TestClient, run: str, last: str = "") -> list[tuple[str, str, Any]]:
    """Return id, name and data of the events of a run, followed to their end."""
    headers = {"Last-Event-ID": last} if last else {}
    answer = client.get(f"{run}/progress", headers=headers)
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = []
    for block in answer.text.strip().split("\n\n"):
        parts = dict(line.split(": ", 1) for line in block.split("\n"))
        if "data" in parts:
            events.append((parts["id"], parts["event"], json.loads(parts["data"])))
    return events


def audit_is_clean(version: PlanVersion) -> bool:
    """Tell whether every rule, read a second time, holds in what is stored."""
    loaded = store.load(version)
    data = store.file_of(version.files, "calendar.csv")
    assert data is not None
    rows, _ = calendar_of_bytes(data)
    report = audit_plan(loaded.scenario, loaded.policy, loaded.plan, rows)
    same = loaded.plan.scenario_sha256 == scenario_sha256(loaded.scenario)
    return same and not report.violations


def test_a_run_is_carried_out_to_its_end(service: Service):
    """A run gives a plan that the audit finds clean; its events are heard once each."""
    planner = service.as_(Role.PLANNER)
    run = ordered(service, seed=3)
    with running_jobs(service.installation):
        events = heard(planner, run)
    told = planner.get(run).json()
    assert (told["state"], told["fault"]) == (RunState.FINISHED, "")
    assert [name for _, name, _ in events[-2:]] == ["progress", "end"]
    assert events[-1][2] == {"state": "finished", "plan": told["plan"]}
    numbers = [int(id) for id, _, _ in events[:-1]]
    assert numbers == list(range(1, len(events)))
    assert {"options", "placement", "audit"} <= {d.get("step") for _, _, d in events}
    assert heard(planner, run, last=str(numbers[2])) == events[3:]
    assert (
        planner.get(f"{run}/progress", headers={"Last-Event-ID": "end"}).content == b""
    )
    with service.installation.database.read() as session:
        version = session.exec(select(PlanVersion)).one()
    assert version.id == told["plan"]
    assert store.load(version).plan.seed == 3
    assert audit_is_clean(version)


def test_a_run_tried_twice_stores_one_plan(service: Service, tmp_path):
    """Of two workers that have solved the same run the one that holds it stores."""
    ordered(service)
    database = service.installation.database
    jobs = [Jobs(database, silence_seconds=0.0) for _ in range(2)]
    solved = [Solving(service.installation, one) for one in jobs]
    first = jobs[0].take_up()
    jobs[1].take_up()
    second = jobs[1].take_up()
    assert first is not None
    assert second is not None
    assert first.run == second.run
    out = tmp_path / "out"
    write_files(out, planned_files(service.region))
    with pytest.raises(LeaseLostError):
        solved[0]._store_plan(first, out)
    solved[1]._store_plan(second, out)
    with pytest.raises(LeaseLostError):
        solved[1]._store_plan(second, out)
    with database.read() as session:
        versions = session.exec(select(PlanVersion)).all()
        assert [version.run for version in versions] == [second.run]
        assert session.get_one(Run, second.run).state == RunState.FINISHED


def test_a_waiting_run_is_called_off_at_once(service: Service):
    """A queued run that is called off has ended, and no worker takes it up."""
    planner = service.as_(Role.PLANNER)
    run = ordered(service)
    told = planner.post(f"{run}/cancel").json()
    assert (told["state"], told["plan"]) == (RunState.CANCELLED, None)
    assert Jobs(service.installation.database).take_up() is None
    assert heard(planner, run)[-1][2] == {"state": "cancelled", "plan": None}


def test_a_run_called_off_before_its_search_has_no_plan(service: Service):
    """Called off while the child begins, a run ends cancelled and without a plan."""
    planner = service.as_(Role.PLANNER)
    run = ordered(service)
    jobs = Jobs(service.installation.database)
    lease = jobs.take_up()
    assert lease is not None
    assert planner.post(f"{run}/cancel").json()["cancel_asked"]
    Solving(service.installation, jobs).carry_out(lease, Flag())
    told = planner.get(run).json()
    assert (told["state"], told["plan"]) == (RunState.CANCELLED, None)


def test_a_run_called_off_in_its_search_keeps_the_best_plan(service: Service):
    """Called off while it searches, a run ends cancelled with a plan that is clean."""
    planner = service.as_(Role.PLANNER)
    run = ordered(service)
    with service.installation.database.write() as session:
        rows = packed(scenario_cells(crowd(people=120, places=14)))
        session.get_one(Run, run.rpartition("/")[2]).scenario = rows
    with running_jobs(service.installation):
        while not searches(service):
            sleep(0.05)
        planner.post(f"{run}/cancel")
        told = wait_for_end(planner, run)
    assert told["state"] == RunState.CANCELLED
    with service.installation.database.read() as session:
        version = session.exec(select(PlanVersion)).one()
    assert told["plan"] == version.id
    assert version.summary["stopped_by"] == StoppedBy.CANCEL
    assert audit_is_clean(version)


def searches(service: Service) -> bool:
    """Tell whether the search has told of a plan."""
    with service.installation.database.read() as session:
        return (
            session.exec(select(RunProgress).where(RunProgress.note != "")).first()
            is not None
        )


def test_calling_off_what_has_ended_changes_nothing(service: Service):
    """A run that has failed stays failed."""
    planner = service.as_(Role.PLANNER)
    run = ordered(service)
    jobs = Jobs(service.installation.database)
    lease = jobs.take_up()
    assert lease is not None
    Solving(service.installation, jobs)._fail(lease, solving.Fault.SOLVE, "1")
    told = planner.post(f"{run}/cancel").json()
    assert (told["state"], told["cancel_asked"]) == (RunState.FAILED, False)


def test_a_child_that_fails_ends_its_run(service: Service):
    """A solve that breaks down is told as failed, in a sentence, and leaves no plan."""
    planner = service.as_(Role.PLANNER)
    run = ordered(service)
    with service.installation.database.write() as session:
        session.get_one(Run, run.rpartition("/")[2]).scenario = b"not rows"
    with running_jobs(service.installation):
        told = wait_for_end(planner, run)
    assert (told["state"], told["plan"]) == (RunState.FAILED, None)
    assert told["fault"].startswith("Beregningen feilet.")
    assert not list((service.installation.settings.data_folder / "runs").iterdir())


def test_a_child_that_is_killed_ends_its_run(service: Service, monkeypatch):
    """A solve that the machine ends, as where memory runs out, is told as failed."""
    planner = service.as_(Role.PLANNER)
    run = ordered(service)
    started = solving.Child.__init__

    def start_and_kill(self, folder):
        started(self, folder)
        os.kill(self._process.pid, signal.SIGKILL)

    monkeypatch.setattr(solving.Child, "__init__", start_and_kill)
    with running_jobs(service.installation):
        told = wait_for_end(planner, run)
    assert told["state"] == RunState.FAILED
    assert "minne" in told["fault"]


def test_a_run_that_cannot_be_begun_has_failed(service: Service):
    """A fault of the service itself is told as failed, and is not tried for ever."""
    planner = service.as_(Role.PLANNER)
    run = ordered(service)
    jobs = Jobs(service.installation.database)
    lease = jobs.take_up()
    assert lease is not None
    (service.installation.settings.data_folder / "runs").write_text("in the way")
    Solving(service.installation, jobs).carry_out(lease, Flag())
    told = planner.get(run).json()
    assert (told["state"], told["plan"]) == (RunState.FAILED, None)
    assert told["fault"].startswith("Tjenesten fikk ikke")


def test_a_worker_that_ends_leaves_its_run_to_the_next(service: Service):
    """A run that is carried out when its worker is told to end waits again."""
    planner = service.as_(Role.PLANNER)
    run = ordered(service)
    with running_jobs(service.installation):
        while planner.get(run).json()["state"] != RunState.RUNNING:
            sleep(0.05)
    assert planner.get(run).json()["state"] == RunState.QUEUED


def test_rows_that_cannot_be_planned_are_told_at_once(service: Service):
    """No run is queued of rows with errors; the findings say what to mend."""
    planner = service.as_(Role.PLANNER)
    round_ = new_round(service)
    with service.installation.database.write() as session:
        row = session.exec(select(Row).where(Row.sheet == "places")).first()
        assert row is not None
        row.cells = row.cells | {"employer": "nobody"}
    refused = planner.post(f"{round_}/runs", json={})
    assert (refused.status_code, refused.json()["type"]) == (422, "invalid")
    assert refused.json()["findings"]
    assert planner.get(f"{round_}/runs").json() == {"items": []}


def test_the_clock_is_the_runs_the_policys_or_the_installations(service: Service):
    """The seconds of the order come before those of the policy, and these before ours."""
    planner = service.as_(Role.PLANNER)
    round_ = new_round(service, policy="[limits]\nseconds = 40\n")
    plain = new_round(service)
    seconds = [
        planner.post(f"{at}/runs", json=told).json()["seconds"]
        for at, told in ((round_, {"seconds": 7}), (round_, {}), (plain, {}))
    ]
    assert seconds == [7, 40, service.installation.settings.run_seconds]


def test_a_plan_in_force_is_mended_after_its_events(service: Service):
    """Somebody drops out: the mended plan is without them, and keeps the others."""
    planner = service.as_(Role.PLANNER)
    round_ = new_round(service)
    with service.installation.database.write() as session:
        before = store.add_version(session, service.region, planned_files("tiny"))
        store.put_in_force(session, before)
        session.add(waiting_event(service, event="dropout", participant="D1"))
    asked = planner.post(f"{round_}/runs", json={"kind": "replan"})
    with running_jobs(service.installation):
        told = wait_for_end(planner, asked.headers["location"])
    assert (told["state"], told["fault"]) == (RunState.FINISHED, "")
    with service.installation.database.read() as session:
        version = store.version_of_region(session, service.region, told["plan"])
    assert version.before == before.id
    assert audit_is_clean(version)
    placed = {p.participant for p in store.load(version).plan.placements}
    assert "D1" not in placed
    assert placed >= {"D2", "D3", "D4"}


def test_events_that_change_nothing_wait_no_longer(service: Service):
    """Somebody without a placement accepts: there is no new plan, and nothing waits."""
    planner = service.as_(Role.PLANNER)
    round_ = new_round(service)
    with service.installation.database.write() as session:
        before = store.add_version(session, service.region, planned_files("tiny"))
        store.put_in_force(session, before)
        session.add(waiting_event(service, event="accepted", participant="D6"))
    asked = planner.post(f"{round_}/runs", json={"kind": "replan"})
    with running_jobs(service.installation):
        told = wait_for_end(planner, asked.headers["location"])
    assert (told["state"], told["plan"]) == (RunState.FINISHED, None)
    with service.installation.database.read() as session:
        assert session.get_one(Event, "event").plan == before.id
    again = planner.post(f"{round_}/runs", json={"kind": "replan"})
    assert (again.status_code, again.json()["type"]) == (409, "conflict")


def waiting_event(service: Service, **cells: str) -> Event:
    """Return something that happened to the plan in force."""
    return Event(id="event", region=service.region, cells=cells, at=now(), account="")


def test_there_is_no_plan_to_mend_before_one_is_published(service: Service):
    """A re-plan asks for a plan in force."""
    planner = service.as_(Role.PLANNER)
    answer = planner.post(f"{new_round(service)}/runs", json={"kind": "replan"})
    assert (answer.status_code, answer.json()["type"]) == (404, "not-found")


def test_a_file_has_one_process(service: Service):
    """A second process on the same SQLite file is refused; PostgreSQL has many."""
    with only_process(service.installation):
        if service.installation.database.is_sqlite:
            with pytest.raises(InUseError), only_process(service.installation):
                pass
        else:
            with only_process(service.installation):
                pass
