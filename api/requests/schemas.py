"""What is sent and answered about requests and holds."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.requests.reasons import Effect, Party, Reason, Verdict
from api.requests.service import RequestState
from matcher.domain.rules import RuleCode

Id = Field(max_length=64)


class NewRequest(BaseModel):
    """Whom a place is sought for."""

    model_config = ConfigDict(extra="forbid")

    person: str = Field(max_length=200, description="Id of a participant.")


class RequestView(BaseModel):
    """A job specialist's task: find a place for one person."""

    id: str
    person: str
    municipality: str
    state: RequestState
    version: int
    created: datetime


class RequestPage(BaseModel):
    """Requests by id; ``next`` is ``after`` of the next page."""

    items: list[RequestView]
    next: str | None = None


class StateChange(BaseModel):
    """What a request is from now on."""

    model_config = ConfigDict(extra="forbid")

    state: RequestState


class StepView(BaseModel):
    """From a day on, practice is in these slots every week."""

    first_day: date
    slots: list[str]


class PlacementView(BaseModel):
    """Where and when somebody would be."""

    place: str
    start_date: date
    end_date: date
    section: str | None = None
    steps: list[StepView]
    reasons: list[dict[str, Any]] = []


class OthersMoveView(BaseModel):
    """What the plan is at best where others may move, by aim; see the engine's docs."""

    least: dict[str, int] | None
    most: dict[str, int]
    confirmed: bool


class SuggestionView(BaseModel):
    """What can be offered.

    ``nobody_moves`` and ``others_move`` are the two effects on the plan: by how much each
    aim changes. ``id`` is what a hold names; it has none where it cannot be held.
    """

    id: str | None
    placements: list[PlacementView]
    section: str | None
    fit: int
    nobody_moves: dict[str, int] | None
    limits: list[RuleCode]
    others_move: OthersMoveView | None


class WhyNotView(BaseModel):
    """One rule's part in nothing being fitting, in counts of places."""

    rule: RuleCode
    kind: str
    fails: int
    fails_only: int


class SeatThatHelpsView(BaseModel):
    """A place that lacks room and nothing else."""

    place: str
    limits: list[RuleCode]


class SuggestionsView(BaseModel):
    """What can be offered to one person now, beside the plan in force.

    ``fitting`` has room while nobody else moves, the best for the plan first.
    """

    plan: str
    participant: str
    now: list[PlacementView]
    section: str | None
    is_newcomer: bool
    is_running: bool
    fitting: list[SuggestionView]
    if_others_move: list[SuggestionView]
    reasons: list[WhyNotView] = []
    relaxations: list[dict[str, Any]] = []
    seats: list[SeatThatHelpsView] = []


class NewHold(BaseModel):
    """Which suggestion is held."""

    model_config = ConfigDict(extra="forbid")

    suggestion: str = Field(max_length=64, description="``id`` of a suggestion.")


class HoldView(BaseModel):
    """A seat kept for one person until both have answered.

    An employer is told who it is when the person has accepted.
    """

    id: str
    request: str
    person: str | None
    placement: PlacementView
    state: str
    participant_answer: str
    employer_answer: str
    expires: datetime
    created: datetime
    version: int


class HoldPage(BaseModel):
    """Holds by id; ``next`` is ``after`` of the next page."""

    items: list[HoldView]
    next: str | None = None


class Answer(BaseModel):
    """What a party says; a no has a reason of the list, a yes has none."""

    model_config = ConfigDict(extra="forbid")

    party: Party
    verdict: Verdict
    reason: Reason | None = None


class ReasonView(BaseModel):
    """A reason that can be given for a no, and what follows from it."""

    party: Party
    reason: Reason
    text: str
    effect: Effect


class WaitingView(BaseModel):
    """Somebody without a placement, by their turn among all who wait."""

    turn: int
    participant: str
    urgency: str
    is_covered: bool
    hours_short: int
    days: int
