"""Eligibility once more, slowly: every pair, every start, plain Python and dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from matcher.domain.geography import travel_minutes
from matcher.domain.ids import SlotId
from matcher.domain.language import levels_gained, predicted
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.policy import Policy
from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.rules import PAIR_RULES, RuleCode
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection


@dataclass(frozen=True)
class Judged:
    """What the oracle says of one pair; ``examined`` pairs only have ``failed``."""

    minutes: int
    examined: bool
    failed: frozenset[RuleCode]
    usable: frozenset[SlotId]
    starts: tuple[int, ...]


def judge(
    scenario: Scenario, policy: Policy, person: Participant, place: PracticePlace
) -> Judged:
    template = scenario.templates_by_id()[person.template]
    minutes, named = _minutes(scenario, policy, person, place)
    by_date = [w for w in _grid(policy) if _fits(scenario, person, place, template, w)]
    dated = by_date or list(_grid(policy))
    by_age = [w for w in dated if _of_age(scenario, person, place, template, w)]
    aged = by_age or dated
    starts = [w for w in aged if _speaks(scenario, policy, person, place, w)]
    checks = {
        RuleCode.SECTOR_VETO: place.sector in person.sector_vetoes,
        RuleCode.PLACE_VETO: place.id in person.place_vetoes
        or person.id in place.participant_vetoes,
        RuleCode.EMPLOYER_VETO: place.employer in person.employer_vetoes,
        RuleCode.BAN: any(
            ban.participant == person.id
            and ban.place in (None, place.id)
            and ban.employer in (None, place.employer)
            and ban.sector in (None, place.sector)
            for ban in scenario.bans
        ),
        RuleCode.CEFR_FLOOR: not starts,
        RuleCode.TRAVEL_LIMIT: minutes > person.travel_limit_minutes,
        RuleCode.WORKING_HOURS: _hours_fail(scenario, person, place, template),
        RuleCode.AVAILABILITY: _most(
            scenario, person, template, _free(scenario, person, place)
        )
        < template.min_practice_slots,
        RuleCode.REQUIREMENT: not place.requires <= person.qualifications,
        RuleCode.DEMAND: bool(place.demands & person.cannot),
        RuleCode.PROGRAMME_ACCEPTED: place.programmes is not None
        and template.programme not in place.programmes,
        RuleCode.REPEAT_EMPLOYER: any(
            e.participant == person.id and e.employer == place.employer
            for e in scenario.earlier
        ),
        RuleCode.STEP_LEVEL: _wrong_step(scenario, policy, person, place),
        RuleCode.DATES: not by_date,
        RuleCode.AGE_GATE: not by_age,
        RuleCode.EDUCATION_GATE: person.education is not None
        and not (
            (template.min_education or 0)
            <= person.education
            <= (4 if template.max_education is None else template.max_education)
        ),
        RuleCode.NO_PRACTICE_PHASE: not template.steps,
    }
    return Judged(
        minutes,
        named or minutes <= 2 * person.travel_limit_minutes,
        frozenset(code for code, broken in checks.items() if broken),
        _free(scenario, person, place) & _kept(scenario, person, place),
        tuple(starts),
    )


def _wrong_step(
    scenario: Scenario, policy: Policy, person: Participant, place: PracticePlace
) -> bool:
    """A step below one they have been on, or one they have been on often enough."""
    been_on = [e.step_level for e in scenario.earlier if e.participant == person.id]
    if place.step_level is None:
        return False
    if any(step is not None and step > place.step_level for step in been_on):
        return True
    times = been_on.count(place.step_level)
    return 0 < policy.most_on_step <= times and not person.may_stay_on_step


def table(scenario: Scenario, policy: Policy) -> Iterator[tuple[int, int, Judged]]:
    for p, person in enumerate(scenario.participants):
        for q, place in enumerate(scenario.places):
            yield p, q, judge(scenario, policy, person, place)


def counts(
    scenario: Scenario, policy: Policy
) -> tuple[list[list[int]], list[list[int]], list[int]]:
    """``fails``, ``fails_only`` and ``examined`` as nested lists."""
    fails = [[0] * len(PAIR_RULES) for _ in scenario.participants]
    only = [[0] * len(PAIR_RULES) for _ in scenario.participants]
    examined = [0] * len(scenario.participants)
    for p, _, judged in table(scenario, policy):
        examined[p] += judged.examined
        broken = judged.failed if judged.examined else {RuleCode.TRAVEL_LIMIT}
        for code in broken:
            fails[p][PAIR_RULES.index(code)] += 1
            only[p][PAIR_RULES.index(code)] += judged.examined and len(broken) == 1
    return fails, only, examined


def _minutes(
    scenario: Scenario, policy: Policy, person: Participant, place: PracticePlace
) -> tuple[int, bool]:
    for home in (person.id, person.home_key):
        given = scenario.travel.get((home, place.id, person.travel_mode))
        if given is not None:
            return given, True
    decided = [(d.participant, d.place) for d in scenario.pins]
    decided += [(d.participant, d.place) for d in scenario.running]
    named = (person.id, place.id) in decided
    speed = policy.speed(person.travel_mode)
    return travel_minutes(person.home, place.location, speed), named


def _grid(policy: Policy) -> range:
    return range(0, policy.latest_start_week + 1, policy.start_every_weeks)


def _fits(
    scenario: Scenario,
    person: Participant,
    place: PracticePlace,
    template: ProgrammeTemplate,
    week: int,
) -> bool:
    """Some length from ``week`` on, cut by the last whole week, is long enough."""
    monday = scenario.horizon.monday(week)
    begins = (person.earliest_start, person.programme_start, place.open_from)
    if any(day is not None and monday < day for day in begins):
        return False
    ends = (person.latest_end, person.programme_end, place.open_to)
    last_weekday = max(slot.weekday for slot in scenario.grid.slots)
    weeks = 0
    while week + weeks < scenario.horizon.placement_weeks and all(
        day is None or monday + timedelta(weeks=weeks, days=last_weekday) <= day
        for day in ends
    ):
        weeks += 1
    return any(
        min(length, weeks) >= max(1, template.min_weeks)
        for length in (
            *template.lengths_weeks,
            *([scenario.horizon.placement_weeks] if person.school_start else []),
        )
    )


def _of_age(
    scenario: Scenario,
    person: Participant,
    place: PracticePlace,
    template: ProgrammeTemplate,
    week: int,
) -> bool:
    if person.birth_year is None:
        return True
    age = scenario.horizon.monday(week).year - person.birth_year
    least = max(template.min_age or 0, place.min_age or 0)
    return least <= age <= (200 if template.max_age is None else template.max_age)


def _speaks(
    scenario: Scenario,
    policy: Policy,
    person: Participant,
    place: PracticePlace,
    week: int,
) -> bool:
    assessed: date = person.level_date or scenario.horizon.start
    gained = levels_gained(
        assessed, scenario.horizon.monday(week), policy.weeks_per_level
    )
    return predicted(person.level, gained).reaches(place.level_floor)


def _offered(place: PracticePlace) -> frozenset[SlotId]:
    return frozenset(slot for slot, seats in place.seats if seats > 0)


def _free(
    scenario: Scenario, person: Participant, place: PracticePlace
) -> frozenset[SlotId]:
    whole = frozenset(slot.id for slot in scenario.grid.slots)
    free = whole if person.available_slots is None else person.available_slots
    return _offered(place) & free


def _kept(
    scenario: Scenario, person: Participant, place: PracticePlace
) -> frozenset[SlotId]:
    """Slots whose hours at the place lie inside the person's window."""
    window, kept = person.working_window, set()
    for slot in scenario.grid.slots:
        start = slot.start_minute if place.start_minute is None else place.start_minute
        end = slot.end_minute if place.end_minute is None else place.end_minute
        if window.earliest_minute <= start and end <= window.latest_minute:
            kept.add(slot.id)
    return frozenset(kept)


def _may_join(
    section: ClassSection, person: Participant, template: ProgrammeTemplate
) -> bool:
    if person.section is not None:
        return section.id == person.section
    if person.municipality not in section.municipalities:
        return False
    if not section.level_from <= person.level.overall <= section.level_to:
        return False
    if section.templates is None and len(section.menu) != template.class_slots:
        return False
    if section.templates is not None and person.template not in section.templates:
        return False
    return person.available_slots is None or section.menu <= person.available_slots


def _most(
    scenario: Scenario,
    person: Participant,
    template: ProgrammeTemplate,
    slots: frozenset[SlotId],
) -> int:
    """Most of ``slots`` beside a class; all of them where there is no class."""
    if template.class_slots == 0 and person.section is None:
        return len(slots)
    menus = [
        frozenset() if s.alternation else s.menu
        for s in scenario.sections
        if _may_join(s, person, template)
    ]
    return max((len(slots - menu) for menu in menus), default=len(slots))


def _hours_fail(
    scenario: Scenario,
    person: Participant,
    place: PracticePlace,
    template: ProgrammeTemplate,
) -> bool:
    needed = template.min_practice_slots
    kept = _kept(scenario, person, place)
    free = _free(scenario, person, place)
    if _most(scenario, person, template, free) >= needed:
        return _most(scenario, person, template, free & kept) < needed
    return len(_offered(place)) >= needed > len(_offered(place) & kept)
