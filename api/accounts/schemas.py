"""What is sent and answered about accounts."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.security.roles import Role

Login = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=3, max_length=100, pattern=r"^[\w.@+-]+$"
    ),
]


class NewMembership(BaseModel):
    """What somebody is to be in the region.

    Participants, employers and teachers need a ``subject``: the participant, employer or
    class that they are. Planners and job specialists need a municipality; a manager or an
    administrator without one is that of the whole region.
    """

    model_config = ConfigDict(extra="forbid")

    role: Role
    municipality: str = Field(default="", max_length=80)
    subject: str = Field(default="", max_length=80)


class NewAccount(NewMembership):
    """Somebody who is to be able to sign in, and as what."""

    login: Login


class Activity(BaseModel):
    """Whether an account can be used."""

    model_config = ConfigDict(extra="forbid")

    is_active: bool


class MembershipView(BaseModel):
    """What somebody is in the region."""

    number: int
    role: Role
    municipality: str
    subject: str


class AccountView(BaseModel):
    """Somebody who can sign in, and what they are in this region."""

    id: str
    login: str
    is_active: bool
    has_password: bool
    locked_until: datetime | None
    memberships: list[MembershipView]
    is_elsewhere: bool = Field(
        description="Is also something that others look after: only they can lock it out."
    )


class AccountPage(BaseModel):
    """Accounts; ``next`` is ``after`` of the next page."""

    items: list[AccountView]
    next: str | None = None


class CodeView(BaseModel):
    """A code that signs in once, shown this one time."""

    code: str
    expires: datetime
