"""What is sent and answered about people with a protected address."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.registry.schemas import cells_model
from api.security.protection import Protection

Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=10, max_length=500),
    Field(description="Why it is needed, without names; it stands in the audit log."),
]


class Reading(BaseModel):
    """Why somebody with a protected address is looked at."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


class NewProtection(Reading):
    """How somebody is protected from now on, and by whom they are handled."""

    protection: Protection
    staff: list[Annotated[str, Field(max_length=100)]] = Field(
        default=[],
        max_length=20,
        description=(
            "Logins of those who handle somebody under strict protection, besides you."
        ),
    )


ParticipantCells: Any = cells_model("participants")


class NewCells(Reading):
    """The cells of somebody with a protected address, all of them."""

    cells: ParticipantCells


class ProtectionView(BaseModel):
    """How somebody is protected."""

    protection: Protection
    staff: list[str] = Field(description="Logins of those who handle the person.")


class PersonRow(BaseModel):
    """One row about the person, with everything in it."""

    table: str
    key: str
    version: int
    cells: dict[str, str]


class PersonView(ProtectionView):
    """Everything that is known of one person."""

    key: str
    municipality: str
    rows: list[PersonRow]
