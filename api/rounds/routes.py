"""Addresses of planning rounds."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from api.errors import (
    ChangedMeanwhileError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    NotSignedInError,
    VersionNeededError,
    documented,
    finding_view,
    language_of,
)
from api.installation import installation_of
from api.registry.routes import IfMatch, etag, version_of
from api.rounds import service
from api.rounds.schemas import (
    AcceptRequest,
    CheckView,
    DecisionList,
    RoundList,
    RoundRequest,
    RoundView,
    VerdictRequest,
    decision_view,
    round_view,
)
from api.rounds.service import Step, Verdict
from api.runs.orders import round_of
from api.security.access import Access, require
from api.security.roles import Permission
from api.store.tables import Round
from matcher.text import translator

router = APIRouter(prefix="/v1/regions/{region}/rounds", tags=["rounds"])

Reads = Annotated[Access, Depends(require(Permission.READ_ROUNDS))]
Writes = Annotated[Access, Depends(require(Permission.WRITE_ROUNDS))]
Decides = Annotated[Access, Depends(require(Permission.DECIDE_ROUNDS))]
RoundId = Annotated[str, Path(description="The round's id.", max_length=64)]

_READ = documented(NotSignedInError, ForbiddenError, NotFoundError, InvalidError)
_CHANGE = _READ | documented(ConflictError, ChangedMeanwhileError, VersionNeededError)


@router.get("", responses=_READ, operation_id="list_rounds")
def list_(request: Request, access: Reads) -> RoundList:
    """List the rounds, the newest first."""
    found = service.list_rounds(installation_of(request).database, access)
    return RoundList(items=[round_view(one) for one in found])


@router.post("", status_code=201, responses=_READ, operation_id="add_round")
def add(
    request: Request, response: Response, access: Writes, told: RoundRequest
) -> RoundView:
    """Begin a round."""
    database = installation_of(request).database
    round_ = service.create_round(database, access, told.draft())
    response.headers["Location"] = f"{request.url.path}/{round_.id}"
    return _answer(response, round_)


@router.get("/{round}", responses=_READ, operation_id="read_round")
def read(
    request: Request, response: Response, access: Reads, round: RoundId
) -> RoundView:
    """Read a round; its version is in the ETag."""
    with installation_of(request).database.read() as session:
        found = round_of(session, access.region, round)
    return _answer(response, found)


@router.put("/{round}", responses=_CHANGE, operation_id="change_round")
def change(
    request: Request,
    response: Response,
    access: Writes,
    round: RoundId,
    told: RoundRequest,
    if_match: IfMatch = None,
) -> RoundView:
    """Change the name and the aims of an open round."""
    database = installation_of(request).database
    version = version_of(if_match)
    changed = service.change_round(database, access, round, told.draft(), version)
    return _answer(response, changed)


@router.get("/{round}/check", responses=_READ, operation_id="check_round")
def check(request: Request, access: Writes, round: RoundId) -> CheckView:
    """Tell what the engine finds in the rows that a run would be made of."""
    found = service.check_rows(installation_of(request).database, access, round)
    say = translator(language_of(request))
    return CheckView(
        plannable=found.is_plannable,
        findings=[finding_view(finding, say) for finding in found.findings],
        others=found.others,
    )


@router.get("/{round}/decisions", responses=_READ, operation_id="list_round_decisions")
def decisions(request: Request, access: Reads, round: RoundId) -> DecisionList:
    """List what was decided of the round and its plans, in the order of time."""
    found = service.decisions_of(installation_of(request).database, access, round)
    return DecisionList(items=[decision_view(one) for one in found])


@router.post("/{round}/accept", responses=_CHANGE, operation_id="accept_plan")
def accept(
    request: Request,
    response: Response,
    access: Decides,
    round: RoundId,
    told: AcceptRequest,
    if_match: IfMatch = None,
) -> RoundView:
    """Choose a plan of the round, or after it was published a mended one."""
    verdict = Verdict(Step.ACCEPT, told.reason, version_of(if_match), told.plan)
    return _decided(request, response, access, round, verdict)


@router.post("/{round}/reopen", responses=_CHANGE, operation_id="reopen_round")
def reopen(
    request: Request,
    response: Response,
    access: Decides,
    round: RoundId,
    told: VerdictRequest,
    if_match: IfMatch = None,
) -> RoundView:
    """Take the choice back; rows and aims can be adjusted again."""
    verdict = Verdict(Step.REOPEN, told.reason, version_of(if_match))
    return _decided(request, response, access, round, verdict)


@router.post("/{round}/publish", responses=_CHANGE, operation_id="publish_plan")
def publish(
    request: Request,
    response: Response,
    access: Decides,
    round: RoundId,
    told: VerdictRequest,
    if_match: IfMatch = None,
) -> RoundView:
    """Put the chosen plan in force."""
    verdict = Verdict(Step.PUBLISH, told.reason, version_of(if_match))
    return _decided(request, response, access, round, verdict)


@router.post("/{round}/close", responses=_CHANGE, operation_id="close_round")
def close(
    request: Request,
    response: Response,
    access: Decides,
    round: RoundId,
    told: VerdictRequest,
    if_match: IfMatch = None,
) -> RoundView:
    """End the round; its plans stay, and the one in force holds."""
    verdict = Verdict(Step.CLOSE, told.reason, version_of(if_match))
    return _decided(request, response, access, round, verdict)


def _decided(
    request: Request, response: Response, access: Access, id: str, verdict: Verdict
) -> RoundView:
    database = installation_of(request).database
    return _answer(response, service.decide(database, access, id, verdict))


def _answer(response: Response, round_: Round) -> RoundView:
    response.headers["ETag"] = etag(round_.version)
    return round_view(round_)
