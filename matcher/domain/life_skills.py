"""The law's least hours of life skills (livsmestring) in an introduction programme.

Source: integration act and its regulation as in force from 2026: migration, health and
diversity in daily life 10 hours, 5 with upper secondary education; career skills 15
hours, 10 with it. Other mandatory elements have no figure that we know of.
"""

from matcher.domain.activities import Activity
from matcher.domain.participant import Participant
from matcher.domain.programme import EducationLevel, ProgrammeTemplate, ProgrammeType
from matcher.domain.scenario import Scenario

MIGRATION_AND_HEALTH_MINUTES = 10 * 60
MIGRATION_AND_HEALTH_MINUTES_SCHOOLED = 5 * 60
CAREER_SKILLS_MINUTES = 15 * 60
CAREER_SKILLS_MINUTES_SCHOOLED = 10 * 60


def life_skills_minutes(participant: Participant, template: ProgrammeTemplate) -> int:
    """Return the minutes of life skills the law asks for, less those already had.

    0 outside introduction programmes. Unknown education counts as less than upper
    secondary.
    """
    if template.programme is not ProgrammeType.INTRO:
        return 0
    schooled = (
        participant.education is not None
        and participant.education >= EducationLevel.UPPER_SECONDARY
    )
    asked = (
        MIGRATION_AND_HEALTH_MINUTES_SCHOOLED + CAREER_SKILLS_MINUTES_SCHOOLED
        if schooled
        else MIGRATION_AND_HEALTH_MINUTES + CAREER_SKILLS_MINUTES
    )
    return max(0, asked - participant.life_skills_minutes)


def life_skills_asked(scenario: Scenario) -> tuple[int, ...]:
    """Return the minutes of life skills that the calendar should give each participant.

    0 where the municipality offers none, and for those who are in no programme on any
    day of the calendar.
    """
    offers = [a for a in scenario.activities if a.kind is Activity.LIFE_SKILLS]
    templates, whole = scenario.templates_by_id(), scenario.horizon.calendar_span
    return tuple(
        life_skills_minutes(person, templates[person.template])
        if any(
            one.municipalities is None or person.municipality in one.municipalities
            for one in offers
        )
        and (person.programme_start or whole.first) <= whole.last
        and (person.programme_end or whole.last) >= whole.first
        else 0
        for person in scenario.participants
    )
