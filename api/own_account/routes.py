"""Addresses of one's own account; a token cannot use them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from api.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    NotSignedInError,
    TooManyError,
    documented,
)
from api.installation import installation_of
from api.own_account import service
from api.own_account.schemas import MadeToken, NewPassword, NewToken, Tokens, TokenView
from api.security.access import Actor, cookie_of, limited, require_anywhere
from api.security.limits import Costly
from api.security.roles import Permission
from api.store.tables import ApiToken

router = APIRouter(
    prefix="/v1/own-account",
    tags=["own account"],
    responses=documented(NotSignedInError, ForbiddenError, InvalidError),
)

Own = Annotated[Actor, Depends(require_anywhere(Permission.OWN_ACCOUNT))]


@router.put(
    "/password",
    status_code=204,
    responses=documented(ConflictError, TooManyError),
    dependencies=[limited(Costly.PASSWORD)],
)
def set_password(request: Request, actor: Own, told: NewPassword) -> None:
    """Set your password; you are signed out everywhere but here."""
    service.set_password(
        installation_of(request), actor, cookie_of(request), told.new, told.current
    )


@router.delete("/sign-ins", status_code=204)
def sign_out_everywhere(request: Request, actor: Own) -> None:
    """Sign out wherever you are signed in, and revoke your tokens."""
    service.sign_out(installation_of(request), actor)


@router.get("/tokens")
def list_tokens(request: Request, actor: Own) -> Tokens:
    """List your tokens."""
    found = service.list_tokens(installation_of(request), actor)
    return Tokens(items=[TokenView(**_told(token)) for token in found])


@router.post(
    "/tokens",
    status_code=201,
    responses=documented(ConflictError, TooManyError),
    dependencies=[limited(Costly.TOKEN)],
)
def make_token(request: Request, actor: Own, told: NewToken) -> MadeToken:
    """Make a token for a machine; its secret is shown this one time."""
    secret, token = service.make_token(installation_of(request), actor, told)
    return MadeToken(secret=secret, **_told(token))


@router.delete("/tokens/{id}", status_code=204, responses=documented(NotFoundError))
def revoke_token(
    request: Request, actor: Own, id: Annotated[str, Path(max_length=64)]
) -> None:
    """Revoke a token."""
    service.revoke_token(installation_of(request), actor, id)


def _told(token: ApiToken) -> dict[str, object]:
    told = token.model_dump(exclude={"hash", "account"})
    told["scopes"] = [p for p in Permission if p in token.scopes]
    return told
