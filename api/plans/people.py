"""How the people of a plan are shown: one's own by id, those of others by pseudonym."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from api.errors import ForbiddenError, NotFoundError
from api.installation import Installation
from api.security.access import Access
from api.store.scoped import scoped
from api.store.tables import Row

PARTICIPANTS = "participants"

PSEUDONYM = "x-"
"""Begins every pseudonym: nobody takes it for an id."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Who may be seen how.

    Attributes
    ----------
    own
        Ids of those that the person sees.
    protected
        Those with a protected address: in no list.
    """

    installation: Installation
    region: str
    own: frozenset[str]
    protected: frozenset[str]

    def name(self, person: str) -> str | None:
        """Return how ``person`` is shown; ``None``: not at all."""
        if person in self.own:
            return person
        if person in self.protected:
            return None
        return (
            PSEUDONYM
            + self.installation.digest("person", f"{self.region}/{person}")[:12]
        )

    def names(self, people: Iterable[str]) -> list[str]:
        """Return how ``people`` are shown, without those who are not."""
        return [name for name in map(self.name, people) if name is not None]

    def check_own(self, person: str) -> None:
        """Raise ``NotFoundError`` for somebody who is not seen by id."""
        if person not in self.own:
            raise NotFoundError("no-row", kind=PARTICIPANTS, key=person)

    def check_sees_all(self, people: Iterable[str]) -> None:
        """Raise ``ForbiddenError`` where any of ``people`` is not seen by id."""
        if not self.own.issuperset(people):
            raise ForbiddenError("files-of-others")


def shown_to(session: Session, installation: Installation, access: Access) -> Shown:
    """Return how the people of the region are shown to ``access``."""
    people = Row.sheet == PARTICIPANTS
    own = session.exec(scoped(select(Row.key).where(people), Row, access)).all()
    protected = session.exec(
        select(Row.key).where(
            people, Row.region == access.region, col(Row.protection) != ""
        )
    ).all()
    return Shown(installation, access.region, frozenset(own), frozenset(protected))
