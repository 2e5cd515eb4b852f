"""Makes accounts, says what they are, gives codes, and locks out.

An administrator of a municipality looks after what is confined to that municipality, one
without a municipality after everything in the region. Nobody changes their own rights.
What takes hold of an account as a whole is done only by who looks after all that it is:
a code for somebody who is more elsewhere would open what is elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import Session, col, delete, select

from api import audit_log
from api.accounts.schemas import NewMembership
from api.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from api.installation import Installation
from api.security.access import Access
from api.security.protection import Protection
from api.security.pseudonyms import PEOPLE, pseudonym
from api.security.roles import NEEDS_MUNICIPALITY, NEEDS_SUBJECT, Role
from api.sessions.service import new_account, new_code_for
from api.store.scoped import is_region_wide, looked_after
from api.store.tables import Account, ApiToken, Membership, OneTimeCode, Row, SignIn

SUBJECT_SHEETS = {
    Role.PARTICIPANT: PEOPLE,
    Role.EMPLOYER: "employers",
    Role.TEACHER: "sections",
    Role.JOB_SPECIALIST: "specialists",
}


@dataclass(frozen=True, slots=True)
class LookedAfter:
    """An account, and of what it is the part that the administrator looks after."""

    account: Account
    memberships: tuple[Membership, ...]
    is_elsewhere: bool


def list_accounts(
    installation: Installation, access: Access, after: str, most: int
) -> list[LookedAfter]:
    """Return accounts whose id comes after ``after``, one more than ``most``."""
    with installation.database.read() as session:
        theirs = select(Membership.account).where(looked_after(Membership, access))
        accounts = session.exec(
            select(Account)
            .where(col(Account.id).in_(theirs), Account.id > after)
            .order_by(col(Account.id))
            .limit(most + 1)
        ).all()
        found = [_looked_after(session, installation, access, a) for a in accounts]
        session.expunge_all()
    return found


def read_account(installation: Installation, access: Access, id: str) -> LookedAfter:
    """Return one account; raises ``NotFoundError`` for one that others look after."""
    with installation.database.read() as session:
        found = _account(session, installation, access, id)
        session.expunge_all()
    return found


def add_account(
    installation: Installation, access: Access, login: str, told: NewMembership
) -> LookedAfter:
    """Add an account without a password, that is what ``told`` says.

    Raises
    ------
    ConflictError
        There is an account of that login.
    ForbiddenError, InvalidError, NotFoundError
        See :func:`add_membership`.
    """
    with installation.database.write() as session:
        _check(session, access, told)
        taken = select(Account).where(func.lower(Account.login) == login.lower())
        if session.exec(taken).first() is not None:
            raise ConflictError("login-taken", login=login)
        account = new_account(
            session,
            login,
            told.role,
            access.region,
            municipality=told.municipality,
            subject=told.subject,
        )
        session.flush()
        _note(session, access, "account-added", account.id, told)
        return _looked_after(session, installation, access, account)


def add_membership(
    installation: Installation, access: Access, id: str, told: NewMembership
) -> LookedAfter:
    """Let an account be what ``told`` says, too.

    Raises
    ------
    ForbiddenError
        The administrator does not look after that, or it is their own account.
    InvalidError
        The role needs a municipality or somebody to be, which is not told.
    NotFoundError
        There is no such account, municipality, participant, employer or class.
    ConflictError
        It is that already.
    """
    with installation.database.write() as session:
        found = _account(session, installation, access, id)
        _check_not_own(access, id)
        _check(session, access, told)
        if any(_same(m, told) for m in found.memberships):
            raise ConflictError("is-already", role=told.role)
        session.add(Membership(account=id, region=access.region, **told.model_dump()))
        session.flush()
        _note(session, access, "membership-added", id, told)
        return _looked_after(session, installation, access, found.account)


def remove_membership(
    installation: Installation, access: Access, id: str, number: int
) -> None:
    """Let an account no longer be what its membership ``number`` says."""
    with installation.database.write() as session:
        _account(session, installation, access, id)
        _check_not_own(access, id)
        statement = select(Membership).where(
            Membership.id == number,
            Membership.account == id,
            looked_after(Membership, access),
        )
        found = session.exec(statement).first()
        if found is None:
            raise NotFoundError("no-membership", number=number)
        told = NewMembership(
            role=Role(found.role),
            municipality=found.municipality,
            subject=found.subject,
        )
        session.delete(found)
        _note(session, access, "membership-removed", id, told)


def set_active(
    installation: Installation, access: Access, id: str, is_active: bool
) -> LookedAfter:
    """Let an account be used, or no longer: then it is signed out at once."""
    with installation.database.write() as session:
        account = _whole_account(session, installation, access, id)
        account.is_active = is_active
        if not is_active:
            sign_out_everywhere(session, id)
            _forget_codes(session, id)
        verb = "account-opened" if is_active else "account-closed"
        audit_log.note(session, access, verb, f"accounts/{id}")
        session.flush()
        return _looked_after(session, installation, access, account)


def give_code(
    installation: Installation, access: Access, id: str
) -> tuple[str, OneTimeCode]:
    """Return a code that signs in once; older ones can no longer be used."""
    with installation.database.write() as session:
        account = _whole_account(session, installation, access, id)
        if not account.is_active:
            raise ConflictError("account-closed")
        _forget_codes(session, id)
        code = new_code_for(session, installation, id)
        session.flush()
        audit_log.note(session, access, "code-given", f"accounts/{id}")
        made = session.get_one(OneTimeCode, installation.digest("code", code))
        return code, made


def forget_password(installation: Installation, access: Access, id: str) -> None:
    """Take the password away, and the lock that wrong ones brought."""
    with installation.database.write() as session:
        account = _whole_account(session, installation, access, id)
        account.password_hash, account.failures, account.locked_until = "", 0, None
        sign_out_everywhere(session, id)
        audit_log.note(session, access, "password-forgotten", f"accounts/{id}")


def sign_out(installation: Installation, access: Access, id: str) -> None:
    """Sign an account out wherever it is signed in, and take its tokens away."""
    with installation.database.write() as session:
        _whole_account(session, installation, access, id)
        sign_out_everywhere(session, id)
        session.exec(delete(ApiToken).where(col(ApiToken.account) == id))
        audit_log.note(session, access, "signed-out-everywhere", f"accounts/{id}")


def sign_out_everywhere(session: Session, account: str, but: str = "") -> None:
    """Forget every sign-in of an account ``but`` the one with that hash."""
    session.exec(
        delete(SignIn).where(col(SignIn.account) == account, col(SignIn.hash) != but)
    )


def _forget_codes(session: Session, account: str) -> None:
    session.exec(
        delete(OneTimeCode).where(
            col(OneTimeCode.account) == account, col(OneTimeCode.used).is_(None)
        )
    )


def _account(
    session: Session, installation: Installation, access: Access, id: str
) -> LookedAfter:
    account = session.get(Account, id)
    if account is not None:
        found = _looked_after(session, installation, access, account)
        if found.memberships:
            return found
    raise NotFoundError("no-account", id=id)


def _whole_account(
    session: Session, installation: Installation, access: Access, id: str
) -> Account:
    """Return an account all of which the administrator looks after."""
    found = _account(session, installation, access, id)
    _check_not_own(access, id)
    if found.is_elsewhere:
        raise ForbiddenError("also-elsewhere")
    return session.get_one(Account, id)


def _check_not_own(access: Access, id: str) -> None:
    if id == access.account:
        raise ForbiddenError("own-account")


def _looked_after(
    session: Session, installation: Installation, access: Access, account: Account
) -> LookedAfter:
    every = session.exec(
        select(Membership)
        .where(Membership.account == account.id)
        .order_by(col(Membership.id))
    ).all()
    mine = select(Membership.id).where(
        Membership.account == account.id, looked_after(Membership, access)
    )
    ids = set(session.exec(mine).all())
    found = [m for m in every if m.id in ids]
    hidden = _strictly_protected(session, found)
    if not hidden:
        return LookedAfter(account, tuple(found), len(found) < len(every))
    masked = Account(**account.model_dump())
    masked.login = pseudonym(installation, access.region, sorted(hidden)[0])
    return LookedAfter(
        masked,
        tuple(_masked(m, installation, hidden) for m in found),
        len(found) < len(every),
    )


def _strictly_protected(
    session: Session, memberships: Iterable[Membership]
) -> frozenset[str]:
    people = [m for m in memberships if m.role == Role.PARTICIPANT]
    if not people:
        return frozenset()
    statement = select(Row.key).where(
        Row.region == people[0].region,
        Row.sheet == PEOPLE,
        col(Row.key).in_([m.subject for m in people]),
        Row.protection == Protection.STRICT,
    )
    return frozenset(session.exec(statement).all())


def _masked(
    membership: Membership, installation: Installation, hidden: frozenset[str]
) -> Membership:
    masked = Membership(**membership.model_dump())
    if masked.role == Role.PARTICIPANT and masked.subject in hidden:
        masked.subject = pseudonym(installation, masked.region, masked.subject)
    return masked


def _same(membership: Membership, told: NewMembership) -> bool:
    return (membership.role, membership.municipality, membership.subject) == (
        told.role,
        told.municipality,
        told.subject,
    )


def _check(session: Session, access: Access, told: NewMembership) -> None:
    """Tell no where ``told`` is not the administrator's to give, or is about nobody."""
    own = access.municipalities
    if not is_region_wide(access) and told.municipality not in own:
        raise ForbiddenError("not-your-municipality", own=", ".join(sorted(own)))
    if told.role in NEEDS_MUNICIPALITY and not told.municipality:
        raise InvalidError("needs-municipality", role=told.role)
    if told.role in NEEDS_SUBJECT and not told.subject:
        raise InvalidError("needs-subject", role=told.role)
    if told.municipality:
        _check_row(session, access, "municipalities", told.municipality)
    if told.subject:
        _check_subject(session, access, told)


def _check_subject(session: Session, access: Access, told: NewMembership) -> None:
    sheet = SUBJECT_SHEETS.get(told.role)
    if sheet is None:
        raise InvalidError("no-subject", role=told.role)
    home = None
    if sheet == PEOPLE:
        home = and_(
            col(Row.municipality) == told.municipality,
            col(Row.protection) != Protection.STRICT,
        )
    _check_row(session, access, sheet, told.subject, home)


def _check_row(
    session: Session,
    access: Access,
    sheet: str,
    key: str,
    also: ColumnElement[bool] | None = None,
) -> None:
    statement = select(Row.id).where(
        Row.region == access.region, Row.sheet == sheet, Row.key == key
    )
    if also is not None:
        statement = statement.where(also)
    if session.exec(statement).first() is None:
        raise NotFoundError("no-row", kind=sheet, key=key)


def _note(
    session: Session, access: Access, action: str, account: str, told: NewMembership
) -> None:
    audit_log.note(
        session,
        access,
        action,
        f"accounts/{account}",
        municipality=told.municipality,
        as_role=told.role,
    )
