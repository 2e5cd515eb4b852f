"""The one query that walls off, and what it tells of a single row."""

from dataclasses import replace

import pytest
from sqlmodel import select

from api.security.access import Access, Actor, access_to
from api.security.protection import Protection
from api.security.roles import Permission, Role
from api.store.scoped import is_visible, scoped
from api.store.tables import Membership, Row
from tests.api.pool import APART, BERGEN, POOL, PORSGRUNN, SKIEN, Pool, people_of


def _member(role: Role, region: str, home: str, subject: str = "") -> Membership:
    return Membership(
        account="a", role=role, region=region, municipality=home, subject=subject
    )


PLANNER = Actor("a", (_member(Role.PLANNER, POOL, SKIEN),))
APART_TOO = Actor("a", (*PLANNER.memberships, _member(Role.PLANNER, APART, BERGEN)))
TEACHER_TOO = Actor(
    "a", (_member(Role.TEACHER, POOL, PORSGRUNN, "K-porsgrunn"), *PLANNER.memberships)
)
HERSELF = Actor("a", (_member(Role.PARTICIPANT, POOL, SKIEN, people_of(SKIEN)[0]),))
READ = Permission.READ_PEOPLE
OWN = Permission.READ_OWN_PLACEMENTS

ACCESSES = [
    access_to(PLANNER, READ, POOL),
    replace(access_to(PLANNER, READ, POOL), sees_protected=True),
    access_to(APART_TOO, READ, APART),
    access_to(TEACHER_TOO, READ, POOL),
    access_to(HERSELF, OWN, POOL),
]


@pytest.mark.parametrize("access", ACCESSES)
def test_the_query_and_the_row_agree(pool: Pool, access: Access):
    """What the query finds is what is told of each row, with everybody's protection."""
    with pool.installation.database.write() as session:
        for person, protection in zip(people_of(SKIEN), Protection, strict=True):
            for row in session.exec(select(Row).where(Row.person == person)):
                row.protection = protection
    with pool.installation.database.read() as session:
        found = {row.id for row in session.exec(scoped(select(Row), Row, access))}
        every = session.exec(select(Row)).all()
        assert found == {row.id for row in every if is_visible(row, access)}
        assert found


def test_two_memberships_are_no_more_than_each(pool: Pool):
    """A teacher in one municipality who plans in another sees the people of the other."""
    job_specialist = _member(Role.JOB_SPECIALIST, POOL, SKIEN)
    both = Actor("a", (TEACHER_TOO.memberships[0], job_specialist))
    access = access_to(both, OWN, POOL)
    assert access.municipalities == {SKIEN}
