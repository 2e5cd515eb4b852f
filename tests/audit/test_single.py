"""Rules about one person's placement, class, pins and steps."""

from dataclasses import replace

import pytest

from matcher.domain.decisions import Pin, RunningPlacement
from matcher.domain.ids import ParticipantId, PlaceId, SectionId
from matcher.domain.language import CefrLevel
from matcher.domain.programme import PatternStep
from matcher.domain.rules import RuleCode
from tests.audit.judging import audited, broken, day, the_violation, the_warning
from tests.helpers import builders as make

P1, Q1, C1 = ParticipantId("p1"), PlaceId("q1"), SectionId("c1")
LAST = day("2027-02-12")
RAMP = (PatternStep(2, 8), PatternStep(3, 8), PatternStep(4))


def stepped(*steps, **changes):
    """A placement whose steps are ``("2026-08-17", "ons tor")`` and so on."""
    return replace(
        make.placement(**changes),
        steps=tuple(make.step(day(first), practice) for first, practice in steps),
    )


def with_template(**changes):
    return make.scenario(templates=[make.template(**changes)])


def with_class(of_person=None, **changes):
    return make.scenario(
        [make.participant(**(of_person or {}))], sections=[make.section(**changes)]
    )


def test_one_placement_neutral():
    """Nobody placed is nobody placed twice."""
    assert broken(make.scenario()) == []


def test_one_placement_forced_wrong():
    """Two rows for one person are one too many, though they follow each other."""
    first = make.placement(last=day("2026-11-13"))
    second = make.placement(at="q2", first=day("2026-11-16"))
    scenario = make.scenario(places=[make.place(), make.place("q2")])
    found = the_violation(scenario, second, first)
    assert (found.rule, found.found, found.allowed) == (RuleCode.ONE_PLACEMENT, 2, 1)
    assert (found.first, found.last) == (make.START, LAST)
    assert found.details["places"] == "q1, q2"


def test_one_placement_forced_right():
    """One row a person is one placement."""
    scenario = make.scenario(
        [make.participant(), make.participant("p2")], [make.place(), make.place("q2")]
    )
    assert broken(scenario, make.placement(), make.placement("p2", "q2")) == []


def test_the_same_row_twice_takes_one_seat():
    """A person written twice is one person at the place."""
    assert broken(make.scenario(), make.placement(), make.placement()) == [
        RuleCode.ONE_PLACEMENT
    ]


def test_section_fit_neutral():
    """A programme without class needs none."""
    scenario = with_template(class_slots=0)
    report = audited(scenario, make.placement(class_section=None))
    assert (report.violations, report.warnings, report.assumptions) == ((), (), ())


MISFITS = {
    "municipality": with_class(municipalities=frozenset({"4001"})),
    "level": with_class(level_from=CefrLevel.B1),
    "template": with_class(templates=frozenset({"kvp"})),
    "availability": with_class({"available_slots": make.slots("man ons tor fre")}),
    "given": make.scenario(
        [make.participant(section=SectionId("c2"))],
        sections=[make.section(), make.section("c2")],
    ),
    "not-needed": with_template(class_slots=0),
}


@pytest.mark.parametrize("aspect", MISFITS)
def test_section_fit_forced_wrong(aspect):
    """A class the person may not join is told with the reason."""
    found = the_violation(MISFITS[aspect], make.placement())
    assert (found.rule, found.aspect) == (RuleCode.SECTION_FIT, aspect)
    assert (found.participants, found.section) == ((P1,), C1)


def test_a_class_of_another_size_is_for_other_programmes():
    """Without named programmes, the class is for those with as many class slots."""
    scenario = make.scenario(
        sections=[make.section(menu="man")], templates=[make.template(class_slots=2)]
    )
    assert the_violation(scenario, make.placement()).aspect == "template"


@pytest.mark.parametrize(
    "scenario",
    [
        with_class(level_from=CefrLevel.A2, level_to=CefrLevel.A2),
        with_class(templates=frozenset({make.TEMPLATE})),
        with_class({"available_slots": make.slots("man tir ons tor fre")}),
        with_class({"section": C1}, municipalities=frozenset({"4001"})),
    ],
)
def test_section_fit_forced_right(scenario):
    """A class that just fits, or was given, fits."""
    assert broken(scenario, make.placement()) == []


def test_the_class_of_people_without_a_place_is_read_too():
    """Those who only go to class must fit it as well."""
    scenario = with_class(level_from=CefrLevel.B1)
    assert broken(scenario, classes={"p1": "c1"}) == [RuleCode.SECTION_FIT]


def test_no_class_where_one_is_needed_is_given_up():
    """A plan may say that it found no class; that is a warning and costs T0."""
    found = the_warning(
        make.scenario(), make.placement(class_section=None), classes={"p1": None}
    )
    assert (found.rule, found.aspect, found.excuse) == (
        RuleCode.SECTION_FIT,
        "missing",
        "given-up",
    )


def test_a_given_class_may_not_be_left_out():
    """Who is in a class already cannot be planned without it."""
    scenario = with_class({"section": C1})
    found = the_violation(scenario, classes={"p1": None})
    assert (found.aspect, found.section) == ("given", None)


def test_a_given_class_of_a_programme_without_class_may_be_left_out():
    """Where the programme has no class, the given one need not be planned."""
    scenario = make.scenario(
        [make.participant(section=C1)], templates=[make.template(class_slots=0)]
    )
    assert broken(scenario, classes={"p1": None}) == []


def test_slot_clash_neutral():
    """Without a class there is nothing to clash with."""
    scenario = with_template(class_slots=0)
    everything = make.placement(practice="man tir ons", class_section=None)
    assert broken(scenario, everything) == []


def test_slot_clash_forced_wrong():
    """Practice on a class day is told with the slots that clash."""
    found = the_violation(make.scenario(), make.placement(practice="tir ons tor"))
    assert (found.rule, found.found, found.section) == (RuleCode.SLOT_CLASH, 1, C1)
    assert found.details["slots"] == "tir"


def test_slot_clash_forced_right():
    """Practice on all other days is fine."""
    assert broken(make.scenario(), make.placement(practice="ons tor fre")) == []


def test_only_the_menu_in_force_clashes():
    """A menu the school could run instead does not matter."""
    scenario = with_class(menus=(make.slots("man tir"), make.slots("ons tor")))
    assert broken(scenario, make.placement()) == []


def test_week_pattern_neutral():
    """Three practice days where the programme asks three are fine."""
    assert broken(with_template(), make.placement()) == []


@pytest.mark.parametrize(
    ("practice", "aspect", "allowed"),
    [("ons", "too-few", 2), ("", "too-few", 2), ("man tir ons tor", "too-many", 3)],
)
def test_week_pattern_forced_wrong(practice, aspect, allowed):
    """Fewer slots than the least or more than the step has are told."""
    scenario = with_template(class_slots=0)
    found = the_violation(
        scenario, make.placement(practice=practice, class_section=None)
    )
    assert (found.rule, found.aspect) == (RuleCode.WEEK_PATTERN, aspect)
    assert (found.found, found.allowed) == (len(practice.split()), allowed)


@pytest.mark.parametrize("practice", ["ons tor", "ons tor fre"])
def test_week_pattern_forced_right(practice):
    """From the least count to the step's own, every count will do."""
    assert broken(make.scenario(), make.placement(practice=practice)) == []


def test_a_step_may_not_come_too_early():
    """More slots before the programme's step begins are too many then."""
    scenario = make.scenario(templates=[make.template(steps=RAMP, class_slots=1)])
    early = stepped(
        ("2026-08-17", "ons tor"), ("2026-10-05", "ons tor fre"), class_section=None
    )
    found = the_violation(scenario, early, classes={"p1": None})
    assert (found.rule, found.aspect) == (RuleCode.WEEK_PATTERN, "too-many")
    assert (found.first, found.found, found.allowed) == (day("2026-10-05"), 3, 2)


def test_every_step_has_its_own_size():
    """A ramp of two, three and four days in its own time is fine."""
    scenario = make.scenario(
        sections=[make.section(menu="man")],
        templates=[make.template(steps=RAMP, class_slots=1)],
    )
    ramp = stepped(
        ("2026-08-17", "ons tor"),
        ("2026-10-12", "ons tor fre"),
        ("2026-12-07", "tir ons tor fre"),
    )
    assert broken(scenario, ramp) == []


def test_after_the_last_step_the_last_step_goes_on():
    """Where even the last step names its weeks, it lasts to the end."""
    scenario = with_template(steps=(PatternStep(2, 4), PatternStep(3, 4)))
    late = stepped(("2026-08-17", "ons tor"), ("2026-11-02", "ons tor fre"))
    assert broken(scenario, late) == []


def test_a_first_step_below_the_least_count_is_as_the_programme_says():
    """Where the programme itself begins with one day, one day is enough."""
    scenario = with_template(steps=(PatternStep(1, 8), PatternStep(3)))
    slow = stepped(("2026-08-17", "ons"), ("2026-10-12", "ons tor fre"))
    assert broken(scenario, slow) == []


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [("2026-08-24", "ons tor fre")],
        [("2026-08-17", "ons tor"), ("2026-08-17", "ons tor fre")],
        [("2026-08-17", "ons tor"), ("2027-02-15", "ons tor fre")],
    ],
)
def test_steps_cover_the_placement_in_order(steps):
    """No step, a late first one, two on one day, one after the end: all are told."""
    found = the_violation(make.scenario(), stepped(*steps))
    assert (found.rule, found.aspect) == (RuleCode.WEEK_PATTERN, "steps")


def test_a_placement_may_begin_in_the_middle_of_a_step_s_first_week():
    """A first step written as the Monday of the week covers a start on Wednesday."""
    midweek = stepped(("2026-08-17", "ons tor fre"), first=day("2026-08-19"))
    assert broken(make.scenario(), midweek) == []


def test_step_nesting_neutral():
    """A single step contains itself."""
    assert broken(make.scenario(), make.placement()) == []


def test_step_nesting_forced_wrong():
    """A day that disappears in a later step is told from that step on."""
    moved = stepped(("2026-08-17", "ons tor"), ("2026-10-12", "tor fre"))
    found = the_violation(make.scenario(), moved)
    assert (found.rule, found.first) == (RuleCode.STEP_NESTING, day("2026-10-12"))
    assert (found.found, found.details["slots"]) == (1, "ons")


def test_step_nesting_forced_right():
    """A later step that keeps the days and adds one is fine."""
    grown = stepped(("2026-08-17", "ons tor"), ("2026-10-12", "ons tor fre"))
    assert broken(make.scenario(), grown) == []


def pinned(**parts):
    return make.scenario(
        places=[make.place(), make.place("q2")],
        sections=[make.section(), make.section("c2")],
        pins=(Pin(P1, **parts),),
    )


def test_pinned_neutral():
    """A pin without parts asks for nothing."""
    assert audited(pinned(), classes={"p1": "c1"}).warnings == ()


@pytest.mark.parametrize(
    ("parts", "aspects"),
    [
        ({"place": PlaceId("q2")}, ["place"]),
        ({"section": SectionId("c2")}, ["section"]),
        ({"start_date": day("2026-08-24")}, ["start"]),
        ({"place": PlaceId("q2"), "start_date": day("2026-08-10")}, ["place", "start"]),
    ],
)
def test_pinned_forced_wrong(parts, aspects):
    """Each part of a pin that does not hold is a warning, never a violation."""
    report = audited(pinned(**parts), make.placement())
    assert report.violations == ()
    assert [(w.rule, w.aspect) for w in report.warnings] == [
        (RuleCode.PINNED, aspect) for aspect in aspects
    ]


@pytest.mark.parametrize(
    "parts",
    [{"place": Q1}, {"section": C1}, {"start_date": day("2026-08-23")}],
)
def test_pinned_forced_right(parts):
    """Place and class as pinned, and a start in the pinned week, honour a pin."""
    assert audited(pinned(**parts), make.placement()).warnings == ()


def test_the_pins_of_a_person_without_a_place_are_given_up():
    """No placement honours neither a pinned place nor a pinned start."""
    scenario = pinned(place=Q1, start_date=make.START)
    report = audited(scenario, classes={"p1": "c1"})
    assert [w.aspect for w in report.warnings] == ["place", "start"]


def test_a_pinned_class_the_plan_does_not_speak_of_is_not_judged():
    """A hand-made plan without classes gives up no pinned class."""
    scenario = pinned(section=SectionId("c2"))
    assert audited(scenario, make.placement(class_section=None)).warnings == ()


def kept(**changes):
    parts = {
        "place": Q1,
        "start_date": day("2026-06-01"),
        "end_date": day("2026-12-18"),
        "slots": make.slots("ons tor"),
        **changes,
    }
    return make.scenario(
        places=[make.place(), make.place("q2")],
        running=(RunningPlacement(P1, **parts),),
    )


RUNS = make.placement(
    practice="ons tor", first=day("2026-06-01"), last=day("2026-12-18")
)


def test_running_kept_neutral():
    """Nothing runs, nothing must be kept."""
    assert broken(make.scenario(), make.placement()) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"place": PlaceId("q2")},
        {"start_date": day("2026-06-08")},
        {"end_date": day("2026-12-11")},
        {"slots": make.slots("ons tor fre")},
    ],
)
def test_running_kept_forced_wrong(changes):
    """Another place, start, end or other days change what runs."""
    found = the_violation(kept(**changes), RUNS)
    assert (found.rule, found.aspect) == (RuleCode.RUNNING_KEPT, "changed")


def test_a_running_placement_may_not_be_left_out():
    """Who is in practice has a placement in the plan."""
    found = the_violation(kept(), classes={"p1": "c1"})
    assert (found.rule, found.aspect) == (RuleCode.RUNNING_KEPT, "missing")


def test_running_kept_forced_right():
    """The same place, dates and days keep what runs, before the first week too."""
    assert broken(kept(), RUNS) == []


def test_a_running_placement_may_have_any_pattern():
    """One day a week beside class is no violation of what runs already."""
    odd = make.placement(
        practice="man", first=day("2026-06-01"), last=day("2026-12-18")
    )
    assert broken(kept(slots=make.slots("man")), odd) == []


def test_the_class_of_a_running_placement_is_given():
    """The class named with a running placement may not be changed."""
    scenario = replace(kept(section=SectionId("c2")), sections=(make.section(),))
    assert the_violation(scenario, RUNS).aspect == "given"
