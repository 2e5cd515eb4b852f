"""Plans as people see them: figures, placements, one person, files, what differs."""

from typing import Any

import pytest
from sqlmodel import select

from api.plans import store
from api.security.roles import Role
from api.store.tables import AuditEvent, Row
from tests.api.planned import planned_files
from tests.api.service import Service

PSEUDONYM = "x-"
OTHER, PROTECTED = "D2", "D3"
"""Placed people who are made to be of another municipality, and protected."""


@pytest.fixture
def plan(service: Service) -> str:
    """Return the address of a plan of the tiny scenario."""
    with service.installation.database.write() as session:
        files = planned_files(service.region)
        id = store.add_version(session, service.region, files).id
    return service.path(f"plans/{id}")


def change_people(service: Service, **columns: dict[str, str]) -> None:
    """Give people another municipality or protection."""
    with service.installation.database.write() as session:
        for row in session.exec(select(Row)):
            for name, value in columns.get(row.person, {}).items():
                setattr(row, name, value)


def items(service: Service, path: str) -> list[dict[str, Any]]:
    """Return what a planner is told on one page."""
    answer = service.as_(Role.PLANNER).get(path)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_people_of_others_have_a_pseudonym(service: Service, plan: str):
    """One's own are named by id, others always by the same word that is no id."""
    change_people(service, **{OTHER: {"municipality": "4001"}})
    told = [one["participant"] for one in items(service, f"{plan}/placements")]
    again = [one["participant"] for one in items(service, f"{plan}/placements")]
    assert told == again
    assert OTHER not in told
    assert [one.startswith(PSEUDONYM) for one in told] == [False, True, False, False]


def test_protected_people_are_in_no_list(service: Service, plan: str):
    """Somebody under strict protection is left out, and cannot be looked at."""
    change_people(service, **{PROTECTED: {"protection": "strict"}})
    told = [one["participant"] for one in items(service, f"{plan}/placements")]
    assert told == ["D1", "D2", "D4"]
    planner = service.as_(Role.PLANNER)
    assert planner.get(f"{plan}/people/{PROTECTED}/reasons").status_code == 404


def test_pages_hold_every_placement_once(service: Service, plan: str):
    """Pages of two placements, followed to the end, are all of them in their order."""
    planner = service.as_(Role.PLANNER)
    seen: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        query = {"limit": 3, "after": after}
        page = planner.get(f"{plan}/placements", params=query).json()
        seen += page["items"]
        after = page["next"]
    assert seen == items(service, f"{plan}/placements")
    assert len(seen) == 4


def test_those_without_a_placement_are_told_with_reasons(service: Service, plan: str):
    """Everybody without a placement is there, with the rules in their way."""
    told = items(service, f"{plan}/not-placed")
    assert [one["participant"] for one in told] == ["D5", "D6"]
    assert [one["reasons"][0]["rule"] for one in told] == ["seat-day", "travel-limit"]


def test_a_persons_weeks_are_those_of_the_plan(service: Service, plan: str):
    """The calendar of a placed person has practice at the place, and nobody else's."""
    told = items(service, f"{plan}/people/D1/calendar")
    assert {one["place"] for one in told if one["activity"] == "practice"} == {"P2"}
    assert {one["section"] for one in told if one["activity"] == "class"} == {"K1"}


def test_the_reasons_are_told_in_words_and_numbers(service: Service, plan: str):
    """Somebody placed hears where, and the points that the place gives."""
    planner = service.as_(Role.PLANNER)
    told = planner.get(f"{plan}/people/D1/reasons").json()
    assert "P2" in " ".join(told["text"])
    assert [one["place"] for one in told["placements"]] == ["P2"]
    assert {one["code"] for one in told["reasons"]} >= {"wish", "travel"}


@pytest.mark.parametrize("what", ["calendar", "reasons"])
def test_who_looked_at_a_person_is_written_down(service: Service, plan: str, what):
    """One's own person can be looked at, and that is noted; another's cannot."""
    change_people(service, **{OTHER: {"municipality": "4001"}})
    planner = service.as_(Role.PLANNER)
    assert planner.get(f"{plan}/people/D1/{what}").status_code == 200
    assert planner.get(f"{plan}/people/{OTHER}/{what}").status_code == 404
    with service.installation.database.read() as session:
        events = session.exec(select(AuditEvent)).all()
    seen = [event.object for event in events if event.action == "read"]
    assert seen == ["participants/D1"]


def test_files_are_for_those_who_see_everybody(service: Service, plan: str):
    """A file is fetched byte for byte, unless somebody in it is of another municipality."""
    planner = service.as_(Role.PLANNER)
    fetched = planner.get(f"{plan}/files/placements.csv")
    assert fetched.content == planned_files(service.region)["placements.csv"]
    assert fetched.headers["content-type"].startswith("text/csv")
    assert planner.get(f"{plan}/files/tables.z").status_code == 404
    change_people(service, **{OTHER: {"municipality": "4001"}})
    refused = planner.get(f"{plan}/files/placements.csv")
    assert (refused.status_code, refused.json()["type"]) == (403, "forbidden")


def test_what_differs_is_told_of_two_plans(service: Service, plan: str):
    """A plan without a placement lost one person's, who is named as one may see them."""
    change_people(service, **{OTHER: {"municipality": "4001"}})
    files = dict(planned_files(service.region))
    text = files[store.PLAN].decode()
    files[store.PLAN] = text.replace('"place": "P1"', '"place": "P4"').encode()
    with service.installation.database.write() as session:
        other = store.add_version(session, service.region, files).id
    planner = service.as_(Role.PLANNER)
    query = {"since": plan.rpartition("/")[2]}
    address = service.path(f"plans/{other}/differences")
    told = planner.get(address, params=query).json()
    names = [one["participant"] for one in told["people"]]
    assert names[0].startswith(PSEUDONYM) or names[1].startswith(PSEUDONYM)
    assert "D3" in names
    assert OTHER not in str(told)
    assert all("place" in one["differences"] for one in told["people"])
    assert told["unchanged"] == 4


def test_a_manager_sees_figures_and_no_people(service: Service, plan: str):
    """Figures are a manager's; placements are not."""
    manager = service.as_(Role.MANAGER)
    figures = manager.get(plan).json()
    assert figures["metrics"]["placed"] == 4
    assert all(tier["gap"] == 0 for tier in figures["tiers"])
    assert manager.get(service.path("plans")).json()["items"] == [figures]
    assert manager.get(f"{plan}/placements").status_code == 403
