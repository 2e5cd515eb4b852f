"""What an empty embedded installation begins with: a scenario, and somebody in each role."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from api.installation import Installation
from api.registry.loading import load_scenario
from api.security.roles import Role
from api.sessions.service import new_account, new_code_for
from api.store.tables import Account, Membership, Region, Row


@dataclass(frozen=True, slots=True)
class Code:
    """A code that signs in once, and as what."""

    code: str
    membership: Membership


def begin(installation: Installation, scenario: Path) -> None:
    """Load ``scenario`` as a region with an account for each role, if there is none yet.

    Raises
    ------
    api.errors.InvalidError
        Where the scenario cannot be read as meant.
    """
    with installation.database.write() as session:
        if session.exec(select(Region)).first() is not None:
            return
        region = scenario.resolve().name
        load_scenario(session, region, scenario)
        for role, municipality, subject in _cast(session, region):
            login = "-".join(part for part in (role, municipality, subject) if part)
            new_account(
                session,
                login,
                role,
                region,
                municipality=municipality,
                subject=subject,
            )


def _cast(session: Session, region: str) -> Iterator[tuple[Role, str, str]]:
    """Yield a role, municipality and subject each; planners for every municipality."""
    people = session.exec(
        select(Row)
        .where(Row.region == region, Row.sheet == "participants")
        .order_by(col(Row.id))
    ).all()
    homes = sorted({row.municipality for row in people})
    for home in homes:
        yield Role.PLANNER, home, ""
        yield Role.JOB_SPECIALIST, home, ""
    yield Role.PARTICIPANT, people[0].municipality, people[0].key
    for role, sheet in ((Role.EMPLOYER, "employers"), (Role.TEACHER, "sections")):
        first = session.exec(
            select(Row)
            .where(Row.region == region, Row.sheet == sheet)
            .order_by(col(Row.id))
        ).first()
        if first is not None:
            yield role, homes[0] if role is Role.TEACHER else "", first.key
    yield Role.MANAGER, homes[0], ""
    yield Role.ADMINISTRATOR, "", ""


def fresh_codes(installation: Installation) -> list[Code]:
    """Return a new code for every active account, in the order of the accounts."""
    with installation.database.write() as session:
        found = session.exec(
            select(Membership, Account)
            .join(Account, col(Account.id) == col(Membership.account))
            .where(Account.is_active)
            .order_by(col(Membership.id))
        ).all()
        return [
            Code(new_code_for(session, installation, account.id), membership)
            for membership, account in found
        ]
