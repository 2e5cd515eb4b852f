"""The rule codes: one word per rule, in model, audit, reasons, documents and tests."""

from enum import StrEnum


class RuleCode(StrEnum):
    """A rule a placement can break. ``docs/rules.md`` says each in a sentence.

    Pair rules hold between a person and a place, capacity rules between the people at
    one place, section or employer, plan rules for one person's placement, visit rules
    for the visits of job specialists and teachers, calendar rules for what everybody does day by day,
    and statement rules for what a plan says about itself. Reasons break nothing: they
    only tell why somebody has no placement.
    """

    # pair rules
    SECTOR_VETO = "sector-veto"
    PLACE_VETO = "place-veto"
    EMPLOYER_VETO = "employer-veto"
    BAN = "ban"
    CEFR_FLOOR = "cefr-floor"
    TRAVEL_LIMIT = "travel-limit"
    WORKING_HOURS = "working-hours"
    AVAILABILITY = "availability"
    REQUIREMENT = "requirement"
    DEMAND = "demand"
    PROGRAMME_ACCEPTED = "programme-accepted"
    REPEAT_EMPLOYER = "repeat-employer"
    STEP_LEVEL = "step-level"
    DATES = "dates"
    AGE_GATE = "age-gate"
    EDUCATION_GATE = "education-gate"
    NO_PRACTICE_PHASE = "no-practice-phase"
    # capacity rules
    SEAT_DAY = "seat-day"
    PEOPLE_AT_ONCE = "people-at-once"
    EMPLOYER_PEOPLE = "employer-people"
    EMPLOYER_STARTS = "employer-starts"
    SECTION_SEATS = "section-seats"
    MENTOR_HOURS = "mentor-hours"
    UNPAID_STAFF = "unpaid-staff"
    EMPLOYER_REST = "employer-rest"
    QUOTA = "quota"
    APART = "apart"
    QUOTA_LEAST = "quota-least"
    OPENS_WITH = "opens-with"
    TOGETHER = "together"
    HIRING = "hiring"
    CASELOAD = "caseload"
    # plan rules
    ONE_PLACEMENT = "one-placement"
    CHAIN = "chain"
    SECTION_FIT = "section-fit"
    SLOT_CLASH = "slot-clash"
    WEEK_PATTERN = "week-pattern"
    STEP_NESTING = "step-nesting"
    PINNED = "pinned"
    RUNNING_KEPT = "running-kept"
    SUBJECT_GROUP = "subject-group"
    FALLBACK = "fallback"
    UNKNOWN_ID = "unknown-id"
    # visit rules
    VISIT_ASKED = "visit-asked"
    VISIT_PRESENCE = "visit-presence"
    VISIT_HOURS = "visit-hours"
    VISIT_CLASH = "visit-clash"
    VISIT_TRAVEL = "visit-travel"
    # calendar rules
    CALENDAR_CLASH = "calendar-clash"
    CALENDAR_DAY = "calendar-day"
    CALENDAR_CLASS = "calendar-class"
    CALENDAR_PRACTICE = "calendar-practice"
    CALENDAR_SEATS = "calendar-seats"
    CALENDAR_AVAILABILITY = "calendar-availability"
    ACTIVITY_SESSION = "activity-session"
    ACTIVITY_PEOPLE = "activity-people"
    ACTIVITY_WHOLE = "activity-whole"
    SELF_STUDY_CAP = "self-study-cap"
    # reasons
    ROOM_LEFT = "room-left"
    NO_PLACES = "no-places"
    # statement rules
    INCOMPLETE = "incomplete"
    STATED_VALUE = "stated-value"


PAIR_RULES: tuple[RuleCode, ...] = (
    RuleCode.SECTOR_VETO,
    RuleCode.PLACE_VETO,
    RuleCode.EMPLOYER_VETO,
    RuleCode.BAN,
    RuleCode.CEFR_FLOOR,
    RuleCode.TRAVEL_LIMIT,
    RuleCode.WORKING_HOURS,
    RuleCode.AVAILABILITY,
    RuleCode.REQUIREMENT,
    RuleCode.DEMAND,
    RuleCode.PROGRAMME_ACCEPTED,
    RuleCode.REPEAT_EMPLOYER,
    RuleCode.STEP_LEVEL,
    RuleCode.DATES,
    RuleCode.AGE_GATE,
    RuleCode.EDUCATION_GATE,
    RuleCode.NO_PRACTICE_PHASE,
)
"""Rules between one person and one place, in the order they are told."""
