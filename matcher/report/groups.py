"""Outcomes of groups as text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from matcher.domain.groups import Dimension, GroupOutcome
from matcher.report.wording import Wording


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group: its people, and what they got; a dash where nobody was placed."""

    name: str
    people: str
    placed: str
    covered: str
    fit: str
    waited: str


@dataclass(frozen=True, slots=True)
class GroupTable:
    """The groups of one dimension; ``covered_range``: least to largest share covered."""

    name: str
    rows: tuple[GroupRow, ...]
    covered_range: str


def group_tables(
    groups: Sequence[GroupOutcome],
    municipalities: Mapping[str, str],
    wording: Wording,
) -> tuple[GroupTable, ...]:
    """Return a table per dimension; ``municipalities`` has the name of each number."""
    return tuple(
        _table(dimension, list(outcomes), municipalities, wording)
        for dimension, outcomes in groupby(groups, lambda one: one.dimension)
    )


def _table(
    dimension: Dimension,
    outcomes: Sequence[GroupOutcome],
    municipalities: Mapping[str, str],
    wording: Wording,
) -> GroupTable:
    shares = [one.covered / one.participants for one in outcomes]
    lowest, highest = int(100 * min(shares)), wording.percent(max(shares))
    return GroupTable(
        wording.say(f"groups.dimension.{dimension}"),
        tuple(_row(one, municipalities, wording) for one in outcomes),
        f"{wording.number(lowest)}–{highest}",
    )


def _row(
    one: GroupOutcome, municipalities: Mapping[str, str], wording: Wording
) -> GroupRow:
    key = f"groups.{one.dimension}.{one.group}"
    named = wording.say(key) if key in wording.say else one.group
    return GroupRow(
        municipalities.get(one.group, named),
        wording.number(one.participants),
        _part(one.placed, one, wording),
        _part(one.covered, one, wording),
        _mean(one.mean_fit, wording),
        _mean(one.mean_days_waiting, wording),
    )


def _part(people: int, of: GroupOutcome, wording: Wording) -> str:
    share = wording.percent(people / of.participants)
    return f"{wording.number(people)} ({share})"


def _mean(value: int | None, wording: Wording) -> str:
    return "–" if value is None else wording.number(value)
