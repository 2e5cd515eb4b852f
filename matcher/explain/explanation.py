"""The facts behind one person's result."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.domain.absences import ProgrammeEnd
from matcher.domain.alternation import Alternation
from matcher.domain.calendars import SchoolCalendar
from matcher.domain.certificates import Certificate, certificate_about
from matcher.domain.conflicts import Conflict, conflicts_about
from matcher.domain.fit import FitParts, fit_parts
from matcher.domain.ids import ParticipantId, SectionId, SlotId, TeacherId
from matcher.domain.language import SKILLS, CefrLevel, levels_gained, predicted
from matcher.domain.law import Duty, Urgency, duty_of
from matcher.domain.metrics import days_on, practice_spans, specialist_loads
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.plan import NotPlaced, NotPlacedReason, Placement, Plan
from matcher.domain.policy import FitWeights, Policy
from matcher.domain.practice_hours import PracticeHours
from matcher.domain.programme_length import programme_ends
from matcher.domain.reasons import Relaxation
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.domain.specialists import SpecialistLoad
from matcher.domain.subject_groups import SubjectSeat, asked_seats
from matcher.domain.travel import minutes_to_class, minutes_to_place
from matcher.domain.weeks import DateSpan
from matcher.domain.work import is_practice_day, practice_minutes


@dataclass(frozen=True, slots=True)
class SkillFacts:
    """One of the four skills: level now, expected at the start, floor and wish."""

    skill: str
    level: CefrLevel
    at_start: CefrLevel
    floor: CefrLevel
    wish: CefrLevel


@dataclass(frozen=True, slots=True)
class PlacementFacts:
    """What a person's placement is like for them.

    Attributes
    ----------
    wish_rank
        0 for the best wish; ``None`` where the sector is not wished.
    num_wishes
        Ranks the person has; 0 where none are known.
    travel_minutes, class_minutes
        One way to the place and to class, 0 without class; never more than
        ``travel_limit`` for the place, unless the placement is running.
    fit, weights
        Points of each part and the most it could give there.
    teachers
        Of their class who visit them at the place.
    """

    placement: Placement
    place: PracticePlace
    wish_rank: int | None
    num_wishes: int
    travel_minutes: int
    class_minutes: int
    travel_limit: int
    skills: tuple[SkillFacts, ...]
    fit: FitParts
    weights: FitWeights
    teachers: tuple[TeacherId, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkHours:
    """Work-oriented minutes over the person's duty window.

    Attributes
    ----------
    window
        ``None`` where nothing is asked.
    brought
        By the placement.
    """

    urgency: Urgency
    window: DateSpan | None
    required: int
    secured: int
    brought: int

    @property
    def missing(self) -> int:
        """What is still lacking; 0 where the person is covered."""
        return max(0, self.required - self.secured - self.brought)


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """The group of one person in one subject, or why there is none.

    Attributes
    ----------
    level
        ``None`` where it is not known.
    slots
        Of the group, in the order of the week; empty without one.
    crowd_people, crowd_seats
        Where all groups are full: people who need one of the crowd, and its seats.
    """

    seat: SubjectSeat
    level: int | None
    slots: tuple[SlotId, ...] = ()
    crowd_people: int = 0
    crowd_seats: int = 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one person got what they got.

    ``reasons`` are empty for those placed, whose own stand in their placement;
    ``relaxations`` are ``None`` for them, and where the plan does not say.
    ``certificate`` names the crowd that the person is in; ``None`` without one.
    ``conflicts`` are those for which the person gave something up.
    ``municipality`` is the name of the person's; ``full_specialists`` those who could
    follow them, where that is why they have no placement. ``second`` is the placement
    that follows; ``None`` where there is none. ``programme_end`` is ``None`` where it is
    the stated one, or unknown. ``alternation`` is that of the class, with the first day
    of a week of class in this period; ``None`` where it meets every week. ``subjects``
    are those that the class has in parallel groups. ``practice`` is ``None`` for people
    whose practice is not added up.
    """

    participant: ParticipantId
    section: SectionId | None
    placed: PlacementFacts | None
    hours: WorkHours
    reasons: tuple[NotPlacedReason, ...]
    relaxations: tuple[Relaxation, ...] | None = None
    certificate: Certificate | None = None
    conflicts: tuple[Conflict, ...] = ()
    municipality: str = ""
    full_specialists: tuple[SpecialistLoad, ...] = ()
    second: PlacementFacts | None = None
    programme_end: ProgrammeEnd | None = None
    alternation: tuple[Alternation, date] | None = None
    subjects: tuple[SubjectFacts, ...] = ()
    practice: PracticeHours | None = None


def explain(
    scenario: Scenario, policy: Policy, plan: Plan, participant: ParticipantId
) -> Explanation:
    """Return the facts behind what ``plan`` gives ``participant``.

    Raises
    ------
    KeyError
        Where the scenario has no such participant.
    """
    person = scenario.participants_by_id()[participant]
    placements = [p for p in plan.placements if p.participant == person.id]
    placement, second = (*placements, None, None)[:2]
    waiting = next((w for w in plan.not_placed if w.participant == person.id), None)
    if placement is not None:
        section = placement.section
    else:
        section = None if waiting is None else waiting.section
    return Explanation(
        person.id,
        section,
        None if placement is None else _facts(scenario, policy, person, placement),
        _hours(scenario, person, placements),
        () if waiting is None else waiting.reasons,
        None if waiting is None else waiting.relaxations,
        certificate_about(plan.certificates, person.id),
        conflicts_about(plan.conflicts, person.id),
        scenario.municipalities_by_id()[person.municipality].name,
        () if waiting is None else _full_specialists(scenario, plan, waiting),
        None
        if second is None or placement is None
        else _facts(scenario, policy, person, second, placement),
        next(iter(programme_ends([person])), None),
        _alternation(scenario, section),
        tuple(subject_facts(scenario, plan, person.id)),
        next((p for p in plan.practice_hours if p.participant == person.id), None),
    )


def _alternation(
    scenario: Scenario, section: SectionId | None
) -> tuple[Alternation, date] | None:
    own = None if section is None else scenario.alternating_sections().get(section)
    if own is None or own.alternation is None:
        return None
    return own.alternation, own.alternation.first_class_day(scenario.horizon.start)


def subject_facts(
    scenario: Scenario, plan: Plan, participant: ParticipantId
) -> Iterator[SubjectFacts]:
    """Yield the groups that ``plan`` gives a person in the subjects of their class."""
    groups = {group.id: group for group in scenario.subject_groups}
    people = scenario.participants_by_id()
    placed: list[Placement | NotPlaced] = [*plan.placements, *plan.not_placed]
    sections = {p.participant: p.section for p in placed if p.section is not None}
    asked = list(asked_seats(people.values(), groups.values(), sections))
    for seat in plan.subject_seats:
        if seat.participant == participant:
            crowd = frozenset(seat.crowd)
            own = frozenset() if seat.group is None else groups[seat.group].slots
            yield SubjectFacts(
                seat,
                dict(people[participant].subject_levels).get(seat.subject),
                scenario.grid.slots_of(scenario.grid.mask(own)),
                sum(bool(one.fitting) and one.fitting <= crowd for one in asked),
                sum(groups[group].seats for group in crowd),
            )


def _full_specialists(
    scenario: Scenario, plan: Plan, waiting: NotPlaced
) -> tuple[SpecialistLoad, ...]:
    if all(reason.rule is not RuleCode.CASELOAD for reason in waiting.reasons):
        return ()
    team = scenario.teams().get(waiting.participant, ())
    loads = specialist_loads(scenario, plan.placements)
    return tuple(load for load in loads if load.specialist.id in team)


def _facts(
    scenario: Scenario,
    policy: Policy,
    person: Participant,
    placement: Placement,
    before: Placement | None = None,
) -> PlacementFacts:
    places = scenario.places_by_id()
    place = places[placement.place]
    section = (
        None
        if placement.section is None
        else scenario.sections_by_id()[placement.section]
    )
    horizon = scenario.horizon
    monday = horizon.monday(horizon.week_of(placement.start_date))
    return PlacementFacts(
        placement,
        place,
        person.wish_rank(place.sector),
        len(person.sector_wishes),
        minutes_to_place(scenario, policy, person, place),
        minutes_to_class(policy, person, section),
        person.travel_limit_minutes,
        _skills(scenario, policy, person, place, placement),
        fit_parts(
            scenario,
            policy,
            person,
            place,
            section,
            monday,
            placement.steps[-1].slots,
            None if before is None else places[before.place],
        ),
        policy.fit.at(place),
        tuple(t.id for t in scenario.teachers_of(placement.section)),
    )


def _skills(
    scenario: Scenario,
    policy: Policy,
    person: Participant,
    place: PracticePlace,
    placement: Placement,
) -> tuple[SkillFacts, ...]:
    horizon = scenario.horizon
    gained = levels_gained(
        person.level_date or horizon.start,
        horizon.monday(horizon.week_of(placement.start_date)),
        policy.weeks_per_level,
    )
    columns = zip(
        SKILLS,
        person.level.levels,
        predicted(person.level, gained).levels,
        place.level_floor.levels,
        place.level_wish.levels,
        strict=True,
    )
    return tuple(SkillFacts(*column) for column in columns)


def _hours(
    scenario: Scenario, person: Participant, placements: Sequence[Placement]
) -> WorkHours:
    calendar = scenario.calendar_of(person)
    template = scenario.templates_by_id()[person.template]
    duty = duty_of(person, template, calendar, scenario.horizon)
    return WorkHours(
        duty.urgency,
        duty.window,
        duty.required_minutes,
        duty.secured_minutes,
        sum(_brought(scenario, calendar, duty, one) for one in placements),
    )


def _brought(
    scenario: Scenario, calendar: SchoolCalendar, duty: Duty, placement: Placement
) -> int:
    """Return the practice minutes of ``placement`` in the duty window."""
    window = duty.window
    if window is None:
        return 0
    place = scenario.places_by_id()[placement.place]
    grid = scenario.grid
    return sum(
        practice_minutes(place, slot)
        for span, names in practice_spans(placement, scenario.alternating_sections())
        for slot in (grid.slots[grid.index(name)] for name in names)
        for day in days_on(
            slot.weekday,
            DateSpan(max(span.first, window.first), min(span.last, window.last)),
        )
        if is_practice_day(place, calendar, day)
    )
