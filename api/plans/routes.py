"""Addresses of plan versions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api.errors import (
    ForbiddenError,
    InvalidError,
    NotFoundError,
    NotSignedInError,
    TooManyError,
    documented,
    language_of,
)
from api.installation import installation_of
from api.plans import service
from api.plans.schemas import (
    CalendarView,
    DiffView,
    NotPlacedPage,
    PlacementPage,
    PlanPage,
    PlanView,
    WhyView,
    calendar_view,
    diff_view,
    not_placed_view,
    placement_view,
    plan_view,
    why_view,
)
from api.security.access import Access, limited, require
from api.security.limits import Costly
from api.security.roles import Permission
from matcher.report.wording import Wording
from matcher.text import translator

router = APIRouter(prefix="/v1/regions/{region}/plans", tags=["plans"])

Figures = Annotated[Access, Depends(require(Permission.READ_FIGURES))]
Reads = Annotated[Access, Depends(require(Permission.READ_PLANS))]
Exports = Annotated[Access, Depends(require(Permission.EXPORT))]
PlanId = Annotated[str, Path(description="The plan's id.", max_length=64)]
PersonId = Annotated[str, Path(description="The participant's id.", max_length=400)]
After = Annotated[int, Query(ge=0, le=10_000_000, description="`next` of a page.")]
Limit = Annotated[int, Query(ge=1, le=1000)]

_READ = documented(NotSignedInError, ForbiddenError, NotFoundError, InvalidError)


@router.get("", responses=_READ, operation_id="list_plans")
def list_(
    request: Request, access: Figures, after: After = 0, limit: Limit = 100
) -> PlanPage:
    """List the plan versions of the region, the newest first."""
    database = installation_of(request).database
    found, in_force = service.list_plans(database, access, after, limit)
    items = [plan_view(one, in_force) for one in found[:limit]]
    return PlanPage(items=items, next=items[-1].number if len(found) > limit else None)


@router.get("/{plan}", responses=_READ, operation_id="read_plan")
def read(request: Request, access: Figures, plan: PlanId) -> PlanView:
    """Tell what a plan reaches, how near that is to the best, and what it counts."""
    database = installation_of(request).database
    return plan_view(*service.read_plan(database, access, plan))


@router.get("/{plan}/placements", responses=_READ, operation_id="list_plan_placements")
def placements(
    request: Request,
    access: Reads,
    plan: PlanId,
    after: After = 0,
    limit: Limit = 100,
) -> PlacementPage:
    """List placements; people of other municipalities by pseudonym."""
    installation = installation_of(request)
    found, left = service.placements(installation, access, plan, after, limit)
    return PlacementPage(items=[placement_view(one) for one in found], next=left)


@router.get("/{plan}/not-placed", responses=_READ, operation_id="list_plan_not_placed")
def not_placed(
    request: Request,
    access: Reads,
    plan: PlanId,
    after: After = 0,
    limit: Limit = 100,
) -> NotPlacedPage:
    """List people without a placement, with the rules in their way."""
    installation = installation_of(request)
    found, left = service.not_placed(installation, access, plan, after, limit)
    return NotPlacedPage(items=[not_placed_view(one) for one in found], next=left)


@router.get(
    "/{plan}/people/{person}/calendar",
    responses=_READ,
    operation_id="read_plan_calendar",
)
def calendar(
    request: Request, access: Reads, plan: PlanId, person: PersonId
) -> CalendarView:
    """Tell one person's weeks; who looked is written down."""
    rows = service.calendar(installation_of(request), access, plan, person)
    return calendar_view(person, rows)


@router.get(
    "/{plan}/people/{person}/reasons", responses=_READ, operation_id="read_plan_reasons"
)
def reasons(request: Request, access: Reads, plan: PlanId, person: PersonId) -> WhyView:
    """Tell why one person has what the plan gives them; who looked is written down."""
    installation = installation_of(request)
    wording = Wording(translator(language_of(request)))
    found = service.why(installation, access, plan, person, wording)
    return why_view(person, found)


@router.get("/{plan}/differences", responses=_READ, operation_id="compare_plans")
def differences(
    request: Request,
    access: Reads,
    plan: PlanId,
    since: Annotated[str, Query(description="Id of the other plan.", max_length=64)],
) -> DiffView:
    """Tell what is different in the plan from another: for people and all they are with."""
    found = service.differences(installation_of(request), access, plan, since)
    return diff_view(*found)


@router.get(
    "/{plan}/files/{name}",
    response_class=Response,
    dependencies=[limited(Costly.EXPORT)],
    responses=_READ
    | documented(TooManyError)
    | {
        200: {
            "description": "The file.",
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in sorted(set(service.FILES.values()))
            },
        }
    },
    operation_id="read_plan_file",
)
def file(
    request: Request,
    access: Exports,
    plan: PlanId,
    name: Annotated[str, Path(description="The file's name.", max_length=100)],
) -> Response:
    """Fetch a file of the plan: for those who may see everybody in it."""
    content = service.file(installation_of(request), access, plan, name)
    return Response(
        content,
        media_type=service.FILES[name],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
