"""Addresses for signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.errors import InvalidError, NotSignedInError, TooManyError, documented
from api.installation import installation_of
from api.security.access import (
    COOKIE,
    SECURE_COOKIE,
    Actor,
    Public,
    cookie_of,
    limited,
    require_anywhere,
)
from api.security.limits import Costly
from api.security.roles import GRANTS, Permission, Role
from api.sessions import service

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])


class SignInRequest(BaseModel):
    """A one-time code, or a login with its password."""

    model_config = ConfigDict(extra="forbid")

    code: str | None = Field(default=None, max_length=100)
    login: str | None = Field(default=None, max_length=200)
    password: str | None = Field(default=None, max_length=1000)

    @model_validator(mode="after")
    def _one_of_both(self) -> "SignInRequest":
        by_password = self.login is not None and self.password is not None
        if (self.code is not None) == by_password:
            raise ValueError("give either code, or login and password")
        return self


class MembershipView(BaseModel):
    """What somebody is in a region, and what that lets them do."""

    role: Role
    region: str
    municipality: str
    subject: str
    permissions: list[Permission]


class SessionView(BaseModel):
    """Who is signed in."""

    account: str
    memberships: list[MembershipView]


def session_view(actor: Actor) -> SessionView:
    """Return who ``actor`` is."""
    return SessionView(
        account=actor.account,
        memberships=[
            MembershipView(
                role=Role(m.role),
                region=m.region,
                municipality=m.municipality,
                subject=m.subject,
                permissions=sorted(GRANTS[Role(m.role)]),
            )
            for m in actor.memberships
        ],
    )


@router.post(
    "",
    status_code=204,
    dependencies=[Public, limited(Costly.SIGN_IN)],
    responses=documented(NotSignedInError, InvalidError, TooManyError),
)
def sign_in(request: Request, response: Response, told: SignInRequest) -> None:
    """Sign in; the answer sets a cookie that scripts cannot read."""
    installation = installation_of(request)
    if told.code is not None:
        secret = service.sign_in_by_code(installation, told.code)
    else:
        assert told.login is not None
        assert told.password is not None
        secret = service.sign_in_by_password(installation, told.login, told.password)
    settings = installation.settings
    response.set_cookie(
        SECURE_COOKIE if settings.secure_cookies else COOKIE,
        secret,
        max_age=int(settings.session_length.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
        path="/",
    )


OwnSession = Annotated[Actor, Depends(require_anywhere(Permission.OWN_SESSION))]


@router.get("/current", responses=documented(NotSignedInError, InvalidError))
def who_am_i(actor: OwnSession) -> SessionView:
    """Tell who is signed in, and what they may do where."""
    return session_view(actor)


@router.delete(
    "/current", status_code=204, responses=documented(NotSignedInError, InvalidError)
)
def sign_out(request: Request, response: Response, _: OwnSession) -> None:
    """Sign out."""
    installation = installation_of(request)
    settings = installation.settings
    service.sign_out(installation, cookie_of(request))
    name = SECURE_COOKIE if settings.secure_cookies else COOKIE
    response.delete_cookie(
        name, path="/", secure=settings.secure_cookies, httponly=True, samesite="lax"
    )
