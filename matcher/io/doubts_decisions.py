"""Doubts about decisions: pins against the rules, running placements that overload."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from matcher.domain.agreements import Quota
from matcher.domain.decisions import Ban, Pin, RunningPlacement
from matcher.domain.finding import Finding
from matcher.domain.ids import SpecialistId
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.domain.specialists import followed
from matcher.io.doubt import doubt


def _applies(ban: Ban, person: Participant, place: PracticePlace) -> bool:
    return (
        ban.participant == person.id
        and ban.place in (None, place.id)
        and ban.employer in (None, place.employer)
        and ban.sector in (None, place.sector)
    )


def _broken_by(pin: Pin, scenario: Scenario, place: PracticePlace) -> RuleCode | None:
    """Return a rule that a pinned place breaks whatever else is chosen."""
    person = scenario.participants_by_id()[pin.participant]
    if any(_applies(ban, person, place) for ban in scenario.bans):
        return RuleCode.BAN
    if place.sector in person.sector_vetoes:
        return RuleCode.SECTOR_VETO
    if place.employer in person.employer_vetoes:
        return RuleCode.EMPLOYER_VETO
    if place.id in person.place_vetoes or person.id in place.participant_vetoes:
        return RuleCode.PLACE_VETO
    if not place.requires <= person.qualifications:
        return RuleCode.REQUIREMENT
    if place.demands & person.cannot:
        return RuleCode.DEMAND
    return None


def _doubts_about_pins(scenario: Scenario) -> Iterator[Finding]:
    places = scenario.places_by_id()
    span = scenario.horizon.placement_span
    for pin in scenario.pins:
        rule = _broken_by(pin, scenario, places[pin.place]) if pin.place else None
        if rule:
            yield doubt("pin-breaks-rule", "pins", "place", pin.participant, rule=rule)
        if pin.start_date is not None and pin.start_date not in span:
            yield doubt("pin-outside-weeks", "pins", "start", pin.participant)


def _doubts_about_running(scenario: Scenario) -> Iterator[Finding]:
    freeze = scenario.freeze_date or scenario.horizon.start
    for running in scenario.running:
        if running.start_date > freeze:
            yield doubt("running-not-begun", "running", "start", running.participant)
        elif running.end_date < scenario.horizon.start:
            yield doubt("running-over", "running", "end", running.participant)


def _over_full(place: PracticePlace, there: list[RunningPlacement], day: date) -> bool:
    present = [r for r in there if r.start_date <= day <= r.end_date]
    if len(present) > place.people_at_once:
        return True
    slots = {slot for r in present for slot in r.slots}
    return any(
        sum(slot in r.slots for r in present) > place.seats_in(slot) for slot in slots
    )


def _doubts_about_load(scenario: Scenario) -> Iterator[Finding]:
    by_place = defaultdict(list)
    for running in scenario.running:
        by_place[running.place].append(running)
    places = scenario.places_by_id()
    for place_id, there in sorted(by_place.items()):
        # Load only rises when someone starts.
        days = sorted({r.start_date for r in there})
        full = [day for day in days if _over_full(places[place_id], there, day)]
        if full:
            yield doubt(
                "running-over-full",
                "running",
                "place",
                "",
                place_id,
                place=place_id,
                day=str(full[0]),
            )


def _counts_nothing(quota: Quota, scenario: Scenario) -> bool:
    templates = scenario.templates_by_id()
    return not (
        any(quota.counts_place(place) for place in scenario.places)
        and any(
            quota.counts_person(person, templates[person.template])
            for person in scenario.participants
        )
    )


def _doubts_about_steps(scenario: Scenario) -> Iterator[Finding]:
    """Yield the people who have been on a higher step than any place is on."""
    highest: dict[str, int] = {}
    for earlier in scenario.earlier:
        step = earlier.step_level or 0
        highest[earlier.participant] = max(step, highest.get(earlier.participant, 0))
    offered = [place.step_level for place in scenario.places]
    top = max((step for step in offered if step is not None), default=0)
    for person, step in sorted(highest.items()):
        if step > top and None not in offered:
            yield doubt(
                "no-step-left", "earlier", "step_level", person, str(step), top=str(top)
            )


def _doubts_about_specialists(scenario: Scenario) -> Iterator[Finding]:
    """Yield specialists with nobody to follow, or with too many before the plan begins."""
    teams, room = scenario.teams(), scenario.room_of_specialists()
    wanted = frozenset[SpecialistId]().union(*teams.values())
    running = sorted({r.participant for r in scenario.running} & teams.keys())
    loads = followed({person: teams[person] for person in running}, room)
    over = [person for person in running if person not in loads.with_whom]
    full = frozenset[SpecialistId]().union(
        *(loads.reached_from(teams[person]) for person in over)
    )
    for specialist in scenario.specialists:
        about = ("specialists", "specialist", specialist.id)
        if specialist.already > specialist.caseload_limit:
            yield doubt(
                "specialist-over-full", "specialists", "already", specialist.id,
                limit=str(specialist.caseload_limit),
            )  # fmt: skip
        if specialist.id in full:
            yield doubt("specialist-running-over-full", *about)
        if specialist.id not in wanted:
            yield doubt("specialist-follows-nobody", *about)


def doubts_about_decisions(scenario: Scenario) -> Iterator[Finding]:
    """Yield what looks wrong with pins, quotas, specialists, running and earlier placements."""
    yield from _doubts_about_pins(scenario)
    yield from _doubts_about_running(scenario)
    yield from _doubts_about_load(scenario)
    yield from _doubts_about_steps(scenario)
    for quota in scenario.quotas:
        if _counts_nothing(quota, scenario):
            yield doubt("quota-counts-nothing", "quotas", "quota", quota.id)
    yield from _doubts_about_specialists(scenario)
