"""What all resampled semesters of a scenario share."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from matcher.domain.chains import without_chains
from matcher.domain.policy import Policy
from matcher.domain.risk import Widening
from matcher.domain.scenario import Scenario
from matcher.eligibility import find_candidates
from matcher.options import NO_PLACE, Options, build_options
from matcher.options.columns import Columns
from matcher.placement.dominance import undominated
from matcher.placement.problem import build_problem
from matcher.placement.rows import every_row
from matcher.risk.market import Market, deciding_tiers, market_of
from matcher.risk.prices import with_prices
from matcher.risk.widenings import Twins, with_twins

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ground:
    """The market of everybody and their twins.

    Attributes
    ----------
    widening
        Per position in the market: what a twin has wider; ``None`` for a person.
    person
        Per participant of the scenario: where they stand in the market.
    twins
        Per participant: where those twins stand to whom something new is open.
    num_places_open
        Per position in the market: places a person could go to, and places at which
        a twin has something that the person has not.
    resampled, running
        Participants who are drawn anew, and those whose placement runs.
    """

    market: Market
    widening: tuple[Widening | None, ...]
    person: Ints
    twins: tuple[tuple[int, ...], ...]
    num_places_open: Ints
    resampled: Ints
    running: Ints
    num_places: int


def ground_of(scenario: Scenario, policy: Policy) -> Ground:
    """Return what the semesters resampled from ``scenario`` share.

    A person has one placement at most: chains of two are not tried.
    """
    everybody = with_twins(without_chains(scenario))
    is_twin = np.array([w is not None for w in everybody.widening], dtype=np.bool_)
    person = np.flatnonzero(~is_twin)
    ids = {p.id: i for i, p in enumerate(scenario.participants)}
    running = np.array([ids[r.participant] for r in scenario.running], dtype=np.int64)
    resampled = np.setdiff1d(np.arange(len(person)), running)
    market, num_places_open = _market(everybody, policy, is_twin, person[running])
    twins: list[list[int]] = [[] for _ in person]
    for i in np.flatnonzero(is_twin & (num_places_open > 0)):
        twins[everybody.original[i]].append(int(i))
    return Ground(
        with_prices(market, person[resampled].tolist()),
        everybody.widening,
        person,
        tuple(tuple(found) for found in twins),
        num_places_open,
        resampled,
        running,
        len(scenario.places),
    )


def _market(
    everybody: Twins, policy: Policy, is_twin: Bools, running: Ints
) -> tuple[Market, Ints]:
    """Return the market, and at how many places each has a column that counts."""
    scenario = everybody.scenario
    options = build_options(scenario, policy, find_candidates(scenario, policy))
    tiers = deciding_tiers(policy)
    values = [options.values[tier] for tier in tiers]
    whole = build_problem(
        options.columns.participant_idx,
        np.array(values, dtype=np.int64).reshape(len(tiers), len(options.columns)),
        every_row(scenario, policy, options),
    )
    counted = _of_person_or_new(options.columns, everybody, is_twin)
    kept = undominated(whole)
    kept = kept[counted[kept]]
    place = options.columns.take(kept).place_idx
    market = market_of(whole.take(kept), tiers, place, running.tolist())
    return market, _num_places(options, counted, len(is_twin))


def _of_person_or_new(columns: Columns, everybody: Twins, is_twin: Bools) -> Bools:
    """Tell which columns count: all of a person's; a twin's where it is class only or new."""
    of_twin = is_twin[columns.participant_idx]
    owner = np.array(everybody.original, dtype=np.int64)[columns.participant_idx]
    same_stay = [
        getattr(columns, f.name)
        for f in fields(Columns)
        if f.name not in ("participant_idx", "choice_idx", "travel_minutes")
    ]
    keys = [*same_stay, owner]
    # Of columns that say the same of a person and their twins the person's is first.
    order = np.lexsort((of_twin, *keys))
    begins = np.ones(len(order), dtype=np.bool_)
    begins[1:] = False
    for key in keys:
        begins[1:] |= key[order][1:] != key[order][:-1]
    head = np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))
    known = np.zeros(len(order), dtype=np.bool_)
    known[order] = ~of_twin[order[head]]
    counted: Bools = ~of_twin | ~known | (columns.place_idx == NO_PLACE)
    return counted


def _num_places(options: Options, counted: Bools, people: int) -> Ints:
    columns = options.columns
    here = np.flatnonzero(counted & (columns.place_idx != NO_PLACE))
    pairs = np.stack([columns.participant_idx[here], columns.place_idx[here]])
    return np.bincount(np.unique(pairs, axis=1)[0], minlength=people)
