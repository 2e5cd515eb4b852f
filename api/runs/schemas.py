"""What is sent and answered about runs."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from api.jobs import RunState
from api.runs.orders import Order, RunKind
from api.store.tables import Run, RunProgress
from matcher.domain.policy import Tier
from matcher.domain.progress import Step
from matcher.text import Translator


class RunRequest(BaseModel):
    """What a run is asked for."""

    model_config = ConfigDict(extra="forbid")

    kind: RunKind = Field(
        default=RunKind.PLAN,
        description="`plan`: of the rows as they are. `replan`: the plan in force, "
        "mended after the events that wait, with the least change.",
    )
    seed: int = Field(
        default=0, ge=0, lt=2**31, description="Feeds the tie-break only."
    )
    seconds: Annotated[float, Field(gt=0, le=86_400)] | None = Field(
        default=None, description="Clock of the search; blank: the policy's, or ours."
    )

    def order(self) -> Order:
        """Return it as it is carried out."""
        return Order(self.kind, self.seed, self.seconds)


class RunView(BaseModel):
    """A run. ``plan`` is there once one has come of it, also of a cancelled one."""

    id: str
    round: str | None
    kind: RunKind
    state: RunState
    seed: int
    seconds: float
    rows_version: int
    cancel_asked: bool
    fault: str = Field(default="", description="Why it failed, for a person.")
    plan: str | None = None
    created: datetime
    started: datetime | None = None
    ended: datetime | None = None


def run_view(run: Run, plan: str | None, say: Translator) -> RunView:
    """Return a run as it is told."""
    order: dict[str, Any] = run.order
    return RunView(
        id=run.id,
        round=run.round,
        kind=RunKind(run.kind),
        state=RunState(run.state),
        seed=order["seed"],
        seconds=order["seconds"],
        rows_version=run.rows_version,
        cancel_asked=run.cancel_asked,
        fault=say(f"service.run-fault.{run.fault}") if run.fault else "",
        plan=plan,
        created=run.created,
        started=run.started,
        ended=run.ended,
    )


class RunList(BaseModel):
    """Runs of a round, the newest first."""

    items: list[RunView]


class ProgressView(BaseModel):
    """A sign of life; in a search the first open tier with what is reached and possible."""

    number: int
    at: datetime
    step: Step
    done: int
    total: int
    tier: Tier | None = None
    value: int | None = None
    bound: int | None = None
    gap: int | None = None


class EndView(BaseModel):
    """The last of the events: nothing more comes."""

    state: RunState
    plan: str | None


def progress_view(told: RunProgress) -> ProgressView:
    """Return a sign of life with the engine's note taken apart."""
    view = ProgressView(
        number=told.number,
        at=told.at,
        step=Step(told.step),
        done=told.done,
        total=told.total,
    )
    parts = told.note.split()
    if len(parts) != 4:
        return view
    tier, value, _, bound = parts
    reached, possible = int(value), int(bound)
    return view.model_copy(
        update={
            "tier": Tier(tier),
            "value": reached,
            "bound": possible,
            "gap": possible - reached,
        }
    )
