"""The first administrator, who lets everybody else in."""

from sqlmodel import Session, select

from api import audit_log
from api.installation import Installation
from api.security.roles import Role
from api.sessions.service import new_account, new_code_for
from api.store.tables import Account, Region


def code_of_administrator(installation: Installation, region: str, login: str) -> str:
    """Return a one-time code of an administrator; made, as is the region, where missing.

    An account that is there already is made nothing more than it is.
    """
    with installation.database.write() as session:
        account = session.exec(select(Account).where(Account.login == login)).first()
        if account is None:
            account = _made(session, region, login)
        audit_log.note(session, None, "code-given", f"accounts/{account.id}")
        return new_code_for(session, installation, account.id)


def _made(session: Session, region: str, login: str) -> Account:
    if session.get(Region, region) is None:
        session.add(Region(id=region, name=region))
        session.flush()
    account = new_account(session, login, Role.ADMINISTRATOR, region)
    audit_log.note(session, None, "account-added", f"accounts/{account.id}")
    return account
