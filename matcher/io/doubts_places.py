"""Doubts about employers, places, classes and templates: no seats, not open, too few."""

from collections import Counter
from collections.abc import Iterator

from matcher.domain.finding import Finding
from matcher.domain.place import PracticePlace
from matcher.domain.scenario import Scenario
from matcher.io.doubt import doubt


def _doubts_about_place(place: PracticePlace, scenario: Scenario) -> Iterator[Finding]:
    span = scenario.horizon.placement_span
    if not place.seats and place.people_at_once:
        yield doubt("shared-without-seats", "places", "people_at_once", place.id)
    elif not place.seats:
        yield doubt("place-without-seats", "places", "seats", place.id)
    if place.open_to is not None and place.open_to < span.first:
        yield doubt("place-not-open", "places", "open_to", place.id)
    elif place.open_from is not None and place.open_from > span.last:
        yield doubt("place-not-open", "places", "open_from", place.id)


def _doubts_about_class_seats(scenario: Scenario) -> Iterator[Finding]:
    templates = scenario.templates_by_id()
    needed = Counter(
        person.municipality
        for person in scenario.participants
        if templates[person.template].class_slots
    )
    for municipality, people in sorted(needed.items()):
        seats = sum(
            section.seats
            for section in scenario.sections
            if municipality in section.municipalities
        )
        if scenario.sections and seats < people:
            yield doubt(
                "too-few-class-seats",
                "sections",
                "seats",
                "",
                municipality,
                municipality=scenario.municipalities_by_id()[municipality].name,
                people=str(people),
                seats=str(seats),
            )


def _doubts_about_templates(scenario: Scenario) -> Iterator[Finding]:
    """Yield templates whose two placements in a row are never both long enough."""
    for template in scenario.templates:
        first, least = template.chain_first_weeks, max(1, template.min_weeks)
        if first is None:
            continue
        rest = max(template.lengths_weeks) - first - template.chain_gap_weeks
        if min(first, rest) < least:
            weeks = str(least)
            yield doubt(
                "chain-never", "templates", "chain_first_weeks", template.id,
                weeks=weeks,
            )  # fmt: skip


def doubts_about_places(scenario: Scenario) -> Iterator[Finding]:
    """Yield what looks wrong with employers, places, classes and templates."""
    for employer in scenario.employers:
        if employer.jobs is not None and employer.hire_share_percent is None:
            yield doubt("jobs-without-promise", "employers", "jobs", employer.id)
    for place in scenario.places:
        yield from _doubts_about_place(place, scenario)
    yield from _doubts_about_class_seats(scenario)
    yield from _doubts_about_templates(scenario)
