"""From a person to a placement: suggestions, holds, answers, placements."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from fastapi.testclient import TestClient
from sqlmodel import select

from api.ledger.check import disagreements
from api.requests.holds import sweep
from api.requests.placing import files_with, place_agreed
from api.requests.reasons import EFFECTS, Effect
from api.security.roles import Role
from api.store.tables import Decision, Event, Hold, Membership, Row
from matcher.io.plan_json import placement_of_document
from tests.api.plans import in_force, put_in_force, scenario_of
from tests.api.service import Service


@pytest.fixture
def region(service: Service) -> Service:
    """A service whose plan in force gives nobody a placement."""
    put_in_force(service.installation, service.region)
    return service


def specialist(service: Service) -> TestClient:
    return service.as_(Role.JOB_SPECIALIST)


def opened(service: Service, person: str = "D1") -> dict[str, Any]:
    """A request for somebody."""
    answer = specialist(service).post(service.path("requests"), json={"person": person})
    assert answer.status_code == 201, answer.text
    request: dict[str, Any] = answer.json()
    return request


def suggested(service: Service, request: dict[str, Any]) -> list[dict[str, Any]]:
    path = service.path(f"requests/{request['id']}/suggestions")
    answer = specialist(service).get(path)
    assert answer.status_code == 200, answer.text
    fitting: list[dict[str, Any]] = answer.json()["fitting"]
    return fitting


def places(suggestions: list[dict[str, Any]]) -> list[str]:
    return [one["placements"][0]["place"] for one in suggestions]


def hold(service: Service, request: dict[str, Any], suggestion: str) -> Any:
    path = service.path(f"requests/{request['id']}/holds")
    return specialist(service).post(path, json={"suggestion": suggestion})


def held(service: Service, person: str = "D1", nth: int = 0) -> dict[str, Any]:
    """A hold of somebody's suggestion."""
    request = opened(service, person)
    answer = hold(service, request, suggested(service, request)[nth]["id"])
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def answered(
    service: Service, made: dict[str, Any], who: TestClient, party: str, **told: str
) -> Any:
    path = service.path(f"holds/{made['id']}/answers")
    return who.post(path, json={"party": party, **told})


def accept_both(service: Service, made: dict[str, Any]) -> Any:
    who = specialist(service)
    answered(service, made, who, "participant", verdict="accepted")
    return answered(service, made, who, "employer", verdict="accepted")


def state(service: Service, kind: str, id: str) -> str:
    found = specialist(service).get(service.path(f"{kind}/{id}")).json()
    return str(found["state"])


def agrees(service: Service) -> bool:
    return disagreements(service.installation.database) == []


def test_a_person_has_one_request_at_a_time(region: Service):
    """The second is refused, until the first is closed."""
    request = opened(region)
    path = region.path("requests")
    again = specialist(region).post(path, json={"person": "D1"})
    assert (again.status_code, again.json()["type"]) == (409, "conflict")
    closed = specialist(region).put(
        f"{path}/{request['id']}/state",
        json={"state": "closed"},
        headers={"If-Match": '"1"'},
    )
    assert closed.json()["state"] == "closed"
    assert opened(region)["id"] != request["id"]


def test_a_held_seat_is_suggested_to_nobody_else(region: Service):
    """D5 is offered a place, until the last seat there is held for D1."""
    other = opened(region, "D5")
    before = places(suggested(region, other))
    made = held(region)
    place = made["placement"]["place"]
    assert place in before
    again = suggested(region, other)
    in_same_weeks = [
        one["placements"][0]["start_date"]
        for one in again
        if one["placements"][0]["place"] == place
    ]
    assert made["placement"]["start_date"] not in in_same_weeks
    assert agrees(region)


def test_a_suggestion_that_is_taken_meanwhile_is_refused(region: Service):
    """Two saw the same last seat; the second is told with 409, and may look again."""
    other = opened(region, "D5")
    seen = suggested(region, other)
    made = held(region)
    [same] = [s for s in seen if places([s]) == [made["placement"]["place"]]]
    refused = hold(region, other, same["id"])
    assert (refused.status_code, refused.json()["type"]) == (409, "conflict")
    assert state(region, "requests", other["id"]) == "open"


def test_a_withdrawn_hold_gives_its_seat_back(region: Service):
    """The same suggestion can be held again."""
    made = held(region)
    path = region.path(f"holds/{made['id']}/withdrawal")
    ended = specialist(region).post(path, headers={"If-Match": '"1"'})
    assert ended.json()["state"] == "withdrawn"
    request = {"id": made["request"]}
    [first, *_] = suggested(region, request)
    assert hold(region, request, first["id"]).status_code == 201
    assert agrees(region)


def test_a_hold_expires_when_it_is_looked_at(region: Service):
    """After its days it is over, and the seat is free."""
    made = held(region)
    later = datetime.now(UTC) + timedelta(days=8)
    database = region.installation.database
    with time_machine.travel(later, tick=False):
        assert sweep(database) == 1
        assert sweep(database) == 0
    assert state(region, "holds", made["id"]) == "expired"
    assert agrees(region)


def test_a_hold_can_be_given_more_time(region: Service):
    """Its days are counted from the extension."""
    made = held(region)
    path = region.path(f"holds/{made['id']}/extension")
    longer = specialist(region).post(path, headers={"If-Match": '"1"'}).json()
    assert longer["expires"] > made["expires"]
    assert longer["version"] == 2


def test_an_answer_after_the_time_is_refused(region: Service):
    """Nobody accepts what is held no more."""
    made = held(region)
    with region.installation.database.write() as session:
        session.get_one(Hold, made["id"]).expires = datetime.now(UTC)
    late = answered(region, made, specialist(region), "participant", verdict="accepted")
    assert late.status_code == 409
    assert agrees(region)


def test_both_accept_and_the_placement_is_in_the_plan(region: Service):
    """Exactly this placement comes into a new version, and an event waits."""
    before = in_force(region.installation, region.region)
    made = held(region)
    assert accept_both(region, made).json()["state"] == "agreed"
    assert place_agreed(region.installation, files_with) == 1
    after = in_force(region.installation, region.region)
    [placement] = after.loaded.plan.placements
    assert before.loaded.plan.placements == ()
    assert (placement.participant, placement.place) == (
        "D1",
        made["placement"]["place"],
    )
    assert after.loaded.plan.metrics["violations"] == 0
    assert state(region, "holds", made["id"]) == "placed"
    assert state(region, "requests", made["request"]) == "placed"
    assert agrees(region)
    with region.installation.database.read() as session:
        [event] = session.exec(select(Event)).all()
        verdicts = [
            (d.party, d.verdict)
            for d in session.exec(select(Decision).order_by(Decision.at))  # type: ignore[arg-type]
        ]
    assert (event.cells["event"], event.plan) == ("accepted", None)
    assert verdicts == [
        ("request", "held"),
        ("for-participant", "accepted"),
        ("for-employer", "accepted"),
        ("service", "placed"),
    ]


def test_the_parties_answer_for_themselves(region: Service):
    """The participant and the employer see the hold and answer it; others' they do not."""
    person = next(m.subject for m in _memberships(region, Role.PARTICIPANT))
    made = held(region, person)
    participant = region.as_(Role.PARTICIPANT)
    assert participant.get(region.path(f"holds/{made['id']}")).status_code == 200
    accepted = answered(region, made, participant, "participant", verdict="accepted")
    assert accepted.json()["participant_answer"] == "accepted"
    theirs = answered(region, made, participant, "employer", verdict="accepted")
    assert theirs.status_code == 403
    other = held(region, "D4")
    assert participant.get(region.path(f"holds/{other['id']}")).status_code == 404
    [employer] = {m.subject for m in _memberships(region, Role.EMPLOYER)}
    listed = region.as_(Role.EMPLOYER).get(region.path("holds")).json()["items"]
    mine = {
        place.id
        for place in scenario_of(region.installation, region.region).places
        if place.employer == employer
    }
    assert all(one["placement"]["place"] in mine for one in listed)


def _memberships(service: Service, role: Role) -> list[Any]:
    with service.installation.database.read() as session:
        return list(
            session.exec(select(Membership).where(Membership.role == role)).all()
        )


@pytest.mark.parametrize("effect", Effect)
def test_a_no_steers_what_follows(region: Service, effect: Effect):
    """Each reason bans the place or the employer for the person, or parks the request."""
    [(party, reason), *_] = [
        (party, reason)
        for party, effects in EFFECTS.items()
        for reason, found in effects.items()
        if found is effect
    ]
    made = held(region)
    told = answered(
        region, made, specialist(region), party, verdict="declined", reason=reason
    )
    assert told.json()["state"] == "declined"
    assert agrees(region)
    request = {"id": made["request"]}
    with region.installation.database.read() as session:
        bans = [r.cells for r in session.exec(select(Row).where(Row.sheet == "bans"))]
    if effect is Effect.PARKED:
        assert state(region, "requests", made["request"]) == "parked"
        assert bans == []
    else:
        assert made["placement"]["place"] not in places(suggested(region, request))
        assert [b["participant"] for b in bans] == ["D1"]
        assert scenario_of(region.installation, region.region).bans


def test_a_no_needs_a_reason_of_the_party(region: Service):
    """A reason of the other party, or none, is refused; nothing is changed."""
    made = held(region)
    who = specialist(region)
    for told in ({}, {"reason": "no-mentor"}):
        refused = answered(region, made, who, "participant", verdict="declined", **told)
        assert refused.status_code == 422
    assert state(region, "holds", made["id"]) == "held"


def test_a_hold_that_a_new_plan_leaves_no_room_is_overtaken(region: Service):
    """Another plan gives the seat to somebody else: the hold ends, and all agree."""
    made = held(region)
    with region.installation.database.read() as session:
        document = session.get_one(Hold, made["id"]).option
    theirs = placement_of_document({**document, "participant": "D5"})
    put_in_force(region.installation, region.region, [theirs])
    assert state(region, "holds", made["id"]) == "overtaken"
    with region.installation.database.read() as session:
        verdicts = [one.verdict for one in session.exec(select(Decision))]
    assert sorted(verdicts) == ["held", "overtaken"]
    assert agrees(region)


def test_a_newcomer_is_suggested_places_and_joins_the_plan(region: Service):
    """Somebody added after the plan was made has suggestions, and a placement in it."""
    planner = region.as_(Role.PLANNER)
    cells = planner.get(region.path("participants/D1")).json()["cells"]
    added = planner.post(
        region.path("participants"), json={**cells, "participant": "N1"}
    )
    assert added.status_code == 201, added.text
    made = held(region, "N1")
    accept_both(region, made)
    assert place_agreed(region.installation, files_with) == 1
    plan = in_force(region.installation, region.region).loaded.plan
    assert [p.participant for p in plan.placements] == ["N1"]
    assert agrees(region)


def test_the_waiting_list_is_in_turn(region: Service):
    """Everybody waits, each with their turn, the first in turn first."""
    listed = specialist(region).get(region.path("waiting-list")).json()
    assert [one["turn"] for one in listed] == [1, 2, 3, 4, 5, 6]


def test_an_event_that_cannot_be_read_is_told_with_its_spot(region: Service):
    """A wrong row is refused with its column; a right one waits for the next re-plan."""
    path = region.path("events")
    wrong = specialist(region).post(path, json={"event": "seats-cut", "place": "P1"})
    assert wrong.status_code == 422
    assert [f["column"] for f in wrong.json()["findings"]] == ["seats"]
    right = {"event": "dropout", "participant": "D2"}
    assert specialist(region).post(path, json=right).status_code == 201
    [waiting] = specialist(region).get(path, params={"waiting": True}).json()["items"]
    assert (waiting["cells"], waiting["plan"]) == (right, None)


def test_nobody_under_strict_protection_is_seen(region: Service):
    """Once somebody is under strict protection, nobody sees their request and hold."""
    made = held(region)
    with region.installation.database.write() as session:
        [row] = session.exec(
            select(Row).where(Row.sheet == "participants", Row.key == "D1")
        )
        row.protection = "strict"
    for path in ("requests", "holds"):
        assert specialist(region).get(region.path(path)).json()["items"] == []
    hidden = specialist(region).get(region.path(f"holds/{made['id']}"))
    assert hidden.status_code == 404
    assert agrees(region)
