"""What of a plan in force can stand in a new one: the parts that are still the same.

A part of the problem is known by a hash of all that its best plan depends on: its people,
their options and what these are worth, the rows and what they hold, and how long the
search may look. Where the hash is that of a part of the plan in force, what is chosen
there and what is proved about it hold word for word, and nothing has to be solved.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from matcher.domain.ids import ParticipantId, SpecialistId
from matcher.domain.plan import ComponentResult, Plan
from matcher.domain.policy import Policy
from matcher.domain.proof import ComponentProof, Proof
from matcher.domain.scenario import Scenario
from matcher.options import NO_NEXT, Columns, Options
from matcher.options.chosen import chosen_columns
from matcher.options.ranges import Whole
from matcher.placement.evidence import row_keys
from matcher.placement.problem import Component, chunks
from matcher.placement.rows import ROW_RULES
from matcher.placement.rows.joint import OF_ALL
from matcher.placement.whole import Origin

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """What is chosen in one part, and what is proved about it.

    Attributes
    ----------
    chosen
        The option of each of its people, in the order of the scenario.
    proof
        ``None`` where the search noted none.
    """

    chosen: Ints
    result: ComponentResult
    proof: ComponentProof | None


@dataclass(frozen=True, slots=True)
class InForce:
    """A plan in force, with its proof."""

    plan: Plan
    proof: Proof

    def followed(self) -> dict[ParticipantId, SpecialistId]:
        """Return who follows whom."""
        return {
            p.participant: p.specialist
            for p in self.plan.placements
            if p.specialist is not None
        }

    def answers(
        self, scenario: Scenario, options: Options, hashes: Sequence[str]
    ) -> dict[int, PartAnswer]:
        """Return what stands of the plan, by position of the part among ``hashes``.

        ``options`` are those of ``scenario`` as it is now. What the plan does not keep
        as it says it does, as where somebody wrote into it, does not stand.
        """
        parts = {part.problem_sha256: part for part in self.plan.components}
        parts.pop("", None)  # a plan from before parts had a hash
        proofs = {proof.participants: proof for proof in self.proof.components}
        position = {person.id: i for i, person in enumerate(scenario.participants)}
        found = {}
        for i, name in enumerate(hashes):
            part = parts.get(name)
            if part is None:
                continue
            chosen = self._chosen(scenario, options, part, position)
            if chosen is not None:
                proof = proofs.get(part.participants)
                found[i] = PartAnswer(chosen, _unchecked(part), proof)
        return found

    def _chosen(
        self,
        scenario: Scenario,
        options: Options,
        part: ComponentResult,
        position: Mapping[ParticipantId, int],
    ) -> Ints | None:
        """Return the options of the people of ``part``; ``None`` where they are not true."""
        people = [position[person] for person in part.participants]
        try:
            chosen = chosen_columns(scenario, self.plan, options, people)
        except ValueError:
            return None
        values = (int(options.worth(tier.name, chosen).sum()) for tier in part.tiers)
        stated = (tier.value for tier in part.tiers)
        is_true = all(
            one == other or part.quotas
            for one, other in zip(values, stated, strict=True)
        )
        return chosen if is_true else None


def _unchecked(part: ComponentResult) -> ComponentResult:
    """Return ``part`` as the search left it: its proof is yet to be checked."""
    tiers = tuple(replace(tier, bound_checked=None) for tier in part.tiers)
    return replace(part, tiers=tiers)


@dataclass(frozen=True, slots=True)
class _Names:
    """Numbers that stand for what options are about, whatever else a scenario holds.

    Attributes
    ----------
    place, section, pattern
        By position, one more at the end for none.
    second
        Per second placement of a chain.
    """

    place: Ints
    section: Ints
    pattern: Ints
    second: Ints

    @classmethod
    def of(cls, scenario: Scenario, options: Options) -> Self:
        names = cls(
            _numbers([place.id for place in scenario.places]),
            _numbers([section.id for section in scenario.sections]),
            _numbers([[p.masks, p.from_weeks] for p in options.patterns]),
            np.zeros(0, dtype=np.int64),
        )
        after = names.stays(options.second.take(slice(None)))
        told = np.stack([*after]) if len(options.second) else np.zeros((0, 0))
        return replace(names, second=_numbers(told.T.tolist()))

    def stays(self, columns: Columns) -> Iterator[Ints]:
        """Yield where, in which class, when and on which days each of ``columns`` is."""
        yield self.place[columns.place_idx]
        yield self.section[columns.section_idx]
        yield columns.start_week
        yield columns.end_week
        yield self.pattern[columns.pattern_idx]


def _numbers(names: Sequence[Any]) -> Ints:
    """Return a number for each of ``names``, and one for none, which is at -1."""
    digests = b"".join(
        hashlib.sha256(json.dumps(name).encode()).digest()[:8] for name in (*names, "")
    )
    return np.frombuffer(digests, dtype="<i8").astype(np.int64)


class PartHashes:
    """Tells what the best plan of each part of a problem depends on, in a hash."""

    def __init__(
        self, scenario: Scenario, policy: Policy, options: Options, origin: Origin
    ) -> None:
        self._scenario, self._policy = scenario, policy
        self._options, self._origin = options, origin
        self._names = _Names.of(scenario, options)

    def of(self, part: Component) -> str:
        """Return the hash of ``part``: equal for parts with the same best plans."""
        found = hashlib.sha256(json.dumps(self._words(part)).encode())
        for numbers in self._numbers(part):
            found.update(np.ascontiguousarray(numbers, dtype="<i8").data)
        return found.hexdigest()

    def _words(self, part: Component) -> Sequence[object]:
        """Return whom, what and how long ``part`` is about, as JSON can hold it."""
        people, origin = self._scenario.participants, self._origin
        beside = part.groups - len(people)
        limits, problem = self._policy.limits, part.problem
        known = part.rows[origin.rows.owner[part.rows] != OF_ALL]
        return (
            [people[i].id for i in part.groups if i < len(people)],
            [repr(origin.choices[i]) for i in beside if 0 <= i < len(origin.choices)],
            [repr(key) for key in row_keys(self._scenario, origin, known)],
            [ROW_RULES[rule] for rule in origin.rows.rule[part.rows]],
            self._policy.tiers,
            problem.loss,
            (limits.nodes, limits.neighbourhoods, limits.kernel_columns),
            (problem.num_columns, problem.num_groups, len(problem.member_row)),
        )

    def _numbers(self, part: Component) -> Iterator[Whole]:
        """Yield all the numbers of ``part``, the long ones in pieces."""
        problem = part.problem
        yield problem.capacity
        for columns in chunks(self._origin.columns[part.columns]):
            yield from self._told(columns)
        for numbers in (
            problem.group,
            *problem.values,
            problem.first_member,
            problem.member_row,
            problem.member_weight,
        ):
            yield from chunks(numbers)

    def _told(self, columns: Whole) -> Iterator[Ints]:
        """Yield what the options among ``columns`` are, the second placement too."""
        every = self._options.columns
        taken = every.take(columns[columns < len(every)].astype(np.int64))
        yield from self._names.stays(taken)
        yield self._names.second[
            np.where(taken.next_idx == NO_NEXT, -1, taken.next_idx)
        ]
