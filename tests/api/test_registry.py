"""Rows of the registry: read, changed, walled off."""

from typing import Any

from fastapi.testclient import TestClient

from api.security.roles import Role
from tests.api.service import Service

PEOPLE = "participants"


def _planner(service: Service) -> TestClient:
    return service.as_(Role.PLANNER)


def _first_person(service: Service) -> dict[str, Any]:
    listed = _planner(service).get(service.path(PEOPLE)).json()
    first: dict[str, Any] = listed["items"][0]
    return first


def test_pages_hold_every_row_once(service: Service):
    """Pages of two rows, followed to the end, are all rows in their order."""
    planner = _planner(service)
    whole = planner.get(service.path("places"), params={"limit": 1000}).json()["items"]
    after: str | None = ""
    seen = []
    while after is not None:
        page = planner.get(service.path("places"), params={"limit": 2, "after": after})
        seen += page.json()["items"]
        after = page.json().get("next")
    assert seen == whole
    assert len(whole) > 2


def test_a_row_is_added_changed_and_removed(service: Service):
    """A row lives through its whole life, and its version rises."""
    planner = _planner(service)
    cells = _first_person(service)["cells"] | {"participant": "N1"}
    added = planner.post(service.path(PEOPLE), json=cells)
    assert added.status_code == 201, added.text
    assert added.headers["location"] == service.path("participants/N1")
    changed = planner.put(
        service.path("participants/N1"),
        json=cells | {"travel_limit_minutes": "45"},
        headers={"If-Match": added.headers["etag"]},
    )
    assert changed.json()["version"] == 2
    read = planner.get(service.path("participants/N1"))
    assert read.json()["cells"]["travel_limit_minutes"] == "45"
    removed = planner.delete(
        service.path("participants/N1"), headers={"If-Match": read.headers["etag"]}
    )
    assert removed.status_code == 204
    assert planner.get(service.path("participants/N1")).status_code == 404


def test_the_second_to_edit_a_person_is_told(service: Service):
    """Of two edits from the same version one is made, and the other loses nothing."""
    planner = _planner(service)
    first = _first_person(service)
    path = service.path(f"participants/{first['key']}")
    tag = planner.get(path).headers["etag"]
    mine = first["cells"] | {"travel_limit_minutes": "30"}
    theirs = first["cells"] | {"travel_limit_minutes": "90"}
    assert planner.put(path, json=mine, headers={"If-Match": tag}).status_code == 200
    refused = planner.put(path, json=theirs, headers={"If-Match": tag})
    assert refused.status_code == 412
    assert refused.json()["type"] == "changed-meanwhile"
    assert planner.get(path).json()["cells"]["travel_limit_minutes"] == "30"


def test_a_change_needs_a_version(service: Service):
    """A change that does not say what it was made from is refused."""
    path = service.path(f"participants/{_first_person(service)['key']}")
    answer = _planner(service).put(path, json=_first_person(service)["cells"])
    assert answer.status_code == 428


def test_an_error_of_the_engine_is_told_with_its_spot(service: Service):
    """A row that the engine cannot read is refused with column and value."""
    cells = _first_person(service)["cells"] | {"participant": "N1", "level": "Z9"}
    answer = _planner(service).post(service.path(PEOPLE), json=cells)
    assert answer.status_code == 422
    told = answer.json()["findings"]
    assert [(f["column"], f["value"]) for f in told] == [("level", "Z9")]
    assert _planner(service).get(service.path("participants/N1")).status_code == 404


def test_a_row_that_others_need_stays(service: Service):
    """A place's employer cannot be removed while the place names it."""
    planner = _planner(service)
    place = planner.get(service.path("places")).json()["items"][0]
    path = service.path(f"employers/{place['cells']['employer']}")
    tag = planner.get(path).headers["etag"]
    refused = planner.delete(path, headers={"If-Match": tag})
    assert refused.status_code == 422
    assert refused.json()["findings"]


def test_messages_come_in_the_language_asked_for(service: Service):
    """A problem is told in bokmål, or in the first of our languages that is asked for."""
    planner = _planner(service)
    path = service.path("participants/nobody")
    texts = {
        language: planner.get(path, headers={"Accept-Language": language}).json()
        for language in ("nb", "nn", "en", "fr, en;q=0.5")
    }
    assert len({text["detail"] for text in texts.values()}) == 3
    assert texts["fr, en;q=0.5"] == texts["en"]


def test_nobody_sees_without_signing_in(service: Service):
    """A request without a cookie is told that nobody is signed in."""
    answer = service.client.get(service.path(PEOPLE))
    assert (answer.status_code, answer.json()["type"]) == (401, "not-signed-in")
