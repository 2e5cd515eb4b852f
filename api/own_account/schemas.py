"""What is sent and answered about one's own account."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.security.passwords import SHORTEST_PASSWORD
from api.security.roles import Permission


class NewPassword(BaseModel):
    """A password, and the one before where there is one."""

    model_config = ConfigDict(extra="forbid")

    new: str = Field(min_length=SHORTEST_PASSWORD, max_length=1000)
    current: str = Field(default="", max_length=1000)


class NewToken(BaseModel):
    """A token that a machine is to show instead of signing in."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)
    ] = Field(description="What it is for.")
    scopes: list[Permission] = Field(
        min_length=1, max_length=50, description="What it may do, of what you may do."
    )
    days: int = Field(default=90, ge=1, le=366, description="How long it lasts.")


class TokenView(BaseModel):
    """A token, without its secret."""

    id: str
    name: str
    scopes: list[Permission]
    created: datetime
    expires: datetime
    last_used: datetime | None


class MadeToken(TokenView):
    """A token with its secret, which is shown this one time."""

    secret: str


class Tokens(BaseModel):
    """The tokens of an account."""

    items: list[TokenView]
