"""Who asks, and with what right: one permission a route, deny by default."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Path, Request
from sqlmodel import Session, col, select

from api.errors import ForbiddenError, NotFoundError, NotSignedInError
from api.installation import Installation, installation_of
from api.security.limits import Costly
from api.security.roles import (
    EVERYBODY,
    GRANTS,
    NEEDS_SUBJECT,
    NEVER_BY_TOKEN,
    Permission,
    Role,
)
from api.store.columns import now
from api.store.tables import Account, ApiToken, Membership, SignIn

COOKIE = "praksisplan"
SECURE_COOKIE = "__Host-praksisplan"
"""Browsers take a cookie of this name only over https, for this host alone."""

RegionPath = Annotated[
    str, Path(description="The region's id.", examples=["grenland"], max_length=64)
]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks.

    Attributes
    ----------
    scopes
        What a machine's token is confined to; ``None``: a person who is signed in.
    """

    account: str
    memberships: tuple[Membership, ...] = ()
    scopes: frozenset[Permission] | None = None

    def grants(self, permission: Permission) -> list[Membership]:
        """Return the memberships that give ``permission``."""
        if not self.may_be_used_for(permission):
            return []
        return [m for m in self.memberships if permission in GRANTS[Role(m.role)]]

    def may_be_used_for(self, permission: Permission) -> bool:
        """Tell whether the sign-in or token can be used for ``permission`` at all."""
        if self.scopes is None:
            return True
        return permission in self.scopes and permission not in NEVER_BY_TOKEN


@dataclass(frozen=True, slots=True)
class Access:
    """What somebody may do and see in one region, for one permission.

    Attributes
    ----------
    municipalities
        Whose people may be seen.
    subjects
        By role, the participants, employers, classes or job specialists the person is.
    people
        Ids of those seen; ``None``: everybody of ``municipalities``.
    sees_protected
        Whether people with a protected address are seen.
    """

    actor: Actor
    permission: Permission
    region: str
    roles: frozenset[Role]
    municipalities: frozenset[str]
    subjects: dict[Role, frozenset[str]] = field(default_factory=dict)
    people: frozenset[str] | None = None
    sees_protected: bool = False

    @property
    def account(self) -> str:
        """The account that asks."""
        return self.actor.account

    @property
    def role(self) -> str:
        """The roles that give the right, for the audit log."""
        return " ".join(sorted(self.roles))


def access_to(actor: Actor, permission: Permission, region: str) -> Access:
    """Return what ``actor`` may do with ``permission`` in ``region``.

    Raises
    ------
    NotFoundError
        The actor is no member of the region: not even that it exists is told.
    ForbiddenError
        Is a member, but without the permission.
    """
    if all(m.region != region for m in actor.memberships):
        raise NotFoundError("no-region", region=region)
    granted = [m for m in actor.grants(permission) if m.region == region]
    if not granted:
        raise ForbiddenError("forbidden", permission=permission)
    roles = frozenset(Role(m.role) for m in granted)
    subjects = {
        role: frozenset(m.subject for m in granted if m.role == role and m.subject)
        for role in sorted(roles)
    }
    only_own = roles <= {Role.PARTICIPANT}
    # Who is a teacher in one place and a job specialist in another sees no more people
    # in the first for it; an employer sees none for where it is.
    walled = [m for m in granted if m.role not in NEEDS_SUBJECT] or [
        m for m in granted if m.role != Role.EMPLOYER
    ]
    return Access(
        actor,
        permission,
        region,
        roles,
        frozenset(m.municipality for m in walled if m.municipality),
        subjects,
        people=subjects[Role.PARTICIPANT] if only_own else None,
        sees_protected=permission
        in {Permission.READ_PROTECTED, Permission.WRITE_PROTECTED},
    )


def actor_of(request: Request) -> Actor:
    """Return who sent ``request``; raises ``NotSignedInError`` where nobody is."""
    installation = installation_of(request)
    if token := _token_of(request):
        return _actor_of_token(installation, token)
    cookie = cookie_of(request)
    if not cookie:
        raise NotSignedInError("not-signed-in")
    return _actor_of_cookie(installation, cookie)


def _token_of(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def cookie_of(request: Request) -> str:
    """Return the secret of the sign-in that ``request`` shows; empty for none."""
    is_secure = installation_of(request).settings.secure_cookies
    return request.cookies.get(SECURE_COOKIE if is_secure else COOKIE, "")


def limited(kind: Costly) -> Any:
    """Return the dependency of a route of which nobody may ask too often."""

    def count(request: Request) -> None:
        installation = installation_of(request)
        shown = _token_of(request) or cookie_of(request)
        if not shown or kind is Costly.SIGN_IN:
            shown = request.client.host if request.client else ""
        installation.limits.count(kind, installation.digest("asks", shown))

    return Depends(count)


def _actor_of_cookie(installation: Installation, cookie: str) -> Actor:
    hashed = installation.digest("sign-in", cookie)
    with installation.database.read() as session:
        sign_in = session.get(SignIn, hashed)
        if sign_in is None or sign_in.expires <= now():
            raise NotSignedInError("not-signed-in")
        return _actor(session, sign_in.account, None)


TOKEN_SEEN_MINUTES = 5
"""A token's last use is written down no more often than this."""


def _actor_of_token(installation: Installation, token: str) -> Actor:
    hashed = installation.digest("token", token)
    with installation.database.read() as session:
        found = session.exec(select(ApiToken).where(ApiToken.hash == hashed)).first()
        if found is None or found.expires <= now():
            raise NotSignedInError("bad-token")
        scopes = frozenset(p for p in Permission if p in found.scopes)
        actor = _actor(session, found.account, scopes)
    _note_use(installation, found)
    return actor


def _note_use(installation: Installation, token: ApiToken) -> None:
    if (
        token.last_used is not None
        and _minutes_since(token.last_used) < TOKEN_SEEN_MINUTES
    ):
        return
    with installation.database.write() as session:
        session.get_one(ApiToken, token.id).last_used = now()


def _minutes_since(moment: datetime) -> float:
    return (now() - moment).total_seconds() / 60


def _actor(
    session: Session, account: str, scopes: frozenset[Permission] | None
) -> Actor:
    found = session.get(Account, account)
    if found is None or not found.is_active:
        raise NotSignedInError("not-signed-in")
    memberships = session.exec(
        select(Membership)
        .where(Membership.account == account)
        .order_by(col(Membership.id))
    ).all()
    session.expunge_all()
    return Actor(account, tuple(memberships), scopes)


def require(permission: Permission) -> Callable[..., Access]:
    """Return the dependency of a route in a region that asks for ``permission``."""

    def of_request(request: Request, region: RegionPath) -> Access:
        return access_to(actor_of(request), permission, region)

    return _marked(of_request, permission)


def require_anywhere(permission: Permission) -> Callable[..., Actor]:
    """Return the dependency of a route outside regions that asks for ``permission``."""

    def of_request(request: Request) -> Actor:
        actor = actor_of(request)
        may = permission in EVERYBODY or actor.grants(permission)
        if not may or (permission in NEVER_BY_TOKEN and actor.scopes is not None):
            raise ForbiddenError("forbidden", permission=permission)
        return actor

    return _marked(of_request, permission)


def public(_: Request) -> None:
    """Mark a route that anybody may call."""


_marked_dependencies: dict[Callable[..., Any], Permission | None] = {public: None}

Marked = TypeVar("Marked", bound=Callable[..., Any])


def _marked(dependency: Marked, permission: Permission) -> Marked:
    _marked_dependencies[dependency] = permission
    return dependency


def permissions_asked(route: Any) -> list[Permission | None]:
    """Return what ``route`` asks for; ``None`` for a public one, nothing for neither."""
    calls = [dependency.call for dependency in route.dependant.dependencies]
    return [_marked_dependencies[c] for c in calls if c in _marked_dependencies]


Public = Depends(public)
