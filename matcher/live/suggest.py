"""What can be offered to one person now: ranked options, and why not others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.chains import places_before
from matcher.domain.fit import criterion_shares
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.participant import Participant
from matcher.domain.plan import Placement
from matcher.domain.policy import Tier
from matcher.domain.rules import RuleCode
from matcher.domain.satisfaction import satisfaction_level
from matcher.domain.suggestions import (
    SUGGESTED,
    Changes,
    OthersMove,
    SeatThatHelps,
    Suggestion,
    Suggestions,
    TierChange,
)
from matcher.eligibility import Candidates
from matcher.explain.reasons import reasons_of
from matcher.explain.runner_up import where_of
from matcher.live.session import PlanSession, Standing
from matcher.live.suggest_confirm import confirm
from matcher.live.suggest_room import NobodyMoves, nobody_moves
from matcher.options import NO_NEXT, NO_PLACE, NO_SECTION
from matcher.placement import kept_hosts, placements_of
from matcher.placement.rows import ROW_RULES

Ints = NDArray[np.int64]

OF_ROOM = frozenset({RuleCode.SEAT_DAY, RuleCode.PEOPLE_AT_ONCE})
"""The limits that a place itself could widen."""


def suggest(
    session: PlanSession,
    person: ParticipantId | Participant,
    most: int = SUGGESTED,
    *,
    confirmed: bool = False,
    explained: bool = True,
) -> Suggestions:
    """Return what can be offered to somebody in the plan, or to a newcomer.

    Parameters
    ----------
    person
        The id of somebody in the plan, or somebody who is not in it.
    most
        Places that are suggested at most, of those with room and of those without.
    confirmed
        Whether what others may move for is searched for in solver hosts.
    explained
        Whether it is told why nothing fits, where nothing does: it takes as long as
        twenty answers.
    """
    if isinstance(person, Participant):
        standing = session.standing_of_newcomer(person)
    else:
        standing = session.standing_of(person)
    effects = effects_on(session, standing)
    fitting = effects.best_of_each_place(effects.alone.fits)[:most]
    full = effects.best_of_each_place(~effects.alone.fits)
    told = Suggestions(
        standing.participant.id,
        _placements(standing, standing.now),
        _section(standing, standing.now),
        standing.is_newcomer,
        any(r.participant == person for r in standing.scenario.running),
        tuple(suggestion_at(effects, at) for at in fitting),
        tuple(suggestion_at(effects, at) for at in full[:most]),
    )
    if confirmed:
        with kept_hosts():
            told = replace(
                told,
                fitting=_confirmed(session, standing, fitting, told.fitting),
                if_others_move=_confirmed(session, standing, full, told.if_others_move),
            )
    if len(fitting) or not explained:
        return told
    return _with_reasons(effects, full, told)


def _confirmed(
    session: PlanSession,
    standing: Standing,
    options: Sequence[int],
    told: Sequence[Suggestion],
) -> tuple[Suggestion, ...]:
    """Return what was ``told`` of the person's ``options``, the first ones, confirmed."""
    return tuple(
        one
        if one.others_move is None
        else replace(one, others_move=confirm(session, standing, at, one.others_move))
        for at, one in zip(options, told, strict=False)
    )


def effects_on(session: PlanSession, standing: Standing) -> "Effects":
    """Return the two effects of each option of the person."""
    return Effects(standing, nobody_moves(standing), _most(session, standing))


def _most(session: PlanSession, standing: Standing) -> Ints | None:
    """Return what each option changes at best; ``None`` where no prices say it."""
    if session.prices is None:
        return None
    if standing.is_newcomer:
        own = standing.options.take(standing.own)
        now = int(np.searchsorted(standing.own, standing.now))
        return session.prices.best_beside(standing.scenario, own, now)
    return session.prices.best_with(standing.person, len(standing.own))


@dataclass(frozen=True, slots=True)
class Effects:
    """The two effects of each option of a person.

    Attributes
    ----------
    alone
        While nobody else moves.
    most
        ``(tiers of the policy, options)``: where others may, at best; ``None``: not
        known.
    """

    standing: Standing
    alone: NobodyMoves
    most: Ints | None

    def best_of_each_place(self, asked: NDArray[np.bool_]) -> list[int]:
        """Return the best placement at each place of those ``asked``, best first.

        For those without room it is what they could be worth that counts first. What the
        person has already is none of them; other days or weeks there are.
        """
        standing = self.standing
        where = where_of(standing.options.take(standing.own))
        another = (where != NO_PLACE) & (standing.own != standing.now)
        ranked = np.flatnonzero(asked & another)
        keys = [*self.alone.changes]
        if self.most is not None and not self.alone.fits[ranked].any():
            keys = [*self.most, *keys]
        ranked = ranked[np.lexsort([-key[ranked] for key in reversed(keys)])]
        _, first = np.unique(where[ranked], return_index=True)
        best: list[int] = ranked[np.sort(first)].tolist()
        return best

    def others_move(self, at: int) -> OthersMove | None:
        """Return between what the plan is where others may move."""
        if self.most is None:
            return None
        tiers = self.standing.policy.tiers
        # Of a reference only part has to be kept, so that one plan says little of the best.
        is_known = self.alone.fits[at] and tiers == self.standing.aims
        least = self.nobody_moves(at) if is_known else None
        most = zip(tiers, self.most[:, at].tolist(), strict=True)
        return OthersMove(least, tuple(TierChange(t, by) for t, by in most if by))

    def nobody_moves(self, at: int) -> Changes | None:
        """Return what changes while nobody else moves; ``None`` where there is no room."""
        if not self.alone.fits[at]:
            return None
        changes = zip(
            self.standing.aims, self.alone.changes[:, at].tolist(), strict=True
        )
        return tuple(TierChange(tier, by) for tier, by in changes if by)


def suggestion_at(effects: Effects, at: int) -> Suggestion:
    """Return the person's option at position ``at`` of their own."""
    standing = effects.standing
    option = int(standing.own[at])
    return Suggestion(
        _placements(standing, option),
        _section(standing, option),
        int(standing.options.values[Tier.FIT][option]),
        effects.nobody_moves(at),
        rules_of(int(effects.alone.limits[at])),
        effects.others_move(at),
    )


def rules_of(limits: int) -> tuple[RuleCode, ...]:
    """Return the rules of a set of bits in the order of ``ROW_RULES``."""
    return tuple(rule for bit, rule in enumerate(ROW_RULES) if limits >> bit & 1)


def _section(standing: Standing, option: int) -> SectionId | None:
    section = int(standing.options.columns.section_idx[option])
    return None if section == NO_SECTION else standing.scenario.sections[section].id


def _placements(standing: Standing, option: int) -> tuple[Placement, ...]:
    """Return the placements of an option, with level and the shares of their fit."""
    scenario = standing.scenario
    alone = replace(scenario, participants=(standing.participant,))
    made, _ = placements_of(alone, standing.options, np.array([option]))
    places, sections = scenario.places_by_id(), scenario.sections_by_id()
    found = []
    for placement, before in zip(made, places_before(made), strict=True):
        place = places[placement.place]
        week = scenario.horizon.week_of(placement.start_date)
        shares = criterion_shares(
            scenario,
            standing.policy,
            standing.participant,
            place,
            None if placement.section is None else sections[placement.section],
            scenario.horizon.monday(week),
            placement.steps[-1].slots,
            None if before is None else places[before],
        )
        level = satisfaction_level(standing.participant, place)
        found.append(replace(placement, level=level, reasons=shares))
    return tuple(found)


def _with_reasons(
    effects: Effects, full: Sequence[int], told: Suggestions
) -> Suggestions:
    """Return ``told`` with why nothing fits, and what would help."""
    if told.is_running:
        return told
    standing = effects.standing
    scenario, me = standing.scenario, standing.participant.id
    placements, sections = placements_of(scenario, standing.options, standing.chosen)
    [why] = reasons_of(
        scenario,
        standing.policy,
        _elsewhere(standing),
        [p for p in placements if p.participant != me],
        sections,
        [standing.person],
    )
    return replace(
        told,
        reasons=why.reasons,
        relaxations=why.relaxations or (),
        seats=tuple(_seats_that_help(effects, full)),
    )


def _elsewhere(standing: Standing) -> Candidates:
    """Return the person's candidates, without where they are already."""
    candidates, options = standing.candidates, standing.options
    now = options.columns.place_idx[standing.now], options.place_after()[standing.now]
    return candidates.take(~np.isin(candidates.place_idx, now))


def _seats_that_help(effects: Effects, full: Sequence[int]) -> Iterator[SeatThatHelps]:
    """Yield the places whose best option only lacks their own room."""
    standing = effects.standing
    columns = standing.options.columns
    for at in full:
        option, limits = standing.own[at], rules_of(int(effects.alone.limits[at]))
        if OF_ROOM.issuperset(limits) and columns.next_idx[option] == NO_NEXT:
            place = standing.scenario.places[columns.place_idx[option]].id
            yield SeatThatHelps(place, limits)
