"""What the engine finds in rows that are to change, and what of it may be told."""

from collections import Counter
from collections.abc import Sequence

from api.errors import InvalidError
from api.registry.ground import as_tables, errors_of, planned, read_tables
from api.security.access import Access
from api.security.protection import ADDRESS_CELLS
from api.security.pseudonyms import PEOPLE, Names
from api.store.scoped import is_visible
from api.store.tables import Row
from matcher.domain.finding import Finding, Severity


def checked(
    row: Row,
    before: Sequence[Row],
    after: Sequence[Row],
    access: Access,
    names: Names,
) -> tuple[Finding, ...]:
    """Return what the engine finds poor in ``row``, which is one of those ``after``.

    Raises
    ------
    InvalidError
        As :func:`check_errors`.
    """
    shown = row.person if access.sees_protected else ""
    found = check_errors(before, after, access, names, shown)
    spots = _spots(after, shown)
    people = [r.key for r in before if r.sheet == PEOPLE]
    return tuple(
        f
        for f in found
        if f.severity is Severity.WARNING
        and spots.get((f.source, f.row)) is row
        and _may_be_told(f, spots, access, names, people)
    )


def check_errors(
    before: Sequence[Row],
    after: Sequence[Row],
    access: Access,
    names: Names,
    shown: str = "",
) -> tuple[Finding, ...]:
    """Return what the engine finds in the rows ``after`` a change.

    Raises
    ------
    InvalidError
        There is an error after that was not there before; nothing is told of rows that
        the one who asks may not see, but that there are such.
    """
    read = read_tables(as_tables(after, shown), access.region)
    earlier = read_tables(as_tables(before, shown), access.region)
    old = {_spotless(finding) for finding in errors_of(earlier)}
    new = [f for f in errors_of(read) if _spotless(f) not in old]
    if new:
        spots = _spots(after, shown)
        people = [r.key for r in before if r.sheet == PEOPLE]
        told = [f for f in new if _may_be_told(f, spots, access, names, people)]
        raise InvalidError("row-invalid" if told else "others-need-row", findings=told)
    return read.findings


Spots = dict[tuple[str, int | None], Row]
"""Rows by their table and number, as findings count: the first is 2."""


def _spots(rows: Sequence[Row], shown: str) -> Spots:
    numbers: Counter[str] = Counter()
    spots: Spots = {}
    for row, _ in planned(rows, shown):
        numbers[row.sheet] += 1
        spots[row.sheet, numbers[row.sheet] + 1] = row
    return spots


def _may_be_told(
    finding: Finding,
    spots: Spots,
    access: Access,
    names: Names,
    people: Sequence[str],
) -> bool:
    """Tell whether a finding is about nothing but what the one who asks may see."""
    row = spots.get((finding.source, finding.row))
    if row is not None and not is_visible(row, access):
        return False
    tells_address = row is not None and row.protection and not access.sees_protected
    if tells_address and finding.column in ADDRESS_CELLS:
        return False
    return not names.tells_unseen(finding, people)


def _spotless(finding: Finding) -> tuple[str, str, str, str]:
    return finding.code, finding.source, finding.column, finding.value
