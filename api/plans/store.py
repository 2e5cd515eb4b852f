"""Plan versions in the database, and as the engine knows them."""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import uuid4

from sqlalchemy import func
from sqlmodel import Session, col, select

from api.errors import NotFoundError
from api.registry.ground import unpacked
from api.store.columns import now
from api.store.tables import InForce, PlanVersion, Region
from matcher.domain.plan import Plan
from matcher.domain.policy import Policy
from matcher.domain.proof import Proof
from matcher.domain.scenario import Scenario
from matcher.io import policy_of_text, read_rows
from matcher.io.plan_json import plan_from_json
from matcher.io.proof_json import proof_from_json

TABLES, POLICY, PLAN, PROOF = "tables.z", "policy.toml", "plan.json", "proof.json"
"""What a version was made from, by which aims, and what came of it; others lie beside."""

SUMMARY = ("status", "stopped_by", "metrics", "tiers")
"""Parts of ``plan.json`` that are told of a version without opening its files."""

_LONG_AGO = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class LoadedPlan:
    """A version as the engine knows it."""

    id: str
    scenario: Scenario
    policy: Policy
    plan: Plan
    proof: Proof | None


def packed_files(files: Mapping[str, bytes]) -> bytes:
    """Return files as one archive; equal files give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def file_of(archive: bytes, name: str) -> bytes | None:
    """Return one file of an archive; ``None`` where it has none of that name."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return opened.read(name) if name in opened.namelist() else None


def add_version(
    session: Session,
    region: str,
    files: Mapping[str, bytes],
    *,
    round: str | None = None,
    run: str | None = None,
    before: str | None = None,
) -> PlanVersion:
    """Write a version with the next number of its region.

    Parameters
    ----------
    files
        At least ``tables.z`` (:func:`api.registry.ground.packed`) and ``plan.json``; without
        ``policy.toml`` the standard aims hold, without ``proof.json`` there are no prices.
    """
    document = json.loads(files[PLAN])
    _lock(session, region)
    newest = select(func.max(PlanVersion.number)).where(PlanVersion.region == region)
    version = PlanVersion(
        id=uuid4().hex,
        region=region,
        round=round,
        run=run,
        number=(session.exec(newest).one() or 0) + 1,
        before=before,
        summary={key: document[key] for key in SUMMARY},
        files=packed_files(files),
        created=now(),
    )
    session.add(version)
    session.flush()
    return version


def _lock(session: Session, region: str) -> None:
    """Let those who write plans of a region at once do it one after the other."""
    session.get_one(Region, region, with_for_update={"key_share": True})


def put_in_force(session: Session, version: PlanVersion) -> None:
    """Let ``version`` be the plan that holds in its region."""
    _lock(session, version.region)
    found = session.get(InForce, version.region, with_for_update=True)
    if found is None:
        session.add(InForce(region=version.region, plan=version.id, since=now()))
    else:
        found.plan, found.since = version.id, now()
    session.flush()


def in_force(session: Session, region: str) -> str:
    """Return the id of the version that holds; raises ``NotFoundError`` for none."""
    found = session.get(InForce, region)
    if found is None:
        raise NotFoundError("no-plan-in-force")
    return found.plan


def version_of_region(session: Session, region: str, id: str) -> PlanVersion:
    """Return a version of the region; raises ``NotFoundError`` for none."""
    statement = select(PlanVersion).where(
        PlanVersion.region == region, col(PlanVersion.id) == id
    )
    found = session.exec(statement).first()
    if found is None:
        raise NotFoundError("no-plan", id=id)
    return found


def load(version: PlanVersion) -> LoadedPlan:
    """Return a version as the engine knows it; read once, since it never changes."""
    return loaded_from(version.id, version.region, version.files)


def loaded_from(id: str, region: str, files: bytes) -> LoadedPlan:
    """Return the version ``id`` from its archive; one that was read before is not again."""
    return _loaded(_Archive(id, region, files))


@dataclass(frozen=True, slots=True)
class _Archive:
    """A version's files, known by its id alone."""

    id: str
    region: str = field(compare=False)
    files: bytes = field(compare=False)


@lru_cache(maxsize=8)
def _loaded(archive: _Archive) -> LoadedPlan:
    names = (TABLES, POLICY, PLAN, PROOF)
    files = {name: file_of(archive.files, name) for name in names}
    tables, plan, proof = files[TABLES], files[PLAN], files[PROOF]
    assert tables is not None
    assert plan is not None
    scenario = read_rows(unpacked(tables), archive.region).scenario
    assert scenario is not None
    return LoadedPlan(
        archive.id,
        scenario,
        _policy(files[POLICY]),
        plan_from_json(plan.decode()),
        None if proof is None else proof_from_json(proof.decode()),
    )


def _policy(text: bytes | None) -> Policy:
    if text is None:
        return Policy()
    policy, _ = policy_of_text(text.decode(), POLICY)
    assert policy is not None
    return policy
