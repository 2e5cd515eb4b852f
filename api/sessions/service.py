"""Signs people in by a one-time code or a password, and out again."""

from datetime import timedelta
from uuid import uuid4

from sqlmodel import Session, select

from api import audit_log
from api.errors import NotSignedInError, TooManyError
from api.installation import Installation
from api.security.access import Actor
from api.security.passwords import is_password, new_code, new_secret
from api.security.roles import Role
from api.store.columns import now
from api.store.tables import Account, Membership, OneTimeCode, SignIn

MOST_FAILURES = 5
LOCKED = timedelta(minutes=15)
"""After so many wrong passwords in a row none is tried for so long."""


def sign_in_by_code(installation: Installation, code: str) -> str:
    """Use a one-time code up and return the secret of the cookie.

    Raises
    ------
    NotSignedInError
        There is no such code, or it is used or too old; which, is not told.
    """
    hashed = installation.digest("code", code.strip().lower())
    with installation.database.write() as session:
        found = session.get(OneTimeCode, hashed, with_for_update=True)
        if found is None or found.used or found.expires <= now():
            raise NotSignedInError("bad-code")
        found.used = now()
        return _signed_in(session, installation, found.account)


def sign_in_by_password(installation: Installation, login: str, password: str) -> str:
    """Return the secret of the cookie.

    Raises
    ------
    NotSignedInError
        Login and password do not go together; which is wrong, is not told.
    TooManyError
        Too many wrong ones in a row: it has to wait.
    """
    with installation.database.read() as session:
        account = session.exec(select(Account).where(Account.login == login)).first()
        session.expunge_all()
    if account and account.locked_until and account.locked_until > now():
        raise TooManyError("locked", minutes=int(LOCKED.total_seconds() // 60))
    # The costly part, outside of any transaction.
    is_right = is_password(password, account.password_hash if account else "")
    with installation.database.write() as session:
        if account is None:
            audit_log.note(session, None, "sign-in-failed")
        elif is_right and account.is_active:
            kept = session.get_one(Account, account.id)
            kept.failures, kept.locked_until = 0, None
            return _signed_in(session, installation, account.id)
        else:
            _count_failure(session, account.id)
    raise NotSignedInError("bad-password")


def _count_failure(session: Session, account: str) -> None:
    kept = session.get_one(Account, account, with_for_update=True)
    kept.failures += 1
    if kept.failures >= MOST_FAILURES:
        kept.failures, kept.locked_until = 0, now() + LOCKED
    audit_log.note(session, Actor(account), "sign-in-failed")


def _signed_in(session: Session, installation: Installation, account: str) -> str:
    secret = new_secret()
    moment = now()
    session.add(
        SignIn(
            hash=installation.digest("sign-in", secret),
            account=account,
            created=moment,
            expires=moment + installation.settings.session_length,
        )
    )
    audit_log.note(session, Actor(account), "signed-in")
    return secret


def sign_out(installation: Installation, cookie: str) -> None:
    """Forget the sign-in of a cookie; one that is not known is no matter."""
    with installation.database.write() as session:
        found = session.get(SignIn, installation.digest("sign-in", cookie))
        if found is not None:
            audit_log.note(session, Actor(found.account), "signed-out")
            session.delete(found)


def new_account(
    session: Session,
    login: str,
    role: Role,
    region: str,
    *,
    municipality: str = "",
    subject: str = "",
) -> Account:
    """Add an account with one membership and no password."""
    account = Account(id=uuid4().hex, login=login, created=now())
    session.add(account)
    session.flush()
    session.add(
        Membership(
            account=account.id,
            role=role,
            region=region,
            municipality=municipality,
            subject=subject,
        )
    )
    return account


def new_code_for(session: Session, installation: Installation, account: str) -> str:
    """Return a code that signs ``account`` in once."""
    code = new_code()
    session.add(
        OneTimeCode(
            hash=installation.digest("code", code),
            account=account,
            expires=now() + installation.settings.code_length,
        )
    )
    return code
