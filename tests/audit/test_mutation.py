"""Corrupt a sound plan in each way a rule forbids: the audit names that rule.

The scenario has one special place, slot or class for each rule, so that a single change
of the plan breaks that rule and no other.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from matcher.audit import AuditReport, audit_plan
from matcher.domain.agreements import Counted, Pair, PairKind, Quota
from matcher.domain.decisions import Ban, EarlierPlacement, Pin, RunningPlacement
from matcher.domain.fallbacks import Fallback, FallbackRank
from matcher.domain.ids import (
    EmployerId,
    ParticipantId,
    PlaceId,
    QuotaId,
    SectionId,
    SectorCode,
    SpecialistId,
    SubjectCode,
    SubjectGroupId,
)
from matcher.domain.language import CefrLevel
from matcher.domain.participant import WorkingWindow
from matcher.domain.plan import Placement, Plan
from matcher.domain.policy import Policy, Tier
from matcher.domain.programme import EducationLevel, PatternStep, ProgrammeType
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.domain.subject_groups import SubjectSeat
from matcher.domain.visit import Visit, VisitKind
from matcher.domain.visits import visits_asked, visits_missed
from tests.audit.judging import CALENDAR_RULES, day
from tests.audit.plans import honest_plan
from tests.helpers import builders as make

P1 = ParticipantId("p1")
LAST = day("2027-02-12")


def own(id: str, **changes):
    """A place with an employer of its own."""
    return make.place(id, employer=EmployerId(f"e-{id}"), **changes)


def world() -> Scenario:
    people = [
        make.participant(
            "p1",
            birth_year=1990,
            sector_vetoes={"fiskeri"},
            place_vetoes={"q-vetoed"},
            employer_vetoes={"e-q-employer"},
            cannot={"heavy-lifting"},
            working_window=WorkingWindow(7 * 60, 16 * 60),
            available_slots=make.slots("man tir ons tor fre"),
            latest_end=LAST,
        ),
        make.participant("p2", available_slots=make.slots("man tir ons tor")),
        make.participant("p3", template="ramp"),
        make.participant("p4"),
        make.participant("p5", template="ramp", education=EducationLevel.NONE),
        make.participant("p6", template="class"),
        make.participant("p7", template="schooled", education=EducationLevel.NONE),
        make.participant("p8"),
        make.participant("p10", template="chained"),
        make.participant("p9a"),
        make.participant("p9b"),
    ]
    places = [
        own("q1"),
        own("q2", people_at_once=2),
        own("q3"),
        own("q4"),
        own("q5", people_at_once=2, seats_each_slot=2),
        make.place(
            "q6a",
            employer=EmployerId("one-at-once"),
            location=make.north_of(make.HERE, 5),
        ),
        make.place("q6b", employer=EmployerId("one-at-once")),
        make.place("q7a", employer=EmployerId("one-start")),
        make.place("q7b", employer=EmployerId("one-start")),
        own("q8", seats_each_slot=2, people_at_once=1),
        own("q-sector", sector="fiskeri"),
        own("q-vetoed"),
        own("q-refuses", participant_vetoes={P1}),
        own("q-employer"),
        own("q-banned"),
        own("q-b2", level_floor=make.level("B2")),
        own("q-far", location=make.north_of(make.HERE, 90)),
        own("q-early", start_minute=6 * 60),
        own("q-licence", requires={"driving-licence-b"}),
        own("q-heavy", demands={"heavy-lifting"}),
        own("q-kvp", programmes={ProgrammeType.KVP}),
        own("q-earlier"),
        own("q-step", step_level=1),
        own("q-later", open_from=day("2026-10-12")),
        own("q-elders", min_age=60),
        own("q-mentor", mentor_minutes_per_week=60),
        make.place("q-short", employer=EmployerId("short-of-mentors")),
        make.place("q-alone", employer=EmployerId("no-staff")),
        make.place("q-rest", employer=EmployerId("resting")),
        own("q-quota", sector="lager"),
        own("q-never", sector="transport"),
        own("q-several", opens_with=2),
        make.place("q-no-job", employer=EmployerId("promises")),
    ]
    return make.scenario(
        people,
        places,
        employers=[
            make.employer("one-at-once", people_at_once=1),
            make.employer("one-start", starts_per_week=1),
            make.employer("short-of-mentors", mentor_minutes_per_week=60),
            make.employer("no-staff", staff=0),
            make.employer("resting", rest_weeks=4),
            make.employer("promises", hire_share_percent=30, jobs=0),
            *(
                make.employer(place.employer)
                for place in places
                if place.employer.startswith("e-")
            ),
        ],
        templates=[
            make.template(),
            make.template("ramp", steps=(PatternStep(2, 8), PatternStep(3))),
            make.template("chained", chain_first_weeks=8),
            make.template("class", steps=(), work_minutes_per_week=0),
            make.template("schooled", min_education=EducationLevel.PRIMARY),
        ],
        sections=[
            make.section(),
            make.section("c2", menu="man fre", seats=2),
            make.section("high", level_from=CefrLevel.B2),
        ],
        bans=(Ban(P1, place=PlaceId("q-banned")),),
        earlier=(
            EarlierPlacement(
                P1, EmployerId("e-q-earlier"), day("2025-01-06"), day("2025-06-20"), 2
            ),
        ),
        quotas=(
            Quota(QuotaId("no-warehouses"), 0, sector=SectorCode("lager")),
            Quota(
                QuotaId("no-driving"), 0, Counted.PERIOD, sector=SectorCode("transport")
            ),
        ),
        specialists=(
            make.specialist(
                "s1",
                2,
                templates={"ramp"},
                working_window=WorkingWindow(9 * 60, 16 * 60),
            ),
            make.specialist("s2", 0, templates={"ramp"}),
        ),
        pairs=(
            Pair(P1, ParticipantId("p3")),
            Pair(ParticipantId("p9a"), ParticipantId("p9b"), PairKind.TOGETHER),
        ),
        pins=(Pin(ParticipantId("p4"), place=PlaceId("q4"), section=SectionId("c1")),),
        running=(
            RunningPlacement(
                ParticipantId("p8"),
                PlaceId("q3"),
                day("2026-06-01"),
                day("2026-12-18"),
                make.slots("ons"),
            ),
        ),
    )


WORLD = world()


def instead(person: str, place: str, *withdrawn: str) -> Fallback:
    """Plan B, or plan C where two have withdrawn, on two days after the lead time."""
    rank = FallbackRank.B if len(withdrawn) == 1 else FallbackRank.C
    later = make.placement(person, place, practice="ons tor", first=day("2026-09-14"))
    return Fallback(rank, tuple(map(EmployerId, withdrawn)), later)


RAMP = replace(
    make.placement("p3", "q7a"),
    specialist=SpecialistId("s1"),
    steps=(
        make.step(make.START, "ons tor"),
        make.step(day("2026-10-12"), "ons tor fre"),
    ),
)

SOUND = honest_plan(
    WORLD,
    make.placement("p1", "q1"),
    make.placement("p2", "q2", practice="ons tor"),
    RAMP,
    make.placement("p4", "q4"),
    replace(
        make.placement("p5", "q6a", practice="ons tor"), specialist=SpecialistId("s1")
    ),
    make.placement(
        "p8", "q3", practice="ons", first=day("2026-06-01"), last=day("2026-12-18")
    ),
)
"""Everyone where they may be."""

Corrupt = Callable[[Plan], Plan]


def with_row(person: str, **changes) -> Corrupt:
    """Change the row of one person."""

    def corrupt(plan: Plan) -> Plan:
        rows = tuple(
            replace(row, **changes) if row.participant == person else row
            for row in plan.placements
        )
        return honest_plan(WORLD, *rows)

    return corrupt


def to(place: str, person: str = "p1") -> Corrupt:
    return with_row(person, place=PlaceId(place))


def on(practice: str, person: str = "p1") -> Corrupt:
    return with_row(person, steps=(make.step(make.START, practice),))


def also(*rows: Placement) -> Corrupt:
    return lambda plan: honest_plan(WORLD, *plan.placements, *rows)


def without(person: str) -> Corrupt:
    def corrupt(plan: Plan) -> Plan:
        kept = (row for row in plan.placements if row.participant != person)
        return honest_plan(WORLD, *kept)

    return corrupt


def in_class(person: str, section: str) -> Corrupt:
    return with_row(person, section=SectionId(section))


def three_in_a_class_of_two(plan: Plan) -> Plan:
    """Put three people in a class with two seats, with practice on other days."""
    rows = tuple(
        replace(
            row,
            section=SectionId("c2"),
            steps=(make.step(make.START, "ons tor"),),
        )
        if row.participant in ("p1", "p3", "p5")
        else row
        for row in plan.placements
    )
    return honest_plan(WORLD, *rows)


def one_after_another(plan: Plan) -> Plan:
    """Let one begin the week after the other has left, where there is to be a rest."""
    first = {"place": PlaceId("q-rest"), "end_date": day("2026-10-09")}
    second = {"place": PlaceId("q-rest"), "start_date": day("2026-10-12")}
    steps = (make.step(day("2026-10-12"), "ons tor"),)
    return with_row("p2", steps=steps, **second)(with_row("p1", **first)(plan))


def silent(plan: Plan) -> Plan:
    untold = tuple(replace(entry, reasons=()) for entry in plan.not_placed)
    return replace(plan, not_placed=untold)


def boasting(plan: Plan) -> Plan:
    tiers = tuple(
        replace(t, value=t.bound + 1, bound=t.bound + 1) if t.name is Tier.FIT else t
        for t in plan.tiers
    )
    return replace(plan, tiers=tiers)


def visit(
    person: str, start: int, day_of_visit: str = "2026-08-19", **changes
) -> Visit:
    """A triangle meeting in the first week; p3 is at q7a and p5 at q6a."""
    place = {"p3": "q7a", "p5": "q6a"}[person]
    plain = Visit(
        make.visitor("s1"),
        ParticipantId(person),
        PlaceId(place),
        day(day_of_visit),
        start,
        60,
        VisitKind.TRIANGLE,
    )
    return replace(plain, **changes)


def visited(*visits: Visit) -> Corrupt:
    """Add visits, and say truly how many they are of those asked."""

    def corrupt(plan: Plan) -> Plan:
        asked = visits_asked(WORLD, plan.placements)
        counts = {
            "visits_asked": len(asked),
            "visits_missed": visits_missed(WORLD, asked, visits),
            "visits_missed_bound": 0,
        }
        return replace(plan, visits=visits, metrics={**plan.metrics, **counts})

    return corrupt


def in_group(plan: Plan) -> Plan:
    """Give p1 a group in a subject that their class has no groups in."""
    seat = SubjectSeat(P1, SubjectCode("engelsk"), SubjectGroupId("g1"))
    return replace(plan, subject_seats=(seat,))


MUTATIONS: dict[str, tuple[RuleCode, Corrupt]] = {
    "sector": (RuleCode.SECTOR_VETO, to("q-sector")),
    "vetoed place": (RuleCode.PLACE_VETO, to("q-vetoed")),
    "place refuses": (RuleCode.PLACE_VETO, to("q-refuses")),
    "vetoed employer": (RuleCode.EMPLOYER_VETO, to("q-employer")),
    "banned": (RuleCode.BAN, to("q-banned")),
    "language": (RuleCode.CEFR_FLOOR, to("q-b2")),
    "travel": (RuleCode.TRAVEL_LIMIT, to("q-far")),
    "hours": (RuleCode.WORKING_HOURS, to("q-early")),
    "day off": (RuleCode.AVAILABILITY, on("ons fre", "p2")),
    "licence": (RuleCode.REQUIREMENT, to("q-licence")),
    "heavy": (RuleCode.DEMAND, to("q-heavy")),
    "programme": (RuleCode.PROGRAMME_ACCEPTED, to("q-kvp")),
    "same employer": (RuleCode.REPEAT_EMPLOYER, to("q-earlier")),
    "a step down": (RuleCode.STEP_LEVEL, to("q-step")),
    "not open yet": (RuleCode.DATES, to("q-later")),
    "too late": (RuleCode.DATES, with_row("p1", end_date=day("2027-02-13"))),
    "too short": (RuleCode.DATES, with_row("p1", end_date=day("2026-10-02"))),
    "too young": (RuleCode.AGE_GATE, to("q-elders")),
    "schooling": (RuleCode.EDUCATION_GATE, also(make.placement("p7", "q5"))),
    "no practice": (RuleCode.NO_PRACTICE_PHASE, also(make.placement("p6", "q5"))),
    "seat taken": (RuleCode.SEAT_DAY, to("q2")),
    "too many people": (
        RuleCode.PEOPLE_AT_ONCE,
        lambda plan: to("q8", "p2")(to("q8")(plan)),
    ),
    "employer full": (RuleCode.EMPLOYER_PEOPLE, to("q6b")),
    "start together": (RuleCode.EMPLOYER_STARTS, to("q7b")),
    "class full": (RuleCode.SECTION_SEATS, three_in_a_class_of_two),
    "no mentor here": (RuleCode.MENTOR_HOURS, to("q-mentor")),
    "no mentor of the employer": (RuleCode.MENTOR_HOURS, to("q-short")),
    "nobody to work beside": (RuleCode.UNPAID_STAFF, to("q-alone")),
    "no rest": (RuleCode.EMPLOYER_REST, one_after_another),
    "quota at once": (RuleCode.QUOTA, to("q-quota")),
    "quota of the period": (RuleCode.QUOTA, to("q-never")),
    "not apart": (RuleCode.APART, lambda plan: to("q5", "p3")(to("q5")(plan))),
    "alone where it opens for two": (RuleCode.OPENS_WITH, to("q-several")),
    "one of two": (RuleCode.TOGETHER, also(make.placement("p9a", "q5"))),
    "no job to promise": (RuleCode.HIRING, to("q-no-job")),
    "a specialist of others": (
        RuleCode.CASELOAD,
        with_row("p1", specialist=SpecialistId("s1")),
    ),
    "a specialist without room": (
        RuleCode.CASELOAD,
        with_row("p3", specialist=SpecialistId("s2")),
    ),
    "unknown specialist": (
        RuleCode.UNKNOWN_ID,
        with_row("p1", specialist=SpecialistId("s9")),
    ),
    "followed by nobody": (RuleCode.INCOMPLETE, with_row("p3", specialist=None)),
    "second place": (
        RuleCode.ONE_PLACEMENT,
        also(make.placement("p1", "q5", first=day("2026-09-14"))),
    ),
    "too long between two placements": (
        RuleCode.CHAIN,
        also(
            make.placement("p10", "q5", last=day("2026-10-09")),
            make.placement("p10", "q-later", first=day("2026-10-26")),
        ),
    ),
    "wrong class": (RuleCode.SECTION_FIT, in_class("p1", "high")),
    "class day": (RuleCode.SLOT_CLASH, on("tir ons tor")),
    "too few days": (RuleCode.WEEK_PATTERN, on("ons")),
    "too many days": (RuleCode.WEEK_PATTERN, on("ons tor fre", "p3")),
    "a day lost": (
        RuleCode.STEP_NESTING,
        with_row(
            "p3",
            steps=(
                make.step(make.START, "ons tor"),
                make.step(day("2026-10-12"), "tor fre"),
            ),
        ),
    ),
    "running moved": (RuleCode.RUNNING_KEPT, to("q5", "p8")),
    "running dropped": (RuleCode.RUNNING_KEPT, without("p8")),
    "plan B at the same employer": (
        RuleCode.FALLBACK,
        with_row("p5", fallbacks=(instead("p5", "q6b", "one-at-once"),)),
    ),
    "plan B overfills a seat": (
        RuleCode.FALLBACK,
        with_row("p1", fallbacks=(instead("p1", "q2", "e-q1"),)),
    ),
    "plan C collides": (
        RuleCode.FALLBACK,
        with_row(
            "p1",
            fallbacks=(
                instead("p1", "q5", "e-q1"),
                instead("p1", "q4", "e-q1", "e-q5"),
            ),
        ),
    ),
    "unknown place": (RuleCode.UNKNOWN_ID, to("q99")),
    "visit of nobody's asking": (
        RuleCode.VISIT_ASKED,
        visited(visit("p3", 540, minutes=30)),
    ),
    "visit after practice": (RuleCode.VISIT_PRESENCE, visited(visit("p3", 880))),
    "visit before the hours": (RuleCode.VISIT_HOURS, visited(visit("p3", 500))),
    "two visits at once": (
        RuleCode.VISIT_CLASH,
        visited(visit("p3", 540), visit("p5", 590)),
    ),
    "no time for the way": (
        RuleCode.VISIT_TRAVEL,
        visited(visit("p3", 540), visit("p5", 600)),
    ),
    "group of another class": (RuleCode.SUBJECT_GROUP, in_group),
    "no reason": (RuleCode.INCOMPLETE, silent),
    "boasting": (RuleCode.STATED_VALUE, boasting),
}
"""How a plan is corrupted, and the rule that forbids it."""


def mutated(name: str) -> AuditReport:
    _, corrupt = MUTATIONS[name]
    return audit_plan(WORLD, Policy(), corrupt(SOUND))


def test_the_plan_is_sound_before_it_is_corrupted():
    """Nothing is found in the plan all mutations start from."""
    report = audit_plan(WORLD, Policy(), SOUND)
    assert (report.violations, report.warnings) == ((), ())


def test_every_rule_a_plan_can_break_is_broken_once():
    """All rules have a mutation but pins and lower sides, given up and never broken."""
    rest = set(RuleCode) - {rule for rule, _ in MUTATIONS.values()} - CALENDAR_RULES
    given_up = {RuleCode.PINNED, RuleCode.QUOTA_LEAST}
    assert rest == {*given_up, RuleCode.ROOM_LEFT, RuleCode.NO_PLACES}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_corrupted_plan_is_named_by_its_rule_alone(name):
    """The audit finds the rule that was broken, and finds no other."""
    rule, _ = MUTATIONS[name]
    assert {v.rule for v in mutated(name).violations} == {rule}


def test_a_pin_that_is_not_honoured_is_a_warning():
    """Moving a pinned person gives up the pin; it breaks no rule."""
    report = audit_plan(WORLD, Policy(), to("q5", "p4")(SOUND))
    assert report.violations == ()
    assert [w.rule for w in report.warnings] == [RuleCode.PINNED]
    assert report.values[Tier.REPAIR] == -1
