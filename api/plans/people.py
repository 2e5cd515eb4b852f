"""How the people of a plan are shown: one's own by id, those of others by pseudonym."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, select

from api.errors import ForbiddenError, NotFoundError
from api.installation import Installation
from api.security.access import Access
from api.security.protection import Protection
from api.security.pseudonyms import pseudonym
from api.store.scoped import scoped
from api.store.tables import Row

PARTICIPANTS = "participants"


@dataclass(frozen=True, slots=True)
class Shown:
    """Who may be seen how.

    Attributes
    ----------
    own
        Ids of those that the person sees.
    protected
        Those under strict protection: in no list.
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
        return pseudonym(self.installation, self.region, person)

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
            people, Row.region == access.region, Row.protection == Protection.STRICT
        )
    ).all()
    return Shown(installation, access.region, frozenset(own), frozenset(protected))
