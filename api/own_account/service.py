"""Changes one's own password, signs out everywhere, makes and revokes tokens."""

from datetime import timedelta
from uuid import uuid4

from sqlmodel import col, delete, select

from api import audit_log
from api.accounts.service import sign_out_everywhere
from api.errors import ConflictError, ForbiddenError, NotFoundError
from api.installation import Installation
from api.own_account.schemas import NewToken
from api.security.access import Actor
from api.security.passwords import hashed_password, is_password, new_secret
from api.security.roles import NEVER_BY_TOKEN
from api.store.columns import now
from api.store.tables import Account, ApiToken

TOKEN_PREFIX = "praksisplan_"
"""Lets a search for secrets find a token that lies where it should not."""

MOST_TOKENS = 50


def set_password(
    installation: Installation, actor: Actor, cookie: str, new: str, current: str
) -> None:
    """Set the password, and sign out everywhere but here.

    Raises
    ------
    ForbiddenError
        There is a password already, and it is not ``current``.
    """
    with installation.database.read() as session:
        before = session.get_one(Account, actor.account).password_hash
    # The costly part, outside of any transaction.
    if before and not is_password(current, before):
        raise ForbiddenError("wrong-current-password")
    hashed = hashed_password(new)
    with installation.database.write() as session:
        account = session.get_one(Account, actor.account, with_for_update=True)
        if account.password_hash != before:
            raise ConflictError("password-changed-meanwhile")
        account.password_hash, account.failures, account.locked_until = hashed, 0, None
        here = installation.digest("sign-in", cookie)
        sign_out_everywhere(session, actor.account, but=here)
        audit_log.note(session, actor, "password-set")


def sign_out(installation: Installation, actor: Actor) -> None:
    """Sign out wherever the account is signed in, and revoke its tokens."""
    with installation.database.write() as session:
        sign_out_everywhere(session, actor.account)
        session.exec(delete(ApiToken).where(col(ApiToken.account) == actor.account))
        audit_log.note(session, actor, "signed-out-everywhere")


def list_tokens(installation: Installation, actor: Actor) -> list[ApiToken]:
    """Return the account's tokens, oldest first."""
    with installation.database.read() as session:
        found = session.exec(
            select(ApiToken)
            .where(ApiToken.account == actor.account)
            .order_by(col(ApiToken.created), col(ApiToken.id))
        ).all()
        session.expunge_all()
    return list(found)


def make_token(
    installation: Installation, actor: Actor, told: NewToken
) -> tuple[str, ApiToken]:
    """Return a new token's secret, and the token.

    Raises
    ------
    ForbiddenError
        A scope is more than the account has, or no machine's to have.
    ConflictError
        There are too many already.
    """
    for scope in told.scopes:
        if scope in NEVER_BY_TOKEN or not actor.grants(scope):
            raise ForbiddenError("scope", permission=scope)
    if len(list_tokens(installation, actor)) >= MOST_TOKENS:
        raise ConflictError("too-many-tokens", most=MOST_TOKENS)
    secret = TOKEN_PREFIX + new_secret()
    moment = now()
    token = ApiToken(
        id=uuid4().hex,
        hash=installation.digest("token", secret),
        account=actor.account,
        name=told.name,
        scopes=sorted(set(told.scopes)),
        created=moment,
        expires=moment + timedelta(days=told.days),
    )
    with installation.database.write() as session:
        session.add(token)
        session.flush()
        audit_log.note(session, actor, "token-made", f"tokens/{token.id}")
    return secret, token


def revoke_token(installation: Installation, actor: Actor, id: str) -> None:
    """Let a token no longer be used; raises ``NotFoundError`` for none of the account's."""
    with installation.database.write() as session:
        token = session.get(ApiToken, id)
        if token is None or token.account != actor.account:
            raise NotFoundError("no-token", id=id)
        session.delete(token)
        audit_log.note(session, actor, "token-revoked", f"tokens/{id}")
