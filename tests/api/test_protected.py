"""People with a protected address: told one at a time, with a reason, to few."""

import pytest
from sqlmodel import select

from api.registry.ground import as_tables, region_rows
from api.store.tables import AuditEvent
from tests.api.pool import POOL, SKIEN, Pool, mark_of, people_of

PERSON, OTHER = people_of(SKIEN)[:2]
WHY = "Skal avtale reisevei med familien"


def _protect(pool: Pool, protection: str, staff: tuple[str, ...] = ()):
    return pool.as_(f"planner-{SKIEN}").put(
        pool.path(f"participants/{PERSON}/protection"),
        json={"protection": protection, "reason": WHY, "staff": staff},
    )


def _read_protected(pool: Pool, login: str, reason: str = WHY):
    return pool.as_(login).post(
        pool.path(f"participants/{PERSON}/protected-readings"), json={"reason": reason}
    )


def test_a_protected_address_is_left_out_everywhere(pool: Pool):
    """Lists and rows tell the person without where they live."""
    assert _protect(pool, "address").status_code == 200
    for login in (f"planner-{SKIEN}", f"job-specialist-{SKIEN}"):
        listed = pool.as_(login).get(pool.path("participants"))
        assert PERSON in [row["key"] for row in listed.json()["items"]]
        assert mark_of(PERSON) not in listed.text
        assert mark_of(OTHER) in listed.text
        read = pool.as_(login).get(pool.path(f"participants/{PERSON}"))
        assert "home" not in read.json()["cells"]
        assert mark_of(PERSON) not in read.text


def test_a_change_leaves_a_protected_address_as_it_was(pool: Pool):
    """Who is not told the address neither loses it nor sets it."""
    _protect(pool, "address")
    planner = pool.as_(f"planner-{SKIEN}")
    path = pool.path(f"participants/{PERSON}")
    read = planner.get(path)
    cells = read.json()["cells"] | {"travel_limit_minutes": "45"}
    tag = {"If-Match": read.headers["etag"]}
    refused = planner.put(path, json=cells | {"home": "59.1, 9.6"}, headers=tag)
    assert refused.status_code == 422
    assert planner.put(path, json=cells, headers=tag).status_code == 200
    rows = _read_protected(pool, f"planner-{SKIEN}").json()["rows"]
    [kept] = [row["cells"] for row in rows if row["table"] == "participants"]
    assert kept["travel_from"] == mark_of(PERSON)
    assert kept["travel_limit_minutes"] == "45"


def test_a_protected_address_is_changed_with_a_reason(pool: Pool):
    """The address itself is changed where protected facts are changed."""
    _protect(pool, "address")
    planner = pool.as_(f"planner-{SKIEN}")
    [row] = _read_protected(pool, f"planner-{SKIEN}").json()["rows"]
    changed = planner.put(
        pool.path(f"participants/{PERSON}/protected-cells"),
        json={"reason": WHY, "cells": row["cells"] | {"travel_from": "annet-sted"}},
        headers={"If-Match": f'"{row["version"]}"'},
    )
    assert changed.status_code == 204, changed.text
    assert "annet-sted" in _read_protected(pool, f"planner-{SKIEN}").text


def test_nobody_but_named_staff_knows_of_somebody_strictly_protected(pool: Pool):
    """There is no such person in lists, rows, other people's changes or the engine's tables."""
    assert _protect(pool, "strict").json()["staff"] == [f"planner-{SKIEN}"]
    planner = pool.as_(f"planner-{SKIEN}")
    listed = planner.get(pool.path("participants"))
    assert PERSON not in listed.text
    assert planner.get(pool.path(f"participants/{PERSON}")).status_code == 404
    assert PERSON not in planner.get(pool.path("places")).text
    with pool.installation.database.read() as session:
        assert PERSON not in str(as_tables(region_rows(session, POOL)))
    assert _read_protected(pool, f"planner-{SKIEN}").status_code == 200


def test_strict_protection_is_handled_by_those_named(pool: Pool):
    """A colleague with the same role is told that there is no such person, until named."""
    admin = pool.as_(f"administrator-{SKIEN}")
    told = {"login": "colleague", "role": "planner", "municipality": SKIEN}
    made = admin.post(pool.path("accounts"), json=told)
    assert made.status_code == 201, made.text
    _protect(pool, "strict")
    assert _read_protected(pool, "colleague").status_code == 404
    assert _protect(pool, "strict", ("colleague",)).status_code == 200
    assert _read_protected(pool, "colleague").status_code == 200


@pytest.mark.parametrize(
    "login", ["planner-4001", "job-specialist-4003", "nobody-there"]
)
def test_only_planners_of_the_municipality_can_be_named(pool: Pool, login: str):
    """Somebody of another municipality or role is not named to handle anybody."""
    refused = _protect(pool, "strict", (login,))
    assert refused.status_code == 422
    assert (
        pool.as_(f"planner-{SKIEN}")
        .get(pool.path(f"participants/{PERSON}"))
        .status_code
        == 200
    )


def test_a_reading_needs_a_reason_and_is_written_down(pool: Pool):
    """Without a reason nothing is told; with one it stands in the log, the person does not."""
    _protect(pool, "strict")
    assert _read_protected(pool, f"planner-{SKIEN}", reason=" ").status_code == 422
    assert _read_protected(pool, f"planner-{SKIEN}").status_code == 200
    with pool.installation.database.read() as session:
        events = session.exec(select(AuditEvent)).all()
        read = [event for event in events if event.action == "read-protected"]
        assert [event.reason for event in read] == [WHY]
        assert all(PERSON not in event.object for event in read)


def test_others_may_not_read_what_is_protected(pool: Pool):
    """A job specialist, and a planner of another municipality, are told no."""
    _protect(pool, "address")
    assert _read_protected(pool, f"job-specialist-{SKIEN}").status_code == 403
    assert _read_protected(pool, "planner-4001").status_code == 404
