"""What other weekday menus of classes would give, for people and for machines."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from matcher.domain.menu_values import (
    Changes,
    MenuChange,
    MenuValue,
    MenuValues,
    Verdict,
    slots_of,
)
from matcher.domain.policy import COVERAGE_TIERS, Tier
from matcher.domain.scenario import Scenario
from matcher.report.summary import LOSSES
from matcher.report.wording import Wording

Document = Mapping[str, Any]


def menu_values_lines(
    values: MenuValues, scenario: Scenario, wording: Wording
) -> Iterator[str]:
    """Yield what is proposed, how sure that is, and each change alone."""
    say = wording.say
    yield say("menus.title", scenario=values.scenario)
    yield say.plural("menus.what", values.covered)
    yield ""
    if not values.singles:
        yield say("menus.none-known")
        return
    yield say("menus.proposals")
    for value in values.proposals:
        yield "  " + say.plural(
            "menus.proposal",
            len(value.changes),
            result=_result(value, wording),
            changes="; ".join(_changes(value.changes, scenario, wording)),
        )
    yield from _verdict_lines(values, wording)
    yield ""
    yield say("menus.singles")
    for value in values.singles:
        [change] = _changes(value.changes, scenario, wording)
        yield "  " + say("menus.single", change=change, result=_result(value, wording))
    yield ""
    yield say("menus.alone")
    if not all(value.is_decided for value in (*values.singles, *values.proposals)):
        yield say("menus.open")


def _verdict_lines(values: MenuValues, wording: Wording) -> Iterator[str]:
    say, best = wording.say, values.proposal
    if best is None:
        yield "  " + say("menus.keep-all" if values.is_settled else "menus.none-found")
    if not values.is_settled:
        most = _people(values.at_most, wording)
        yield "  " + say("menus.at-most", most=most)
    yield "  " + say(
        "menus.tried-all" if values.tried_all else "menus.tried",
        tried=wording.number(values.tried),
        all=wording.number(values.combinations),
    )


def _changes(changes: Changes, scenario: Scenario, wording: Wording) -> Iterator[str]:
    """Yield each change as ``K3: man tir -> ons tor``."""
    for change in changes:
        before, after = (
            wording.slots(slots_of(scenario, change.section, menu))
            for menu in (0, change.menu)
        )
        section = wording.label(change.section)
        yield wording.say("menus.change", section=section, before=before, after=after)


def _result(value: MenuValue, wording: Wording) -> str:
    """Return what is known of a change in a few words."""
    say = wording.say
    match value.verdict:
        case Verdict.BREAKS_RULES:
            return say("menus.breaks-rules")
        case Verdict.GROUPS_OUTSIDE:
            return say("menus.groups-outside")
        case Verdict.OPEN:
            return say("menus.not-decided", most=_people(value.at_most, wording))
        case Verdict.NO_BETTER:
            return _with_details(say("menus.no-better"), value, wording)
        case Verdict.BETTER:
            told = _people(value.extra or 0, wording)
            if not value.is_decided:
                most = _people(value.at_most, wording)
                told = say("menus.better-open", extra=told, most=most)
            return _with_details(told, value, wording)


def _with_details(told: str, value: MenuValue, wording: Wording) -> str:
    if value.tiers is None:
        return told
    details = ", ".join(_details(value.tiers, wording))
    details = details or wording.say("menus.no-different")
    return f"{told} ({details})"


def _details(tiers: Mapping[Tier, int], wording: Wording) -> Iterator[str]:
    """Yield every aim that is not as in the plan in force, as its table shows it."""
    for tier, gained in tiers.items():
        if gained:
            shown = -gained if tier in LOSSES else gained
            sign = "+" if shown > 0 else "−"
            number = wording.number(abs(shown))
            yield f"{wording.tier(tier)} {sign}{number}"


def _people(number: int, wording: Wording) -> str:
    if number < 0:
        return wording.say.plural("menus.fewer", -number)
    if number == 0:
        return wording.say("menus.as-many")
    return wording.say.plural("menus.more", number)


def menu_values_document(values: MenuValues, scenario: Scenario) -> Document:
    """Return all values as one JSON document."""
    return {
        "scenario": values.scenario,
        "covered": values.covered,
        "decided": values.is_settled
        and all(value.is_decided for value in (*values.singles, *values.proposals)),
        "changes": [_value(value, scenario) for value in values.singles],
        "proposals": [_value(value, scenario) for value in values.proposals],
        "at_most": values.at_most,
        "search": "all" if values.tried_all else "greedy",
        "combinations": values.combinations,
        "tried": values.tried,
    }


def _value(value: MenuValue, scenario: Scenario) -> Document:
    return {
        "sections": [_change(change, scenario) for change in value.changes],
        "verdict": value.verdict.value,
        "extra_people": value.extra,
        "at_most": value.at_most,
        "certified": value.certified,
        **_gains(value.tiers),
    }


def _change(change: MenuChange, scenario: Scenario) -> Document:
    return {
        "section": change.section,
        "menu_in_force": list(slots_of(scenario, change.section, 0)),
        "menu": list(slots_of(scenario, change.section, change.menu)),
    }


def _gains(tiers: Mapping[Tier, int] | None) -> Document:
    if tiers is None:
        return {"coverage": None, "hours_short": None, "days_waiting": None}
    return {
        "coverage": _of(tiers, COVERAGE_TIERS),
        "hours_short": -tiers[Tier.HOURS_SHORT] if Tier.HOURS_SHORT in tiers else None,
        "days_waiting": tiers.get(Tier.WAITING),
    }


def _of(tiers: Mapping[Tier, int], wanted: Iterable[Tier]) -> Document:
    return {tier.value: tiers[tier] for tier in wanted if tier in tiers}
