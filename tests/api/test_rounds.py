"""Planning rounds: from collecting rows to a plan in force, each step decided by somebody."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from api.plans import store
from api.rounds.service import STEPS, RoundState, Step
from api.security.roles import Role
from api.store.columns import now
from api.store.tables import AuditEvent, Event, PlanVersion, Row, Run
from tests.api.planned import planned_files
from tests.api.service import Service

REASON = {"reason": "Flest dekket"}


def add_round(service: Service, **told: str) -> str:
    """Return the address of a new round."""
    body = {"name": "Høst 2026", **told}
    answer = service.as_(Role.PLANNER).post(service.path("rounds"), json=body)
    assert answer.status_code == 201, answer.text
    location: str = answer.headers["location"]
    return location


def add_plan(
    service: Service, round_: str, before: str | None = None, events: Any = ()
) -> str:
    """Return the id of a plan of a round, as a run would have left it."""
    id = round_.rpartition("/")[2]
    with service.installation.database.write() as session:
        run = Run(
            id=f"run-{id}-{before}",
            region=service.region,
            round=id,
            order={"events": list(events)},
            state="finished",
            rows_version=1,
            scenario=b"",
            created=now(),
            created_by="",
        )
        session.add(run)
        session.flush()
        files = planned_files(service.region)
        return store.add_version(
            session, service.region, files, round=id, run=run.id, before=before
        ).id


def decide(planner: TestClient, round_: str, step: str, **told: str) -> Any:
    """Take a step from the version of the round that is read first."""
    tag = planner.get(round_).headers["etag"]
    body = {**REASON, **told}
    return planner.post(f"{round_}/{step}", json=body, headers={"If-Match": tag})


def test_a_plan_is_accepted_published_and_the_round_closed(service: Service):
    """Each step leads on, the plan is in force, and who decided what is written down."""
    planner = service.as_(Role.PLANNER)
    round_ = add_round(service)
    plan = add_plan(service, round_)
    states = [
        decide(planner, round_, step, **told).json()["state"]
        for step, told in (("accept", {"plan": plan}), ("publish", {}), ("close", {}))
    ]
    assert states == ["accepted", "published", "closed"]
    assert planner.get(service.path(f"plans/{plan}")).json()["in_force"]
    told = planner.get(f"{round_}/decisions").json()["items"]
    verdicts = ["accepted", "published", "closed"]
    assert [one["verdict"] for one in told] == verdicts
    assert {one["reason"] for one in told} == {REASON["reason"]}
    assert [one["object"] for one in told[:2]] == [f"plans/{plan}"] * 2
    with service.installation.database.read() as session:
        events = session.exec(select(AuditEvent)).all()
    assert [e.action for e in events if e.action in verdicts] == verdicts


@pytest.mark.parametrize("state", RoundState)
def test_a_step_is_taken_only_from_where_it_leads_on(service: Service, state):
    """A step that does not go with the state is refused, and nothing is changed."""
    planner = service.as_(Role.PLANNER)
    round_ = add_round(service)
    plan = add_plan(service, round_)
    ways = {
        RoundState.OPEN: (),
        RoundState.ACCEPTED: ("accept",),
        RoundState.PUBLISHED: ("accept", "publish"),
        RoundState.CLOSED: ("close",),
    }
    for step in ways[state]:
        told = {"plan": plan} if step == "accept" else {}
        assert decide(planner, round_, step, **told).status_code == 200
    for step in Step:
        if state not in STEPS[step][0]:
            told = {"plan": plan} if step is Step.ACCEPT else {}
            refused = decide(planner, round_, step, **told)
            assert (refused.status_code, refused.json()["type"]) == (409, "conflict")
    assert planner.get(round_).json()["state"] == state


def test_the_second_to_change_a_round_is_told(service: Service):
    """Of two changes and decisions from one version one is made."""
    planner = service.as_(Role.PLANNER)
    round_ = add_round(service)
    tag = {"If-Match": planner.get(round_).headers["etag"]}
    changed = planner.put(round_, json={"name": "Vår 2027"}, headers=tag)
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    for call, path, body in (
        (planner.put, round_, {"name": "Sommer"}),
        (planner.post, f"{round_}/close", REASON),
    ):
        assert call(path, json=body, headers=tag).status_code == 412
        assert call(path, json=body).status_code == 428
    assert planner.get(round_).json()["name"] == "Vår 2027"


def test_aims_that_cannot_be_read_are_told(service: Service):
    """A policy with a word that is none is refused with its spot."""
    planner = service.as_(Role.PLANNER)
    body = {"name": "x", "policy": "[fit]\nwhish = 3\n"}
    refused = planner.post(service.path("rounds"), json=body)
    assert refused.status_code == 422
    assert "whish" in refused.json()["findings"][0]["text"]
    assert planner.get(service.path("rounds")).json() == {"items": []}


def test_only_a_plan_of_the_round_is_accepted(service: Service):
    """The plan of another round, or none that is there, is refused."""
    planner = service.as_(Role.PLANNER)
    mine, other = add_round(service), add_round(service)
    plan = add_plan(service, other)
    assert decide(planner, mine, "accept", plan=plan).status_code == 409
    assert decide(planner, mine, "accept", plan="none").status_code == 404
    assert planner.get(mine).json()["state"] == "open"


def test_a_mended_plan_takes_the_place_of_the_one_it_mends(service: Service):
    """Published, it holds, and the events it mended wait no longer."""
    planner = service.as_(Role.PLANNER)
    round_ = add_round(service)
    first = add_plan(service, round_)
    decide(planner, round_, "accept", plan=first)
    decide(planner, round_, "publish")
    with service.installation.database.write() as session:
        session.add(
            Event(id="e", region=service.region, cells={}, at=now(), account="")
        )
    mended = add_plan(service, round_, before=first, events=["e"])
    decide(planner, round_, "accept", plan=mended)
    assert decide(planner, round_, "publish").status_code == 200
    with service.installation.database.read() as session:
        assert store.in_force(session, service.region) == mended
        assert session.get_one(Event, "e").plan == mended


def test_a_mended_plan_of_another_than_the_one_in_force_is_refused(service: Service):
    """What was mended no longer holds, so the mended plan cannot be published."""
    planner = service.as_(Role.PLANNER)
    round_ = add_round(service)
    first = add_plan(service, round_)
    decide(planner, round_, "accept", plan=first)
    decide(planner, round_, "publish")
    mended = add_plan(service, round_, before=first)
    decide(planner, round_, "accept", plan=mended)
    with service.installation.database.write() as session:
        newer = store.add_version(session, service.region, planned_files("tiny"))
        store.put_in_force(session, session.get_one(PlanVersion, newer.id))
    refused = decide(planner, round_, "publish")
    assert refused.status_code == 409
    assert "annen plan" in refused.json()["detail"]


def test_the_check_tells_what_is_ones_own_to_see(service: Service):
    """Findings about people of other municipalities are counted, not told."""
    planner = service.as_(Role.PLANNER)
    check = f"{add_round(service)}/check"
    before = planner.get(check).json()
    assert before["plannable"]
    mine = {f["value"] for f in before["findings"] if f["source"] == "participants"}
    assert mine
    with service.installation.database.write() as session:
        for row in session.exec(select(Row).where(Row.sheet == "participants")):
            row.municipality = "4001"
    after = planner.get(check).json()
    assert not [f for f in after["findings"] if f["source"] == "participants"]
    assert after["others"] == before["others"] + len(mine)


def test_a_manager_reads_and_decides_nothing(service: Service):
    """Rounds are seen by a manager; to order a run or accept a plan is refused."""
    manager = service.as_(Role.MANAGER)
    round_ = add_round(service)
    assert manager.get(round_).status_code == 200
    assert manager.get(f"{round_}/check").status_code == 403
    assert manager.post(f"{round_}/runs", json={}).status_code == 403
    tag = {"If-Match": '"1"'}
    assert manager.post(f"{round_}/close", json=REASON, headers=tag).status_code == 403


def test_null_characters_are_refused(service: Service):
    """Text that a database cannot keep is told, and no fault of the service."""
    planner = service.as_(Role.PLANNER)
    body = {"name": "a\0b"}
    assert planner.post(service.path("rounds"), json=body).status_code == 422
    for path in ("rounds/%00", "runs/%00", "plans/%00"):
        assert planner.get(service.path(path)).status_code in (404, 422)
