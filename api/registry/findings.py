"""Findings of the engine as one may see them: nothing about people of others."""

from collections.abc import Sequence

from api.registry.ground import planned
from api.registry.sheets import SHEETS
from api.security.access import Access
from api.store.tables import SHARED, Row
from matcher.domain.finding import Finding

Spot = tuple[str, int]
"""A table, and the number of a row in it as findings count: the first is 2."""


def shown_findings(
    findings: Sequence[Finding], rows: Sequence[Row], access: Access
) -> tuple[Finding, ...]:
    """Return the findings that are about no one whom ``access`` does not see.

    Parameters
    ----------
    rows
        All rows of the region, in the order in which the engine read them.
    """
    spots, unseen = _seen_spots(rows, access), _unseen_people(rows, access)
    return tuple(f for f in findings if _is_seen(f, spots) and not _names(f, unseen))


def _sees(row: Row, access: Access) -> bool:
    own = row.municipality == SHARED or row.municipality in access.municipalities
    return own and not row.protection


def _seen_spots(rows: Sequence[Row], access: Access) -> frozenset[Spot]:
    numbers = dict.fromkeys(SHEETS, 1)
    spots = set()
    for row, _ in planned(rows):
        numbers[row.sheet] += 1
        if _sees(row, access):
            spots.add((row.sheet, numbers[row.sheet]))
    return frozenset(spots)


def _unseen_people(rows: Sequence[Row], access: Access) -> frozenset[str]:
    people = (row for row in rows if row.sheet == "participants")
    return frozenset(row.key for row in people if not _sees(row, access))


def _is_seen(finding: Finding, spots: frozenset[Spot]) -> bool:
    sheet = SHEETS.get(finding.source)
    if sheet is None or not sheet.concerns_people:
        return True
    return finding.row is not None and (finding.source, finding.row) in spots


def _names(finding: Finding, people: frozenset[str]) -> bool:
    texts = [finding.value, *map(str, finding.details.values())]
    words = {word for text in texts for word in text.replace(",", " ").split()}
    return not people.isdisjoint([*texts, *words])
