"""The audit log: who may read it, what stands in it, and whether it was changed."""

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from api.audit_log import verify
from api.cli import app
from tests.api.pool import APART, PORSGRUNN, SKIEN, Pool, people_of


def _events(pool: Pool, by: str, **params: str | int):
    answer = pool.as_(by).get(pool.path("audit-events"), params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_who_listed_whose_people_is_written_down(pool: Pool):
    """A list of people is an event with its municipality and number."""
    pool.as_(f"job-specialist-{SKIEN}").get(pool.path("participants"))
    [event] = _events(pool, f"administrator-{SKIEN}", action="listed")["items"]
    assert event["municipality"] == SKIEN
    assert event["details"] == {"count": len(people_of(SKIEN))}
    assert event["object"] == "participants"


def test_who_read_somebody_is_written_down(pool: Pool):
    """Reading one person is an event with the person's id."""
    pool.as_(f"planner-{SKIEN}").get(pool.path(f"participants/{people_of(SKIEN)[0]}"))
    [event] = _events(pool, f"administrator-{SKIEN}", action="read")["items"]
    assert event["object"] == f"participants/{people_of(SKIEN)[0]}"
    assert event["role"] == "planner"


def test_the_log_is_read_by_those_who_look_after_it(pool: Pool):
    """An administrator of a municipality reads of that one, that of the region of all."""
    for home in (SKIEN, PORSGRUNN):
        pool.as_(f"planner-{home}").get(pool.path("participants"))
    for by, homes in (
        (f"administrator-{SKIEN}", {SKIEN}),
        ("administrator-pool", {SKIEN, PORSGRUNN}),
    ):
        listed = _events(pool, by, action="listed")["items"]
        assert {event["municipality"] for event in listed} == homes
    apart = pool.as_(f"administrator-{APART}").get(pool.path("audit-events", APART))
    assert SKIEN not in apart.text


def test_pages_of_the_log_hold_every_event_once(pool: Pool):
    """Pages of two, the newest first, are the whole."""
    for _ in range(5):
        pool.as_(f"planner-{SKIEN}").get(pool.path("participants"))
    by = f"administrator-{SKIEN}"
    whole = [e["number"] for e in _events(pool, by, action="listed")["items"]]
    page = _events(pool, by, action="listed", limit=2)
    seen = []
    while True:
        seen += [event["number"] for event in page["items"]]
        if page.get("next") is None:
            break
        page = _events(pool, by, action="listed", limit=2, before=page["next"])
    assert seen == whole == sorted(whole, reverse=True)
    assert len(whole) == 5


def test_the_command_finds_a_change(pool: Pool, monkeypatch: pytest.MonkeyPatch):
    """matcher-api audit says that all is as written, and where it is not."""
    database = pool.installation.database
    pool.as_(f"planner-{SKIEN}").get(pool.path("participants"))
    monkeypatch.setenv("DATABASE_URL", pool.installation.settings.database_url)
    told = CliRunner().invoke(app, ["audit"])
    assert told.exit_code == 0, told.output
    last = told.output.split()[-1]
    assert CliRunner().invoke(app, ["audit", "--contains", last]).exit_code == 0
    assert CliRunner().invoke(app, ["audit", "--contains", "f" * 64]).exit_code == 1
    with database.write() as session:
        session.connection().execute(text(_without_trigger(database.is_sqlite)))
        session.connection().execute(
            text("UPDATE audit_event SET account = 'x' WHERE number = 1")
        )
    broken = CliRunner().invoke(app, ["audit"])
    assert broken.exit_code == 1
    assert verify(database).first_break == 1


def _without_trigger(is_sqlite: bool) -> str:
    if is_sqlite:
        return "DROP TRIGGER audit_event_no_update"
    return "DROP TRIGGER audit_event_written_once ON audit_event"


def test_the_first_administrator_comes_from_the_command(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
):
    """matcher-api administrator prints a code that signs in, and makes the region."""
    settings = pool.installation.settings
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("PRAKSISPLAN_DATA_FOLDER", str(settings.data_folder))
    told = CliRunner().invoke(app, ["administrator", "nyregion", "first"])
    assert told.exit_code == 0, told.output
    client = pool.as_(f"planner-{SKIEN}")
    signed_in = client.post("/v1/sessions", json={"code": told.output.strip()})
    assert signed_in.status_code == 204
    assert client.get("/v1/regions/nyregion/accounts").status_code == 200
