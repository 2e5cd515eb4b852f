"""A scenario in which one rule keeps a person from fewer places."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from matcher.conflicts.exceptions import AT_A_PLACE, exceptions_from, with_exception
from matcher.domain.conflicts import Demand, DemandKind
from matcher.domain.language import predicted
from matcher.domain.participant import Participant, WorkingWindow
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.domain.what_if import HIGHER_LEVEL, LONGER_TRAVEL_MINUTES, Relaxed


def relaxed(scenario: Scenario, policy: Policy, change: Relaxed) -> Scenario:
    """Return ``scenario`` with the rule relaxed; the same where it keeps from nothing.

    Raises
    ------
    KeyError
        For a rule that is not the person's own, without a place; and for one that
        nobody can make an exception from, with a place.
    """
    if change.place is not None:
        return _at_one_place(scenario, policy, change)
    own = OWN_LIMITS[change.rule]
    person = scenario.participants_by_id()[change.participant]
    return own(scenario, person, change.amount)


def _at_one_place(scenario: Scenario, policy: Policy, change: Relaxed) -> Scenario:
    rule = Demand(
        DemandKind.RULE,
        participant=change.participant,
        place=change.place,
        rule=change.rule,
    )
    if change.rule not in AT_A_PLACE:
        raise KeyError(change.rule)
    # The last is the one after which the rule holds; below 1 it holds already.
    sizes = [found.amount for found in exceptions_from(scenario, policy, rule)]
    needed = max(sizes, default=0)
    return with_exception(scenario, rule, needed) if needed > 0 else scenario


def _with(scenario: Scenario, person: Participant) -> Scenario:
    people = (person if p.id == person.id else p for p in scenario.participants)
    return replace(scenario, participants=tuple(people))


def _longer_way(
    scenario: Scenario, person: Participant, minutes: int | None
) -> Scenario:
    limit = person.travel_limit_minutes + (minutes or LONGER_TRAVEL_MINUTES)
    return _with(scenario, replace(person, travel_limit_minutes=limit))


def _better_norwegian(
    scenario: Scenario, person: Participant, levels: int | None
) -> Scenario:
    level = predicted(person.level, levels or HIGHER_LEVEL)
    return _with(scenario, replace(person, level=level))


def _any_hours(scenario: Scenario, person: Participant, _: int | None) -> Scenario:
    return _with(scenario, replace(person, working_window=WorkingWindow()))


def _any_slot(scenario: Scenario, person: Participant, _: int | None) -> Scenario:
    return _with(scenario, replace(person, available_slots=None))


def _no_sector_veto(scenario: Scenario, person: Participant, _: int | None) -> Scenario:
    return _with(scenario, replace(person, sector_vetoes=frozenset()))


def _no_place_veto(scenario: Scenario, person: Participant, _: int | None) -> Scenario:
    return _with(scenario, replace(person, place_vetoes=frozenset()))


def _no_employer_veto(
    scenario: Scenario, person: Participant, _: int | None
) -> Scenario:
    return _with(scenario, replace(person, employer_vetoes=frozenset()))


def _can_do_all(scenario: Scenario, person: Participant, _: int | None) -> Scenario:
    return _with(scenario, replace(person, cannot=frozenset()))


def _no_ban(scenario: Scenario, person: Participant, _: int | None) -> Scenario:
    bans = (ban for ban in scenario.bans if ban.participant != person.id)
    return replace(scenario, bans=tuple(bans))


def _back_again(scenario: Scenario, person: Participant, _: int | None) -> Scenario:
    earlier = (
        replace(e, employer=None) if e.participant == person.id else e
        for e in scenario.earlier
    )
    return replace(scenario, earlier=tuple(earlier))


def _any_step(scenario: Scenario, person: Participant, _: int | None) -> Scenario:
    earlier = (
        replace(e, step_level=None) if e.participant == person.id else e
        for e in scenario.earlier
    )
    return replace(scenario, earlier=tuple(earlier))


OWN_LIMITS: Mapping[
    RuleCode, Callable[[Scenario, Participant, int | None], Scenario]
] = {
    RuleCode.TRAVEL_LIMIT: _longer_way,
    RuleCode.CEFR_FLOOR: _better_norwegian,
    RuleCode.WORKING_HOURS: _any_hours,
    RuleCode.AVAILABILITY: _any_slot,
    RuleCode.SECTOR_VETO: _no_sector_veto,
    RuleCode.PLACE_VETO: _no_place_veto,
    RuleCode.EMPLOYER_VETO: _no_employer_veto,
    RuleCode.DEMAND: _can_do_all,
    RuleCode.BAN: _no_ban,
    RuleCode.REPEAT_EMPLOYER: _back_again,
    RuleCode.STEP_LEVEL: _any_step,
}
"""Rules whose limit is the person's own, and the scenario without it or with a wider."""

WITH_SIZES = frozenset({RuleCode.TRAVEL_LIMIT, RuleCode.CEFR_FLOOR})
"""Those of them that can be relaxed by so many minutes or levels."""
