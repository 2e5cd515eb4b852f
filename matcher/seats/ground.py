"""The plan on the rows of all seats, also those that bind only where seats are shared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.ids import QuotaId
from matcher.domain.place import PracticePlace
from matcher.domain.plan import Plan
from matcher.domain.policy import Policy, Tier
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.domain.seat_values import PEOPLE_SHARING
from matcher.options import NO_PLACE, Options
from matcher.placement.dominance import row_sets
from matcher.placement.greedy import NO_COLUMN
from matcher.placement.problem import Problem, build_problem
from matcher.placement.rows import ROW_RULES, Rows, every_row
from matcher.placement.rows.answers import Answers
from matcher.placement.rows.joint import joint_choices
from matcher.placement.rows.table import in_lowest_terms, raised_to_facts
from matcher.seats.chosen import chosen_columns

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


OF_A_PLACE = (RuleCode.SEAT_DAY, RuleCode.PEOPLE_AT_ONCE, RuleCode.EMPLOYER_REST)
"""The rules whose rows hold what the place says of its room."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Who can be covered where, and what the plan gives them.

    Attributes
    ----------
    problem
        One group per participant. Its tiers are those that the policy puts before its
        last coverage tier, and then being covered at all. Its rows are all that there
        are, also those that cannot bind as things are.
    kept
        Those tiers but the last.
    chosen
        What the plan gives, one column per participant; a placement that does not cover
        its person is left out, so that its room is free.
    option
        Per column: its option.
    part
        Per participant: position of their component in the plan.
    floors
        ``(parts, kept tiers)``: what a plan must keep.
    place_rows
        Per place: its rows.
    facts
        Per row: what running placements and given classes take of it.
    answers
        For the rules that only a whole plan keeps; ``None`` without any.
    quotas
        Per component: its lower quotas.
    """

    scenario: Scenario
    policy: Policy
    options: Options
    problem: Problem
    kept: tuple[Tier, ...]
    chosen: Ints
    option: Ints
    part: Ints
    floors: Ints
    rows: Rows
    place_rows: tuple[Ints, ...]
    facts: Ints
    answers: Answers | None
    quotas: tuple[tuple[QuotaId, ...], ...]

    @property
    def covers(self) -> Ints:
        """Per column: 1 where it covers its person."""
        covers: Ints = self.problem.values[-1]
        return covers

    def allows(self, plan: Ints, capacity: Ints) -> bool:
        """Tell whether ``plan`` keeps ``capacity`` and all that must be kept."""
        if not (self.problem.used(plan) <= capacity).all():
            return False
        lacking = self.answers.lacking(self.option[plan]) if self.answers else {}
        if lacking is None:
            return False
        values = self.problem.values[:-1, plan]
        is_repair = np.array([tier is Tier.REPAIR for tier in self.kept], np.int64)
        return all(
            (
                values[:, self.part == part].sum(axis=1)
                >= floors + is_repair * sum(lacking[quota] for quota in own)
            ).all()
            for part, (floors, own) in enumerate(
                zip(self.floors, self.quotas, strict=True)
            )
        )

    def capacity_with(self, places: Mapping[int, PracticePlace]) -> Ints:
        """Return the capacity of every row with other ``places`` at these positions."""
        capacity = self.problem.capacity.copy()
        for position, place in places.items():
            for row in self.place_rows[position]:
                most = room_of(self.scenario, place, self.rows, row)
                capacity[row] = max(most, self.facts[row])
        return capacity


def room_of(scenario: Scenario, place: PracticePlace, rows: Rows, row: int) -> int:
    """Return what ``place``, which the row is of, says of its room."""
    if ROW_RULES[rows.rule[row]] is not RuleCode.SEAT_DAY:
        return place.people_at_once
    slots = scenario.grid.slots
    return place.seats_in(slots[rows.group[row] % len(slots)].id)


def kept_tiers(policy: Policy) -> tuple[Tier, ...]:
    """Return the tiers of ``policy`` before its last coverage tier."""
    last = max(policy.tiers.index(tier) for tier in policy.coverage)
    return policy.tiers[:last]


def ground_of(
    scenario: Scenario, policy: Policy, plan: Plan, options: Options
) -> Ground:
    """Return the ground that ``plan`` stands on; ``options`` are those it was made from.

    Raises
    ------
    ValueError
        Where the plan gives somebody what is none of their options.
    """
    kept = kept_tiers(policy)
    given = chosen_columns(scenario, plan, options)
    rows = in_lowest_terms(every_row(_all_shared(scenario), policy, options))
    people = options.columns.participant_idx
    none = np.zeros(len(rows), dtype=np.int64)
    facts = raised_to_facts(replace(rows, capacity=none), people).capacity
    covers = np.sum([options.values[tier] for tier in policy.coverage], axis=0)
    values = np.stack([*(options.worth(tier) for tier in kept), covers])
    whole = build_problem(people, values, rows)
    joint = joint_choices(scenario, options)
    answers = None if joint is None else Answers(joint, options)
    useful, given = _useful(whole, options, given, answers)
    kept_columns = _distinct(whole, useful, given)
    rule = np.array([ROW_RULES[r] in OF_A_PLACE for r in rows.rule], dtype=np.bool_)
    ground = Ground(
        scenario,
        policy,
        options,
        whole.take(kept_columns),
        kept,
        np.searchsorted(kept_columns, given),
        kept_columns,
        _parts(scenario, plan),
        _floors(policy, plan, kept),
        rows,
        tuple(
            np.flatnonzero(rule & (rows.owner == place))
            for place in range(len(scenario.places))
        ),
        facts,
        answers,
        tuple(component.quotas for component in plan.components),
    )
    as_they_are = ground.capacity_with(dict(enumerate(scenario.places)))
    problem = replace(ground.problem, capacity=np.maximum(as_they_are, facts))
    return replace(ground, problem=problem)


def _all_shared(scenario: Scenario) -> Scenario:
    """Return the scenario in which no row of a place follows from another."""
    places = tuple(
        replace(
            place,
            people_at_once=max(place.people_at_once, PEOPLE_SHARING * place.most_seats)
            + 2,
        )
        for place in scenario.places
    )
    return replace(scenario, places=places)


def _useful(
    whole: Problem, options: Options, given: Ints, answers: Answers | None
) -> tuple[Ints, Ints]:
    """Return the columns that could be of use, and the plan on these.

    A placement goes where class alone, in the same class, is as good in every tier: it
    takes no more of any row. Those stay on whose placement somebody else's may hang.
    """
    columns = options.columns
    class_only = np.flatnonzero(columns.place_idx == NO_PLACE)
    beside = np.full(int(columns.choice_idx.max(initial=0)) + 1, NO_COLUMN)
    beside[columns.choice_idx[class_only]] = class_only
    beside = beside[columns.choice_idx]
    useless = (beside != NO_COLUMN) & (columns.place_idx != NO_PLACE)
    useless &= (whole.values[:, beside] >= whole.values).all(axis=0)
    if answers is not None:
        useless &= ~np.isin(whole.group, answers.people)
    return np.flatnonzero(~useless), np.where(useless[given], beside[given], given)


def _distinct(whole: Problem, useful: Ints, given: Ints) -> Ints:
    """Of a person's columns with equal rows and values keep the first, or the plan's."""
    first, second = row_sets(whole)
    in_plan = np.ones(whole.num_columns, dtype=np.int64)
    in_plan[given] = 0
    keys = (*whole.values, second.view(np.int64), first.view(np.int64), whole.group)
    order = useful[np.lexsort((in_plan[useful], *(key[useful] for key in keys)))]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = False
    for key in keys:
        new[1:] |= key[order[1:]] != key[order[:-1]]
    return np.sort(order[new])


def _parts(scenario: Scenario, plan: Plan) -> Ints:
    number = {p.id: i for i, p in enumerate(scenario.participants)}
    part = np.zeros(len(number), dtype=np.int64)
    for i, component in enumerate(plan.components):
        part[[number[person] for person in component.participants]] = i
    return part


def _floors(policy: Policy, plan: Plan, kept: Sequence[Tier]) -> Ints:
    """Return what each component must keep of each tier."""
    reached = [
        {tier.name: tier.value or 0 for tier in component.tiers}
        for component in plan.components
    ]
    floors = [[left_in(policy, tier, part[tier]) for tier in kept] for part in reached]
    return np.array(floors, dtype=np.int64).reshape(len(reached), len(kept))


def left_in(policy: Policy, tier: Tier, value: int) -> int:
    """Return what later tiers must leave of ``value``."""
    return value - value * policy.loss_permille(tier) // 1000
