"""The database: its tables, and what it refuses by itself."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from api import audit_log
from api.installation import Installation
from api.store.migrate import differences, is_current
from api.store.tables import AuditEvent, LedgerEntry, Region
from tests.api.service import Service


def test_migrations_make_the_tables_of_the_code(installation: Installation):
    """A migrated database has the tables of the code, no more and no less."""
    assert is_current(installation.database)
    assert differences(installation.database) == []


@pytest.mark.parametrize(
    "change", ["UPDATE audit_event SET reason = 'x'", "DELETE FROM audit_event"]
)
def test_the_audit_log_cannot_be_changed(service: Service, change: str):
    """The database itself refuses to change or remove an event."""
    database = service.installation.database
    with database.write() as session:
        audit_log.note(session, None, "seen")
    with pytest.raises(DatabaseError), database.write() as session:
        session.connection().execute(text(change))


def test_a_change_of_the_log_breaks_its_chain(installation: Installation):
    """An event that is other than it was is found by its hash."""
    with installation.database.write() as session:
        for action in ("read", "changed", "read"):
            audit_log.note(session, None, action, "participants/D1")
    with installation.database.read() as session:
        events = list(session.exec(select(AuditEvent)).all())
        session.expunge_all()
    assert audit_log.first_break(events) is None
    events[1].reason = "other"
    assert audit_log.first_break(events) == events[1].number


def test_the_ledger_cannot_be_overfull(installation: Installation):
    """The database itself refuses to give a seat that is not there."""
    database = installation.database
    with database.write() as session:
        session.add(Region(id="r", name="r"))
    too_full = LedgerEntry(
        region="r", place="P1", slot="man", week="2026-W34", room=1, taken=2
    )
    with pytest.raises(DatabaseError), database.write() as session:
        session.add(too_full)
