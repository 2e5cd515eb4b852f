"""The generator: settings in, scenario out."""

from dataclasses import replace

import numpy as np

from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.reference import templates as reference_templates
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import Horizon
from matcher.generate.assumptions import TEMPLATE_SHARES
from matcher.generate.decisions import with_decisions
from matcher.generate.participants import build_participants, draw_needs
from matcher.generate.people import People, draw_people
from matcher.generate.places import Offer, build_places, draw_offer
from matcher.generate.region import Region, region_of
from matcher.generate.school import (
    calendar_id,
    municipality_with_calendar,
    school_calendar,
)
from matcher.generate.sections import draw_classes
from matcher.generate.settings import GeneratorSettings

_PARTS = ("people", "classes", "needs", "offer", "places", "decisions")
"""Each part draws from a stream of its own: a change in one leaves the others."""


def _templates(weeks: int) -> tuple[ProgrammeTemplate, ...]:
    """Return the programmes of a scenario, each lasting all the placement weeks."""
    return tuple(
        replace(template, lengths_weeks=(weeks,), min_weeks=min(8, weeks))
        for template in reference_templates()
        if template.id in TEMPLATE_SHARES
    )


def _offer(
    rng: np.random.Generator,
    settings: GeneratorSettings,
    people: People,
    templates: tuple[ProgrammeTemplate, ...],
) -> Offer:
    wanted = np.array([t.max_practice_slots for t in templates])[people.template]
    pattern = round(float(wanted.mean()))
    holding = int(wanted.sum()) / pattern / settings.tightness
    return draw_offer(rng, settings.places, settings.share_agreed, pattern, holding)


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
    return generate_in(region_of(settings.municipalities), settings)


def generate_in(region: Region, settings: GeneratorSettings) -> Scenario:
    """Return the scenario of ``settings`` in ``region``, whichever they name."""
    seeds = np.random.SeedSequence(settings.seed).spawn(len(_PARTS))
    rng = {
        part: np.random.Generator(np.random.PCG64(seed))
        for part, seed in zip(_PARTS, seeds, strict=True)
    }
    horizon = Horizon(settings.start, settings.weeks, settings.calendar_weeks)
    templates = _templates(settings.weeks)
    shares = [TEMPLATE_SHARES[template.id] for template in templates]
    people = draw_people(rng["people"], region, settings.participants, shares)
    classes = draw_classes(rng["classes"], region, people, templates)
    needs = draw_needs(rng["needs"], people, classes)
    offer = _offer(rng["offer"], settings, people, templates)
    employers, places = build_places(rng["places"], region, horizon, offer)
    calendars = sorted({calendar_id(one) for one in region.municipalities})
    undecided = Scenario(
        f"generated-{settings.participants}x{settings.places}-{settings.seed}",
        horizon,
        tuple(map(municipality_with_calendar, region.municipalities, region.homes)),
        tuple(school_calendar(calendar, horizon) for calendar in calendars),
        templates,
        tuple(build_participants(region, horizon, templates, people, needs, classes)),
        employers,
        places,
        classes.sections,
    )
    home_sections = [
        classes.sections[index].id if index >= 0 else None
        for index in classes.home.tolist()
    ]
    return with_decisions(rng["decisions"], settings, undecided, home_sections)
