"""A version of a plan with its arrays, loaded once for many questions."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.participant import Participant
from matcher.domain.plan import Plan
from matcher.domain.policy import Policy, Tier
from matcher.domain.proof import Proof
from matcher.domain.scenario import Scenario
from matcher.eligibility import Candidates, admitting_sections, find_candidates
from matcher.live.suggest_prices import Prices
from matcher.options import NO_NEXT, NO_PLACE, Options, build_options
from matcher.options.chosen import chosen_columns
from matcher.options.columns import NO_PATTERN, join_columns
from matcher.placement.beside import limits_beside
from matcher.placement.problem import Problem
from matcher.placement.whole import every_column, whole_problem

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Standing:
    """All options of one person beside what the plan gives everybody else.

    Attributes
    ----------
    scenario
        That of the plan; a newcomer is its last participant.
    person
        Position of the person in it.
    options
        What everybody has, and all options of the person, in canonical order.
    own
        Positions of the person's in ``options``.
    chosen
        Position in ``options`` of what each participant has; of a newcomer the best class
        that has room.
    candidates
        Those of the person, and their counts; of all others none.
    """

    scenario: Scenario
    policy: Policy
    person: int
    options: Options
    own: Ints
    chosen: Ints
    candidates: Candidates
    is_newcomer: bool

    @property
    def participant(self) -> Participant:
        """The person."""
        return self.scenario.participants[self.person]

    @property
    def now(self) -> int:
        """Position in ``options`` of what the person has."""
        return int(self.chosen[self.person])

    @property
    def aims(self) -> tuple[Tier, ...]:
        """The tiers by which options are compared, in the policy's order."""
        return tuple(t for t in self.policy.tiers if t is not Tier.FIT_REFERENCE)


class PlanSession:
    """One version of a plan, for many questions about single people.

    Parameters
    ----------
    proof
        That of the plan; ``None``: there is none to draw prices from.

    Attributes
    ----------
    candidates, options
        As the plan was made from them.
    chosen
        ``(participants,)``: the option that the plan gives each.

    Raises
    ------
    ValueError
        Where the plan gives somebody what is none of their options.
    """

    def __init__(
        self, scenario: Scenario, policy: Policy, plan: Plan, proof: Proof | None = None
    ) -> None:
        # Whatever groups people belong to, nothing that decides is told.
        self.scenario = replace(scenario, group_facts=())
        self.policy, self.plan, self.proof = policy, plan, proof
        self.candidates = find_candidates(self.scenario, policy)
        self.options = build_options(self.scenario, policy, self.candidates, plan.seed)
        self.chosen = chosen_columns(self.scenario, plan, self.options)
        self._number = {p.id: i for i, p in enumerate(self.scenario.participants)}

    def standing_of(self, participant: ParticipantId) -> Standing:
        """Return the options of somebody in the plan beside what others have."""
        person = self._number[participant]
        people = self.options.columns.participant_idx
        named = np.array([person, person + 1]).astype(people.dtype)
        own = np.arange(*np.searchsorted(people, named))
        kept = np.union1d(own, self.chosen)
        return Standing(
            self.scenario,
            self.policy,
            person,
            self.options.take(kept),
            np.searchsorted(kept, own),
            np.searchsorted(kept, self.chosen),
            self.candidates.take(self.candidates.participant_idx == person),
            is_newcomer=False,
        )

    def standing_of_newcomer(self, newcomer: Participant) -> Standing:
        """Return the options of somebody who is not in the plan yet.

        Those of nobody else are made again. Points of the tie-break, which hang on the
        numbers of options, are others than in a new plan.
        """
        person = len(self.scenario.participants)
        alone = _alone(self.scenario, newcomer, self._wanted_classes)
        candidates = find_candidates(alone, self.policy)
        own = build_options(alone, self.policy, candidates, self.plan.seed)
        options = _joined(self._given, own.take(slice(None)), person)
        scenario = replace(
            self.scenario, participants=(*self.scenario.participants, newcomer)
        )
        before = np.arange(person)
        mine = np.arange(person, len(options.columns))
        return Standing(
            scenario,
            self.policy,
            person,
            options,
            mine,
            np.append(before, _best_class(scenario, self.policy, options, mine)),
            _moved(candidates, person),
            is_newcomer=True,
        )

    @cached_property
    def prices(self) -> Prices | None:
        """The prices of the proof; ``None`` where there is none.

        Raises
        ------
        matcher.verify.FalseProof
            Where the proof does not hold.
        """
        if self.proof is None:
            return None
        return Prices.of(
            self.scenario, self.policy, self.options, self.plan, self.proof
        )

    @cached_property
    def problem(self) -> Problem:
        """Every option of everybody in the rows of the model, one column each."""
        whole, _ = whole_problem(
            self.scenario, self.policy, self.options, kept_of=every_column
        )
        return whole

    @cached_property
    def _given(self) -> Options:
        """What the plan gives, one option a participant."""
        return self.options.take(self.chosen)

    @cached_property
    def _wanted_classes(self) -> Counter[SectionId]:
        """How many people of the plan could be in each class."""
        open_to = admitting_sections(self.scenario)
        return Counter(section.id for sections in open_to for section in sections)


def _moved(candidates: Candidates, person: int) -> Candidates:
    """Return the candidates of the only person of a scenario as those of ``person``."""
    before = np.zeros((person, candidates.fails.shape[1]), dtype=np.int32)
    return replace(
        candidates,
        participant_idx=np.full_like(candidates.participant_idx, person),
        fails=np.concatenate([before, candidates.fails]),
        fails_only=np.concatenate([before, candidates.fails_only]),
        examined=np.concatenate([before[:, 0], candidates.examined]),
    )


def _alone(
    scenario: Scenario, newcomer: Participant, wanted: Counter[SectionId]
) -> Scenario:
    """Return the scenario of ``newcomer`` alone, in classes that others may fill."""
    return replace(
        scenario,
        participants=(newcomer,),
        sections=tuple(
            replace(section, seats=max(0, section.seats - wanted[section.id]))
            for section in scenario.sections
        ),
        places=tuple(
            replace(place, participant_vetoes=place.participant_vetoes & {newcomer.id})
            for place in scenario.places
        ),
        pins=(),
        bans=(),
        running=(),
        earlier=(),
        pairs=(),
    )


def _joined(others: Options, own: Options, person: int) -> Options:
    """Return the options of others and then those of ``person``, who is new."""
    patterns, choices = len(others.patterns), int(others.columns.choice_idx.max()) + 1
    new, second = (
        replace(
            columns,
            participant_idx=np.full(len(columns), person, dtype=np.int64),
            choice_idx=columns.choice_idx + choices,
            pattern_idx=_shifted(columns.pattern_idx, patterns, NO_PATTERN),
            next_idx=_shifted(columns.next_idx, len(others.second), NO_NEXT),
        )
        for columns in (own.columns, own.second.take(slice(None)))
    )
    return Options(
        join_columns([others.columns, new]),
        (*others.patterns, *own.patterns),
        {
            tier: np.concatenate([worth, own.values[tier]])
            for tier, worth in others.values.items()
        },
        join_columns([others.second.take(slice(None)), second]),
    )


def _shifted(numbers: Ints, by: int, none: int) -> Ints:
    return np.where(numbers == none, none, numbers + by)


def _best_class(scenario: Scenario, policy: Policy, options: Options, own: Ints) -> int:
    """Return the best option of class only that has room beside all others."""
    class_only = own[options.columns.place_idx[own] == NO_PLACE]
    chosen = np.append(np.arange(own[0]), class_only[0])
    limits = limits_beside(scenario, policy, options, class_only, chosen)
    free = class_only[limits == 0]
    worth = [-options.values[tier][free] for tier in reversed(policy.tiers)]
    return int(free[np.lexsort(worth)[0]])
