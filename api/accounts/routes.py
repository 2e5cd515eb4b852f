"""Addresses of a region's accounts, for its administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api.accounts import service
from api.accounts.schemas import (
    AccountPage,
    AccountView,
    Activity,
    CodeView,
    MembershipView,
    NewAccount,
    NewMembership,
)
from api.accounts.service import LookedAfter
from api.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    NotSignedInError,
    documented,
)
from api.installation import installation_of
from api.security.access import Access, require
from api.security.roles import Permission, Role

ANSWERS = documented(NotSignedInError, ForbiddenError, NotFoundError, InvalidError)
CONFLICTS = ANSWERS | documented(ConflictError)

router = APIRouter(
    prefix="/v1/regions/{region}/accounts", tags=["accounts"], responses=ANSWERS
)

Administrator = Annotated[Access, Depends(require(Permission.MANAGE_ACCOUNTS))]
Id = Annotated[str, Path(description="The account's id.", max_length=64)]


@router.get("")
def list_accounts(
    request: Request,
    access: Administrator,
    after: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> AccountPage:
    """List the accounts that you look after, in the order of their ids."""
    found = service.list_accounts(installation_of(request), access, after, limit)
    items = [account_view(one) for one in found[:limit]]
    return AccountPage(items=items, next=items[-1].id if len(found) > limit else None)


@router.post("", status_code=201, responses=CONFLICTS)
def add_account(
    request: Request, response: Response, access: Administrator, told: NewAccount
) -> AccountView:
    """Add an account; it has no password: give its owner a one-time code."""
    membership = NewMembership(**told.model_dump(exclude={"login"}))
    added = service.add_account(
        installation_of(request), access, told.login, membership
    )
    response.headers["Location"] = f"{request.url.path}/{added.account.id}"
    return account_view(added)


@router.get("/{id}")
def read_account(request: Request, access: Administrator, id: Id) -> AccountView:
    """Read an account."""
    return account_view(service.read_account(installation_of(request), access, id))


@router.put("/{id}/activity", responses=CONFLICTS)
def set_active(
    request: Request, access: Administrator, id: Id, told: Activity
) -> AccountView:
    """Close an account, which signs it out everywhere, or open it again."""
    installation = installation_of(request)
    return account_view(service.set_active(installation, access, id, told.is_active))


@router.post("/{id}/memberships", status_code=201, responses=CONFLICTS)
def add_membership(
    request: Request, access: Administrator, id: Id, told: NewMembership
) -> AccountView:
    """Let an account be something more."""
    installation = installation_of(request)
    return account_view(service.add_membership(installation, access, id, told))


@router.delete("/{id}/memberships/{number}", status_code=204)
def remove_membership(
    request: Request,
    access: Administrator,
    id: Id,
    number: Annotated[int, Path(ge=1, le=2**31 - 1)],
) -> None:
    """Let an account be something no longer."""
    service.remove_membership(installation_of(request), access, id, number)


@router.post("/{id}/codes", status_code=201, responses=CONFLICTS)
def give_code(request: Request, access: Administrator, id: Id) -> CodeView:
    """Make a code that signs in once; older ones can no longer be used."""
    code, made = service.give_code(installation_of(request), access, id)
    return CodeView(code=code, expires=made.expires)


@router.delete("/{id}/password", status_code=204)
def forget_password(request: Request, access: Administrator, id: Id) -> None:
    """Take a forgotten password away; a new one is set after signing in by a code."""
    service.forget_password(installation_of(request), access, id)


@router.delete("/{id}/sign-ins", status_code=204)
def sign_out(request: Request, access: Administrator, id: Id) -> None:
    """Sign an account out wherever it is signed in, its tokens included."""
    service.sign_out(installation_of(request), access, id)


def account_view(found: LookedAfter) -> AccountView:
    """Return an account as it is told."""
    account = found.account
    return AccountView(
        id=account.id,
        login=account.login,
        is_active=account.is_active,
        has_password=bool(account.password_hash),
        locked_until=account.locked_until,
        memberships=[
            MembershipView(
                number=m.id or 0,
                role=Role(m.role),
                municipality=m.municipality,
                subject=m.subject,
            )
            for m in found.memberships
        ],
        is_elsewhere=found.is_elsewhere,
    )
