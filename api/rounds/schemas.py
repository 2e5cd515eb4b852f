"""What is sent and answered about planning rounds."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from api.errors import FindingView
from api.rounds.service import Draft, RoundState
from api.store.tables import Decision, Round

LONGEST_POLICY = 20_000

NO_NULLS = r"^[^\x00]*$"
"""PostgreSQL keeps no text with a null character."""


class RoundRequest(BaseModel):
    """Name and aims of a round."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(
        min_length=1, max_length=200, pattern=NO_NULLS, examples=["Høst 2026"]
    )
    policy: str = Field(
        default="",
        max_length=LONGEST_POLICY,
        description="The aims as a policy file (TOML); blank: the standard ones.",
        examples=["[fit]\nwish = 300\n"],
    )

    def draft(self) -> Draft:
        """Return it as it is carried out."""
        return Draft(self.name, self.policy)


class RoundView(BaseModel):
    """A round. ``accepted`` is the plan that was chosen; ``version`` is in its ETag."""

    id: str
    name: str
    state: RoundState
    policy: str
    accepted: str | None
    version: int
    created: datetime


def round_view(round_: Round) -> RoundView:
    """Return a round as it is told."""
    return RoundView(
        id=round_.id,
        name=round_.name,
        state=RoundState(round_.state),
        policy=round_.policy,
        accepted=round_.accepted,
        version=round_.version,
        created=round_.created,
    )


class RoundList(BaseModel):
    """The rounds of a region, the newest first."""

    items: list[RoundView]


class CheckView(BaseModel):
    """What the engine finds in the rows.

    ``others`` counts what is about people whom one does not see.
    """

    plannable: bool
    findings: list[FindingView]
    others: int


class VerdictRequest(BaseModel):
    """Why a step is taken."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=2000, pattern=NO_NULLS)


class AcceptRequest(VerdictRequest):
    """Which plan is chosen, and why."""

    plan: str = Field(max_length=64)


class DecisionView(BaseModel):
    """Who decided what, when and why."""

    object: str
    verdict: str
    reason: str
    at: datetime
    account: str


def decision_view(decision: Decision) -> DecisionView:
    """Return a decision as it is told."""
    return DecisionView(
        object=decision.object,
        verdict=decision.verdict,
        reason=decision.reason,
        at=decision.at,
        account=decision.account,
    )


class DecisionList(BaseModel):
    """Decisions in the order of time."""

    items: list[DecisionView]
