"""Records of participants to participants."""

from collections.abc import Iterable
from typing import Any

from matcher.domain.absences import Absence
from matcher.domain.language import SKILLS, CefrLevel, CefrProfile
from matcher.domain.participant import Participant, WorkingWindow
from matcher.io.atlas import Atlas
from matcher.io.records import Record
from matcher.io.words import NOTHING

ASSUMED_LEVEL = CefrLevel.A1


def some(parts: Iterable[Any] | None) -> frozenset[Any]:
    """Return the parts as a set, the empty one where none are given."""
    return frozenset(parts or ())


def some_or_all(parts: Iterable[Any] | None) -> frozenset[Any] | None:
    """Return the parts as a set; ``None``, which means all, where none are given."""
    return None if parts is None else frozenset(parts)


def profile(
    record: Record, overall: str, skills: tuple[str, ...], assumed: CefrLevel
) -> CefrProfile:
    """Return the level of each skill.

    Its own column goes before the overall one; where neither is given it is the lowest
    of the skills that are, or ``assumed``.
    """
    given = [record[skill] for skill in skills if record[skill] is not None]
    rest = record[overall]
    if rest is None:
        rest = min(given, default=assumed)
    return CefrProfile(
        *(rest if record[skill] is None else record[skill] for skill in skills)
    )


def _home_key(record: Record) -> str:
    written = record["travel_from"] or record.texts.get("home", "")
    return "" if written == NOTHING else written


def names_own_municipality(record: Record) -> bool:
    """Tell whether the home is the municipality's number and not a postcode."""
    return bool(record.texts.get("home", "").zfill(4) == record["municipality"])


def build_participant(
    record: Record, atlas: Atlas, absences: tuple[Absence, ...] = ()
) -> Participant:
    """Return the participant of one row, the end of the programme as it is stated."""
    spot = None if names_own_municipality(record) else record["home"]
    home, municipality = atlas.resolve(spot, record["municipality"])
    slots = record["available_slots"]
    return Participant(
        id=record["participant"],
        municipality=municipality,
        template=record["template"],
        home=home,
        home_key=_home_key(record),
        level=profile(record, "level", SKILLS, ASSUMED_LEVEL),
        level_date=record["level_date"],
        education=record["education"],
        birth_year=record["birth_year"],
        sector_wishes=record["wishes"] or (),
        sector_vetoes=some(record["sector_vetoes"]),
        employer_vetoes=some(record["employer_vetoes"]),
        place_vetoes=some(record["place_vetoes"]),
        available_slots=slots,
        working_window=WorkingWindow(record["work_from"], record["work_to"]),
        earliest_start=record["earliest_start"],
        latest_end=record["latest_end"],
        programme_start=record["programme_start"],
        programme_end=record["programme_end"],
        offer_date=record["offer_date"],
        waiting_since=record["waiting_since"],
        secured_minutes_per_week=record["secured_hours_per_week"],
        travel_mode=record["travel_mode"],
        travel_limit_minutes=record["travel_limit_minutes"],
        cannot=some(record["cannot"]),
        qualifications=some(record["qualifications"]),
        languages=some(record["languages"]),
        section=record["section"],
        mentor_minutes_per_week=record["mentor_hours_per_week"],
        may_stay_on_step=record["may_stay_on_step"],
        specialist=record["specialist"],
        end_goal=record["end_goal"],
        extended=record["extended"],
        absences=absences,
        life_skills_minutes=record["life_skills_hours"],
        subject_levels=record["subject_levels"] or (),
        school_start=record["school_start"],
        documented_practice_minutes=record["documented_practice_hours"],
    )
