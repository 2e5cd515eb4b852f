"""Protects people, and shows and changes those who are, one at a time.

Whoever may read protected people reads those of their municipality with a protected
address. Somebody under strict protection is seen by the staff named for that person alone:
to all others there is no such person.
"""

from collections.abc import Sequence

from sqlmodel import Session, col, delete, select

from api import audit_log
from api.errors import InvalidError, NotFoundError
from api.installation import Installation
from api.protected.schemas import NewCells, NewProtection
from api.registry.service import Change, apply_change
from api.registry.sheets import SHEETS
from api.security.access import Access
from api.security.protection import Protection
from api.security.pseudonyms import PEOPLE, pseudonym
from api.security.roles import GRANTS, Permission, Role
from api.store.columns import now
from api.store.scoped import scoped
from api.store.tables import Account, Membership, NamedStaff, Region, Row

People = tuple[Row, list[Row], list[str]]


def read_person(
    installation: Installation, access: Access, key: str, reason: str
) -> People:
    """Return somebody's row, all rows about them, and the logins of the named staff.

    Raises
    ------
    NotFoundError
        There is no such person, or none that the one who asks handles.
    """
    with installation.database.read() as session:
        person = _person(session, access, key)
        rows = _rows(session, access, key)
        staff = _logins(session, access.region, key)
        session.expunge_all()
    with installation.database.write() as session:
        _note(session, installation, access, "read-protected", person, reason)
    return person, rows, staff


def set_protection(
    installation: Installation, access: Access, key: str, told: NewProtection
) -> list[str]:
    """Protect somebody as ``told`` and return the logins of the named staff.

    Raises
    ------
    NotFoundError
        There is no such person, or none that the one who asks handles.
    InvalidError
        Somebody named may not handle protected people of that municipality.
    """
    with installation.database.write() as session:
        session.get_one(Region, access.region, with_for_update=True).rows_version += 1
        person = _person(session, access, key)
        _note(session, installation, access, "protected", person, told.reason)
        for row in _rows(session, access, key):
            row.protection = told.protection
            row.version += 1
            row.changed = now()
        session.exec(
            delete(NamedStaff).where(
                col(NamedStaff.region) == access.region, col(NamedStaff.person) == key
            )
        )
        if told.protection is Protection.STRICT:
            accounts = {access.account, *_accounts(session, person, told.staff)}
            session.add_all(
                NamedStaff(region=access.region, person=key, account=account)
                for account in sorted(accounts)
            )
        session.flush()
        return _logins(session, access.region, key)


def change_person(
    installation: Installation, access: Access, key: str, told: NewCells, version: int
) -> Row:
    """Change the row of somebody with a protected address and return it.

    Raises
    ------
    api.errors.ServiceError
        As :func:`api.registry.service.apply_change`.
    """
    with installation.database.read() as session:
        person = _person(session, access, key)
        session.expunge_all()
    change = Change(SHEETS[PEOPLE], key, told.cells.filled(), version)
    row, _ = apply_change(installation, access, change)
    with installation.database.write() as session:
        _note(session, installation, access, "changed-protected", person, told.reason)
    return row


def _person(session: Session, access: Access, key: str) -> Row:
    statement = select(Row).where(Row.sheet == PEOPLE, Row.key == key)
    row = session.exec(scoped(statement, Row, access)).first()
    if row is not None and row.protection == Protection.STRICT:
        named = session.get(NamedStaff, (access.region, key, access.account))
        row = None if named is None else row
    if row is None:
        raise NotFoundError("no-row", kind=PEOPLE, key=key)
    return row


def _rows(session: Session, access: Access, key: str) -> list[Row]:
    statement = scoped(select(Row).where(Row.person == key), Row, access)
    return list(session.exec(statement.order_by(col(Row.sheet), col(Row.id))).all())


def _logins(session: Session, region: str, key: str) -> list[str]:
    statement = (
        select(Account.login)
        .join(NamedStaff, col(NamedStaff.account) == col(Account.id))
        .where(NamedStaff.region == region, NamedStaff.person == key)
        .order_by(col(Account.login))
    )
    return list(session.exec(statement).all())


def _accounts(session: Session, person: Row, logins: Sequence[str]) -> list[str]:
    """Return the accounts of ``logins``, each of whom may handle ``person``."""
    roles = [role for role in Role if Permission.READ_PROTECTED in GRANTS[role]]
    statement = (
        select(Account)
        .join(Membership, col(Membership.account) == col(Account.id))
        .where(
            Membership.region == person.region,
            Membership.municipality == person.municipality,
            col(Membership.role).in_(roles),
            col(Account.login).in_(logins),
        )
    )
    found = {account.login: account.id for account in session.exec(statement).all()}
    if unknown := sorted(set(logins) - found.keys()):
        raise InvalidError("no-such-staff", logins=", ".join(unknown))
    return sorted(found.values())


def _note(
    session: Session,
    installation: Installation,
    access: Access,
    action: str,
    person: Row,
    reason: str,
) -> None:
    # The log tells that somebody was seen, and of nobody under protection who it was.
    audit_log.note(
        session,
        access,
        action,
        f"{PEOPLE}/{pseudonym(installation, access.region, person.key)}",
        municipality=person.municipality,
        reason=reason,
    )
