"""Every column of every table, declared once.

Reader, writer, template, plan files and ``docs/format.md`` all work from here.
"""

from matcher.domain.absences import AbsenceKind
from matcher.domain.activities import OFFERED
from matcher.domain.agreements import Counted, PairKind
from matcher.domain.events import EventKind
from matcher.domain.group_facts import Sex
from matcher.domain.language import SKILLS, CefrLevel
from matcher.domain.participant import TravelMode
from matcher.domain.programme import EducationLevel, EndGoal, ProgrammeType
from matcher.domain.specialists import DEFAULT_CASELOAD
from matcher.io.compound import (
    Blocks,
    DatedSteps,
    Many,
    Menus,
    Ranked,
    Slots,
    Spans,
    Steps,
    Weekday,
)
from matcher.io.points import MunicipalityName, Point
from matcher.io.schema import Column, Table
from matcher.io.subject_levels import SubjectLevels
from matcher.io.values import (
    Choice,
    Clock,
    Code,
    Day,
    Hours,
    Id,
    Integer,
    Sector,
    Text,
    YesNo,
)
from matcher.io.visit_steps import VisitSteps

FORMAT_VERSION = 1
"""Rises when a file written for the version before would be read otherwise."""

LEVEL = Choice.of("level", CefrLevel)
EDUCATION = Choice.of("education", EducationLevel)
PROGRAMME = Choice.of("programme", ProgrammeType)
MODE = Choice.of("travel-mode", TravelMode)
SEX = Choice.of("sex", Sex)
COUNTED = Choice.of("counted", Counted)
GROUP_ACTIVITY = Choice("group-activity", OFFERED)
END_GOAL = Choice.of("end-goal", EndGoal)
ABSENCE_KIND = Choice.of("absence-kind", AbsenceKind)
EVENT_KIND = Choice.of("event", EventKind)
PAIR_KIND = Choice.of("pair-kind", PairKind)
CALENDAR_KIND = Choice("calendar-kind", ("no-teaching", "programme-holiday"))
FLOORS = tuple(f"floor_{skill}" for skill in SKILLS)
WISHES = tuple(f"wish_{skill}" for skill in SKILLS)
CODES = Many(Code(), spaces=True)
MOST_MENTOR_HOURS = 5_000
STEP = Integer(1, 99)

SCENARIO = Table(
    "scenario",
    (
        Column("name", Text()),
        Column("start", Day(), assumed=True),
        Column("placement_weeks", Integer(1, 260), default="26", assumed=True),
        Column("calendar_weeks", Integer(1, 260), default="52", assumed=True),
        Column("freeze_date", Day()),
        Column("format_version", Integer(1), default=str(FORMAT_VERSION)),
    ),
    settings=True,
)

SLOTS = Table(
    "slots",
    (
        Column("slot", Id(), required=True),
        Column("weekday", Weekday(), required=True),
        Column("start", Clock(), required=True),
        Column("end", Clock(), required=True),
        Column("minutes", Integer(1, 1440), assumed=True),
    ),
    identity=("slot",),
    ordered=(("start", "end"),),
)

MUNICIPALITIES = Table(
    "municipalities",
    (
        Column("municipality", Id(), required=True),
        Column("name", Text()),
        Column("location", Point()),
        Column("calendar", Id("calendars"), assumed=True),
    ),
    identity=("municipality",),
)

CALENDARS = Table(
    "calendars",
    (
        Column("calendar", Id(), required=True),
        Column("kind", CALENDAR_KIND),
        Column("from", Day()),
        Column("to", Day()),
        Column("name", Text()),
    ),
    ordered=(("from", "to"),),
)

TEMPLATES = Table(
    "templates",
    (
        Column("template", Id(), required=True),
        Column("programme", PROGRAMME, default="intro", assumed=True),
        Column("steps", Steps(), default="3", assumed=True),
        Column("min_practice_slots", Integer(1, 50), default="2", assumed=True),
        Column("class_slots", Integer(0, 50), default="2", assumed=True),
        Column("work_duty", YesNo(), default="yes", assumed=True),
        Column("work_hours_per_week", Hours(), default="15", assumed=True),
        Column(
            "lengths_weeks",
            Many(Integer(1, 260), spaces=True),
            default="26",
            assumed=True,
        ),
        Column("min_weeks", Integer(1, 260), default="8", assumed=True),
        Column("min_age", Integer(0, 120)),
        Column("max_age", Integer(0, 120)),
        Column("min_education", EDUCATION),
        Column("max_education", EDUCATION),
        Column("match_within_days", Integer(0, 999)),
        Column("paid", YesNo(), default="no"),
        Column("chain_first_weeks", Integer(1, 260)),
        Column("chain_gap_weeks", Integer(0, 260), default="0"),
        Column("self_study_hours_per_week", Hours(), default="7.5"),
        Column("visit_steps", VisitSteps(), default="1x8 2"),
        Column("visit_minutes", Integer(5, 480), default="45"),
        Column("meeting_minutes", Integer(0, 480), default="60"),
    ),
    identity=("template",),
    ordered=(("min_age", "max_age"), ("min_education", "max_education")),
)

PARTICIPANTS = Table(
    "participants",
    (
        Column("participant", Id(), required=True),
        Column("municipality", MunicipalityName(), assumed=True),
        Column("template", Id("templates"), default="intro-2-3", assumed=True),
        Column("home", Point(), assumed=True),
        Column("travel_from", Text()),
        Column("level", LEVEL, assumed=True, unless=SKILLS),
        *(Column(skill, LEVEL) for skill in SKILLS),
        Column("level_date", Day(), assumed=True),
        Column("education", EDUCATION, assumed=True),
        Column("birth_year", Integer(1900, 2100)),
        Column("wishes", Ranked(Sector()), assumed=True),
        Column("sector_vetoes", Many(Sector())),
        Column("employer_vetoes", Many(Id("employers"))),
        Column("place_vetoes", Many(Id("places"))),
        Column("available_slots", Slots(), assumed=True),
        Column("work_from", Clock(), default="00:00"),
        Column("work_to", Clock(), default="24:00"),
        Column("earliest_start", Day()),
        Column("latest_end", Day()),
        Column("programme_start", Day(), assumed=True),
        Column("programme_end", Day()),
        Column("offer_date", Day()),
        Column("waiting_since", Day()),
        Column("secured_hours_per_week", Hours(), default="0"),
        Column("travel_mode", MODE, default="transit", assumed=True),
        Column("travel_limit_minutes", Integer(0, 600), default="60", assumed=True),
        Column("cannot", CODES),
        Column("qualifications", CODES),
        Column("languages", CODES),
        Column("section", Id("sections")),
        Column("mentor_hours_per_week", Hours()),
        Column("may_stay_on_step", YesNo(), default="no"),
        Column("specialist", Id("specialists")),
        Column("end_goal", END_GOAL),
        Column("extended", YesNo(), default="no"),
        Column("life_skills_hours", Hours(), default="0"),
        Column("subject_levels", SubjectLevels()),
        Column("school_start", Day()),
        Column("documented_practice_hours", Hours(20_000)),
    ),
    identity=("participant",),
    ordered=(
        ("work_from", "work_to"),
        ("earliest_start", "latest_end"),
        ("programme_start", "programme_end"),
        ("programme_start", "school_start"),
    ),
    required=True,
)

EMPLOYERS = Table(
    "employers",
    (
        Column("employer", Id(), required=True),
        Column("people_at_once", Integer(0)),
        Column("starts_per_week", Integer(0)),
        Column("mentor_hours_per_week", Hours(MOST_MENTOR_HOURS)),
        Column("staff", Integer(0)),
        Column("rest_weeks", Integer(0, 260), default="0"),
        Column("hire_share_percent", Integer(1, 100)),
        Column("jobs", Integer(0)),
    ),
    identity=("employer",),
)

PLACES = Table(
    "places",
    (
        Column("place", Id(), required=True),
        Column("employer", Id("employers"), assumed=True),
        Column("municipality", MunicipalityName(), assumed=True),
        Column("location", Point(), required=True),
        Column("sector", Sector(), required=True),
        Column("seats", Integer(0)),
        Column("people_at_once", Integer(0)),
        Column("occupation", Text()),
        Column("start", Clock()),
        Column("end", Clock()),
        Column("open_from", Day()),
        Column("open_to", Day()),
        Column("closed", Spans()),
        Column("level_floor", LEVEL, default="pre-a1", assumed=True, unless=FLOORS),
        *(Column(floor, LEVEL) for floor in FLOORS),
        Column("level_wish", LEVEL, default="pre-a1"),
        *(Column(wish, LEVEL) for wish in WISHES),
        Column("demands", CODES),
        Column("requires", CODES),
        Column("programmes", Many(PROGRAMME)),
        Column("participant_vetoes", Many(Id("participants"))),
        Column("support_languages", CODES),
        Column("hired", Integer(0), default="0"),
        Column("hosted", Integer(0), default="0"),
        Column("min_age", Integer(0, 120)),
        Column("mentor_hours_per_week", Hours(MOST_MENTOR_HOURS)),
        Column("opens_with", Integer(1), default="1"),
        Column("step_level", STEP),
        Column("visits_from", Clock()),
        Column("visits_to", Clock()),
    ),
    identity=("place",),
    ordered=(
        ("start", "end"),
        ("open_from", "open_to"),
        ("hired", "hosted"),
        ("visits_from", "visits_to"),
    ),
    required=True,
)

SEATS = Table(
    "seats",
    (
        Column("place", Id("places"), required=True),
        Column("slot", Slots(), required=True),
        Column("seats", Integer(0), required=True),
    ),
)

SECTIONS = Table(
    "sections",
    (
        Column("section", Id(), required=True),
        Column("municipalities", Many(MunicipalityName()), required=True),
        Column("location", Point(), assumed=True),
        Column("calendar", Id("calendars"), assumed=True),
        Column("seats", Integer(0), required=True),
        Column("menus", Menus(), assumed=True),
        Column("level_from", LEVEL, default="pre-a1", assumed=True),
        Column("level_to", LEVEL, default="c2", assumed=True),
        Column("templates", Many(Id("templates"))),
        Column("alternation", Blocks()),
        Column("alternation_from", Day()),
    ),
    identity=("section",),
    ordered=(("level_from", "level_to"),),
)

PINS = Table(
    "pins",
    (
        Column("participant", Id("participants"), required=True),
        Column("place", Id("places")),
        Column("section", Id("sections")),
        Column("start", Day()),
    ),
)

BANS = Table(
    "bans",
    (
        Column("participant", Id("participants"), required=True),
        Column("place", Id("places")),
        Column("employer", Id("employers")),
        Column("sector", Sector()),
    ),
)

RUNNING = Table(
    "running",
    (
        Column("participant", Id("participants"), required=True),
        Column("place", Id("places"), required=True),
        Column("start", Day(), required=True),
        Column("end", Day(), required=True),
        Column("slots", Slots(), required=True),
        Column("section", Id("sections")),
        Column("steps", DatedSteps()),
    ),
    identity=("participant",),
    ordered=(("start", "end"),),
)

IN_FORCE = Table(
    "in_force",
    (
        Column("participant", Id("participants"), required=True),
        Column("place", Id("places")),
        Column("start", Day()),
        Column("end", Day()),
        Column("section", Id("sections")),
        Column("steps", DatedSteps()),
        Column("specialist", Id("specialists")),
    ),
    identity=("participant", "start"),
    ordered=(("start", "end"),),
)

EARLIER = Table(
    "earlier",
    (
        Column("participant", Id("participants"), required=True),
        Column("employer", Id("employers")),
        Column("start", Day(), required=True),
        Column("end", Day(), required=True),
        Column("place", Id("places")),
        Column("step_level", STEP),
    ),
    ordered=(("start", "end"),),
)

ABSENCES = Table(
    "absences",
    (
        Column("participant", Id("participants"), required=True),
        Column("kind", ABSENCE_KIND, required=True),
        Column("from", Day(), required=True),
        Column("to", Day(), required=True),
    ),
    ordered=(("from", "to"),),
)

QUOTAS = Table(
    "quotas",
    (
        Column("quota", Id(), required=True),
        Column("most", Integer(0), required=True),
        Column("least", Integer(0), default="0"),
        Column("counted", COUNTED, default="at-once"),
        Column("programme", PROGRAMME),
        Column("template", Id("templates")),
        Column("home_municipality", MunicipalityName()),
        Column("employer", Id("employers")),
        Column("sector", Sector()),
        Column("place_municipality", MunicipalityName()),
    ),
    identity=("quota",),
)

QUOTA_FIELDS = tuple(column.key for column in QUOTAS.columns[1:])
"""All but its id: the same words as the fields of a quota."""

PAIRS = Table(
    "pairs",
    (
        Column("participant", Id("participants"), required=True),
        Column("other", Id("participants"), required=True),
        Column("kind", PAIR_KIND, default="apart"),
    ),
)

SPECIALISTS = Table(
    "specialists",
    (
        Column("specialist", Id(), required=True),
        Column(
            "caseload_limit",
            Integer(0),
            default=str(DEFAULT_CASELOAD),
            assumed=True,
        ),
        Column("already", Integer(0), default="0"),
        Column("municipalities", Many(MunicipalityName())),
        Column("programmes", Many(PROGRAMME)),
        Column("templates", Many(Id("templates"))),
        Column("base", Point(), assumed=True),
        Column("visit_slots", Slots()),
        Column("work_from", Clock(), default="08:00"),
        Column("work_to", Clock(), default="16:00"),
        Column("travel_mode", MODE, default="car", assumed=True),
    ),
    identity=("specialist",),
    ordered=(("work_from", "work_to"),),
)

TEACHERS = Table(
    "teachers",
    (
        Column("teacher", Id(), required=True),
        Column("sections", Many(Id("sections")), required=True),
        Column("visit_steps", VisitSteps(), default="1", assumed=True),
        Column("visit_minutes", Integer(5, 480), default="45", assumed=True),
        Column("base", Point(), assumed=True),
        Column("visit_slots", Slots()),
        Column("work_from", Clock(), default="08:00"),
        Column("work_to", Clock(), default="16:00"),
        Column("travel_mode", MODE, default="car", assumed=True),
    ),
    identity=("teacher",),
    ordered=(("work_from", "work_to"),),
)

ACTIVITIES = Table(
    "activities",
    (
        Column("activity", Id(), required=True),
        Column("kind", GROUP_ACTIVITY, required=True),
        Column("slots", Slots(), required=True),
        Column("municipalities", Many(MunicipalityName())),
        Column("templates", Many(Id("templates"))),
        Column("from", Day()),
        Column("to", Day()),
        Column("every_weeks", Integer(1, 52), default="1"),
        Column("seats", Integer(1)),
        Column("opens_with", Integer(1), default="1"),
        Column("whole", YesNo(), default="no"),
        Column("minutes", Integer(1, 1440)),
        Column("only_without_teaching", YesNo(), default="no"),
        Column("work_oriented", YesNo()),
        Column("level_from", LEVEL, default="pre-a1"),
        Column("level_to", LEVEL, default="c2"),
    ),
    identity=("activity",),
    ordered=(("from", "to"), ("opens_with", "seats"), ("level_from", "level_to")),
)

SUBJECT_GROUPS = Table(
    "subject_groups",
    (
        Column("group", Id(), required=True),
        Column("subject", Code(), required=True),
        Column("sections", Many(Id("sections")), required=True),
        Column("level_from", Integer(1, 99), default="1"),
        Column("level_to", Integer(1, 99), default="99"),
        Column("slots", Slots(), required=True),
        Column("seats", Integer(0), required=True),
    ),
    identity=("group",),
    ordered=(("level_from", "level_to"),),
)

TRAVEL = Table(
    "travel",
    (
        Column("from", Text(), required=True),
        Column("place", Id("places"), required=True),
        Column("mode", MODE, required=True),
        Column("minutes", Integer(0, 1440), required=True),
    ),
    identity=("from", "place", "mode"),
)

GROUPS = Table(
    "groups",
    (Column("participant", Id("participants"), required=True), Column("sex", SEX)),
    identity=("participant",),
)

LABELS = Table(
    "labels",
    (Column("id", Id(), required=True), Column("label", Text(), required=True)),
    identity=("id",),
)

EVENTS = Table(
    "events",
    (
        Column("event", EVENT_KIND, required=True),
        Column("participant", Id("participants")),
        Column("place", Id("places")),
        Column("employer", Id("employers")),
        Column("from", Day()),
        Column("to", Day()),
        Column("seats", Integer(0)),
        Column("slots", Slots()),
        Column("level", LEVEL),
        *(Column(skill, LEVEL) for skill in SKILLS),
        Column("absence", ABSENCE_KIND, default="absence"),
    ),
    ordered=(("from", "to"),),
)

PLACEMENTS = Table(
    "placements",
    (
        Column("participant", Id("participants"), required=True),
        Column("place", Id("places"), required=True),
        Column("start", Day(), required=True),
        Column("end", Day(), required=True),
        Column("section", Id("sections")),
        Column("slots", Slots(), required=True),
        Column("steps", DatedSteps()),
        Column("specialist", Id("specialists")),
    ),
    ordered=(("start", "end"),),
    output=True,
)

NOT_PLACED = Table(
    "not_placed",
    (
        Column("participant", Id("participants"), required=True),
        Column("section", Id("sections")),
        Column("rule", Code(), required=True),
        Column("kind", Code(), required=True),
        Column("fails", Integer(0), required=True),
        Column("fails_only", Integer(0), required=True),
    ),
    output=True,
)

INPUT_TABLES = (
    SCENARIO,
    SLOTS,
    MUNICIPALITIES,
    CALENDARS,
    TEMPLATES,
    PARTICIPANTS,
    EMPLOYERS,
    PLACES,
    SEATS,
    SECTIONS,
    PINS,
    BANS,
    RUNNING,
    IN_FORCE,
    EARLIER,
    ABSENCES,
    QUOTAS,
    PAIRS,
    SPECIALISTS,
    TEACHERS,
    ACTIVITIES,
    SUBJECT_GROUPS,
    TRAVEL,
    GROUPS,
    LABELS,
)
"""The tables of a scenario, in the order in which people fill them in."""

TABLES = (*INPUT_TABLES, EVENTS, PLACEMENTS, NOT_PLACED)
"""All tables."""

TABLES_BY_KEY = {table.key: table for table in TABLES}
