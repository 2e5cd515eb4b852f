"""Which rules make demands of one person impossible, whoever else there is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from matcher.conflicts.worlds import world_of
from matcher.domain.conflicts import Demand, DemandKind
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.domain.travel import minutes_to_place
from matcher.eligibility import admitting_sections, failed_rules


def rules_against(
    scenario: Scenario, policy: Policy, demands: Sequence[Demand]
) -> list[tuple[Demand, ...]]:
    """Return sets of rules, each of which alone keeps ``demands`` from holding.

    ``demands`` are of one person and cannot all hold, and none of them can be left out.
    One empty set where they contradict each other without any rule.
    """
    kinds = {d.kind: d for d in demands}
    if _contradict(scenario, demands):
        return [()]
    person = demands[0].participant
    section = kinds.get(DemandKind.PINNED_SECTION)
    if section is not None and not _admits(scenario, demands, section):
        rule = Demand(
            DemandKind.RULE,
            person,
            section=section.section,
            rule=RuleCode.SECTION_FIT,
        )
        return [(rule,)]
    if kinds.keys() == {DemandKind.CLASS_NEEDED}:
        return [(Demand(DemandKind.RULE, person, rule=RuleCode.SECTION_FIT),)]
    if DemandKind.RUNNING in kinds:
        return [(_clash(kinds, kinds[DemandKind.RUNNING].place),)]
    return _rules_at_places(scenario, policy, demands, kinds)


def _contradict(scenario: Scenario, demands: Iterable[Demand]) -> bool:
    """Tell whether two demands name different places, classes or weeks."""
    week_of = scenario.horizon.week_of
    running = {r.participant: r for r in scenario.running}
    places, sections, weeks = set(), set(), set()
    for d in demands:
        if d.place is not None:
            places.add(d.place)
        if d.section is not None:
            sections.add(d.section)
        if d.start_date is not None:
            weeks.add(week_of(d.start_date))
        if d.kind is DemandKind.RUNNING and d.participant in running:
            weeks.add(week_of(running[d.participant].start_date))
    return max(len(places), len(sections), len(weeks)) > 1


def _admits(scenario: Scenario, demands: Sequence[Demand], pinned: Demand) -> bool:
    """Tell whether the pinned class admits the person, given what else stands."""
    [sections] = admitting_sections(world_of(scenario, demands))
    named = {d.section for d in demands if d.kind is not DemandKind.PINNED_SECTION}
    return pinned.section in {*(s.id for s in sections), *named}


def _clash(kinds: Mapping[DemandKind, Demand], place: PlaceId | None) -> Demand:
    section = next((d.section for d in kinds.values() if d.section is not None), None)
    person = next(iter(kinds.values())).participant
    return Demand(
        DemandKind.RULE,
        person,
        place=place,
        section=section,
        rule=RuleCode.SLOT_CLASH,
    )


def _rules_at_places(
    scenario: Scenario,
    policy: Policy,
    demands: Sequence[Demand],
    kinds: Mapping[DemandKind, Demand],
) -> list[tuple[Demand, ...]]:
    world = world_of(scenario, demands)
    start = kinds.get(DemandKind.PINNED_START)
    week = None
    if start is not None and start.start_date is not None:
        week = scenario.horizon.week_of(start.start_date)
    failed = failed_rules(world, policy, 0, week)
    person, pinned = demands[0].participant, kinds.get(DemandKind.PINNED_PLACE)
    if pinned is not None and pinned.place is not None:
        at = pinned.place
        if not failed[at]:
            return [(_clash(kinds, at),)]
        return [
            (_with_figures(scenario, policy, person, at, rule),) for rule in failed[at]
        ]
    by_place = [codes or (RuleCode.SLOT_CLASH,) for codes in failed.values()]
    codes = _fewest_that_hit(by_place) if by_place else [RuleCode.NO_PLACES]
    return [tuple(Demand(DemandKind.RULE, person, rule=code) for code in codes)]


def _with_figures(
    scenario: Scenario,
    policy: Policy,
    participant: ParticipantId | None,
    at: PlaceId,
    rule: RuleCode,
) -> Demand:
    """Return ``rule`` at a place, with what there is and what is asked."""
    found = Demand(DemandKind.RULE, participant, place=at, rule=rule)
    person = next(p for p in scenario.participants if p.id == participant)
    place = next(p for p in scenario.places if p.id == at)
    if rule is RuleCode.TRAVEL_LIMIT:
        minutes = minutes_to_place(scenario, policy, person, place)
        return replace(found, count=minutes, needed=person.travel_limit_minutes)
    if rule is RuleCode.CEFR_FLOOR:
        levels = zip(place.level_floor.levels, person.level.levels, strict=True)
        floor, have = max(levels, key=lambda pair: pair[0] - pair[1])
        return replace(found, count=int(have), needed=int(floor))
    return found


def _fewest_that_hit(by_place: Sequence[Sequence[RuleCode]]) -> list[RuleCode]:
    """Return codes of which every place has one, and none of which can be spared."""
    order = [code for code in RuleCode if any(code in codes for codes in by_place)]
    by_use = sorted(order, key=lambda code: sum(code in codes for codes in by_place))
    kept = list(order)
    for code in by_use:
        others = [c for c in kept if c is not code]
        if all(set(others) & set(codes) for codes in by_place):
            kept = others
    return kept
