"""The generator: settings in, scenario out."""

from collections.abc import Sequence

import numpy as np

from matcher.domain.group_facts import GroupFact, Sex
from matcher.domain.participant import Participant
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import Horizon
from matcher.generate.activities import offered_activities
from matcher.generate.assumptions import WOMEN
from matcher.generate.decisions import with_decisions
from matcher.generate.draws import chosen_share
from matcher.generate.participants import build_participants, draw_needs
from matcher.generate.people import People, draw_people
from matcher.generate.places import Offer, build_places, draw_offer
from matcher.generate.programmes import Programmes, common_programmes
from matcher.generate.region import Region, region_of
from matcher.generate.school import (
    calendar_id,
    municipality_with_calendar,
    school_calendar,
)
from matcher.generate.sections import draw_classes
from matcher.generate.settings import GeneratorSettings

_PARTS = ("people", "classes", "needs", "offer", "places", "decisions", "groups")
"""Each part draws from a stream of its own: a change in one leaves the others."""


def _offer(
    rng: np.random.Generator,
    settings: GeneratorSettings,
    programmes: Programmes,
    people: People,
) -> Offer:
    slots = np.array([t.max_practice_slots for t in programmes.templates])
    wanted = slots[people.template]
    pattern = round(float(wanted.mean()))
    holding = int(wanted.sum()) / pattern / settings.tightness
    return draw_offer(rng, settings.places, settings.share_agreed, pattern, holding)


def _group_facts(
    rng: np.random.Generator, participants: Sequence[Participant]
) -> tuple[GroupFact, ...]:
    """Return a sex for everybody, drawn apart from all else about them."""
    women = chosen_share(rng, len(participants), WOMEN).tolist()
    return tuple(
        GroupFact(person.id, Sex.FEMALE if woman else Sex.MALE)
        for person, woman in zip(participants, women, strict=True)
    )


def generate(settings: GeneratorSettings) -> Scenario:
    """Return the scenario of ``settings``: synthetic people, real municipalities.

    Raises
    ------
    ValueError
        Where the settings are impossible; the message names each fault.
    """
    faults = settings.faults()
    if faults:
        raise ValueError("; ".join(faults))
    name = f"generated-{settings.participants}x{settings.places}-{settings.seed}"
    region = region_of(settings.municipalities)
    return scenario_in(name, region, common_programmes(settings.weeks), settings)


def scenario_in(
    name: str, region: Region, programmes: Programmes, settings: GeneratorSettings
) -> Scenario:
    """Return a scenario in ``region``, whichever municipalities ``settings`` name."""
    seeds = np.random.SeedSequence(settings.seed).spawn(len(_PARTS))
    rng = {
        part: np.random.Generator(np.random.PCG64(seed))
        for part, seed in zip(_PARTS, seeds, strict=True)
    }
    horizon = Horizon(settings.start, settings.weeks, settings.calendar_weeks)
    people = draw_people(
        rng["people"], region, settings.participants, programmes.shares
    )
    classes = draw_classes(rng["classes"], region, programmes, people)
    needs = draw_needs(rng["needs"], region, programmes, people, classes)
    offer = _offer(rng["offer"], settings, programmes, people)
    employers, places = build_places(rng["places"], region, horizon, offer)
    calendars = sorted({calendar_id(one) for one in region.municipalities})
    templates = programmes.templates
    participants = tuple(
        build_participants(region, horizon, templates, people, needs, classes)
    )
    municipalities = tuple(
        map(municipality_with_calendar, region.municipalities, region.homes)
    )
    undecided = Scenario(
        name,
        horizon,
        municipalities,
        tuple(school_calendar(calendar, horizon) for calendar in calendars),
        templates,
        participants,
        employers,
        places,
        classes.sections,
        activities=offered_activities(municipalities, participants, horizon),
        group_facts=_group_facts(rng["groups"], participants),
    )
    home_sections = [
        classes.sections[index] if index >= 0 else None
        for index in classes.home.tolist()
    ]
    return with_decisions(rng["decisions"], settings, undecided, home_sections)
