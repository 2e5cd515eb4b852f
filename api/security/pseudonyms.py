"""By which name people are told of: their id to those who may see them, else a pseudonym.

A place may have refused somebody, a pair may name two: rows that many see name people of
municipalities that few see. Whatever leaves the service with a participant's id in it
goes through :class:`Names`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlmodel import Session, select

from api.errors import NotFoundError
from api.installation import Installation
from api.security.access import Access, access_to
from api.security.roles import Permission, Role
from api.store.scoped import scoped
from api.store.tables import Row
from matcher.domain.finding import Finding
from matcher.io import INPUT_TABLES
from matcher.io.compound import Many
from matcher.io.schema import Column
from matcher.io.values import Id

PEOPLE = "participants"
LENGTH = 12
"""Hexadecimal digits of a pseudonym: 48 bits."""


def _names_people(column: Column) -> bool:
    kind = column.type.part if isinstance(column.type, Many) else column.type
    return isinstance(kind, Id) and kind.table == PEOPLE


NAMING: dict[str, tuple[Column, ...]] = {
    table.key: found
    for table in INPUT_TABLES
    if (found := tuple(column for column in table.columns if _names_people(column)))
}
"""The columns of each table that name participants."""


def pseudonym(installation: Installation, region: str, person: str) -> str:
    """Return the name of ``person`` for those who may not know who it is.

    The same each time in a region, another in every other, and led back by nobody who
    lacks the installation's secret.
    """
    told = installation.digest("person", f"{region}/{person}")
    return f"x-{told[:LENGTH]}"


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a region's people for one who asks.

    Attributes
    ----------
    seen
        Ids of those who are told of by their id.
    """

    installation: Installation
    region: str
    seen: frozenset[str]

    def of(self, person: str) -> str:
        """Return the id or the pseudonym of ``person``; empty for nobody."""
        if not person or person in self.seen:
            return person
        return pseudonym(self.installation, self.region, person)

    def told(self, table: str, cells: Mapping[str, str]) -> dict[str, str]:
        """Return ``cells`` of a row of ``table`` with everybody by their name."""
        named = {
            column.key: _joined(column, [self.of(person) for person in people])
            for column in NAMING.get(table, ())
            if (people := _parts(column, cells))
        }
        return {**cells, **named}

    def meant(
        self, table: str, cells: Mapping[str, str], people: Collection[str]
    ) -> dict[str, str]:
        """Return ``cells`` that were sent with the ids of those whom they name.

        Parameters
        ----------
        people
            Everybody in the region.

        Raises
        ------
        NotFoundError
            They name somebody by an id that is not told to the one who asks: whether
            there is such a person, is not told either.
        """
        columns = [c for c in NAMING.get(table, ()) if cells.get(c.key)]
        if not columns:
            return dict(cells)
        ids = {self.of(person): person for person in people}
        meant = dict(cells)
        for column in columns:
            parts = _parts(column, cells)
            if unknown := [part for part in parts if part not in ids]:
                raise NotFoundError("no-row", kind=PEOPLE, key=unknown[0])
            if parts:
                meant[column.key] = _joined(column, [ids[part] for part in parts])
        return meant

    def with_unseen(
        self, table: str, cells: Mapping[str, str], before: Mapping[str, str]
    ) -> dict[str, str]:
        """Return ``cells`` in which those named ``before`` who are not seen are kept."""
        kept = dict(cells)
        for column in NAMING.get(table, ()):
            unseen = [p for p in _parts(column, before) if p not in self.seen]
            if unseen and isinstance(column.type, Many):
                told = [p for p in _parts(column, cells) if p not in unseen]
                kept[column.key] = _joined(column, [*told, *unseen])
        return kept

    def tells_unseen(self, finding: Finding, people: Collection[str]) -> bool:
        """Tell whether ``finding`` names one of ``people`` who is not seen."""
        texts = (finding.value, *finding.details.values())
        words = {word for text in texts for word in text.replace(",", " ").split()}
        return any(
            person in words or person in texts
            for person in people
            if person not in self.seen
        )


def names_for(
    session: Session,
    installation: Installation,
    access: Access,
    accepted: Collection[str] = (),
) -> Names:
    """Return the names of people in the region of ``access`` for the one who asks.

    Parameters
    ----------
    accepted
        Ids of those of other municipalities whose placement both sides have accepted,
        where that makes them known to the one who asks.
    """
    seen = {*accepted, *access.subjects.get(Role.PARTICIPANT, ())}
    granted = access.actor.grants(Permission.READ_PEOPLE)
    if any(membership.region == access.region for membership in granted):
        reads = access_to(access.actor, Permission.READ_PEOPLE, access.region)
        reads = replace(reads, sees_protected=access.sees_protected)
        statement = select(Row.key).where(Row.sheet == PEOPLE)
        seen |= set(session.exec(scoped(statement, Row, reads)).all())
    return Names(installation, access.region, frozenset(seen))


def left_without(
    table: str, cells: Mapping[str, str], people: Collection[str]
) -> dict[str, str] | None:
    """Return ``cells`` without a word of ``people``; ``None``: nothing of it is left."""
    kept = dict(cells)
    for column in NAMING.get(table, ()):
        parts = _parts(column, cells)
        left = [part for part in parts if part not in people]
        if len(left) == len(parts):
            continue
        if not left and column.required:
            return None
        kept[column.key] = _joined(column, left)
    return {key: text for key, text in kept.items() if text}


def _parts(column: Column, cells: Mapping[str, str]) -> list[str]:
    text = cells.get(column.key, "")
    if isinstance(column.type, Many):
        return column.type.split(text)
    return [text] if text else []


def _joined(column: Column, parts: list[str]) -> str:
    return ", ".join(parts) if isinstance(column.type, Many) else "".join(parts)
