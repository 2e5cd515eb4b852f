"""The risk before the run, for people and for machines. Ids only."""

from collections.abc import Iterator, Mapping
from typing import Any

from matcher.domain.ids import SectorCode
from matcher.domain.reference import find_sector
from matcher.domain.risk import (
    ParticipantRisk,
    RiskReport,
    Share,
    Widening,
    WideningKind,
)
from matcher.report.wording import Wording

Document = Mapping[str, Any]


def risk_lines(report: RiskReport, wording: Wording) -> Iterator[str]:
    """Yield the whole report as plain lines; people without any risk are only counted."""
    say = wording.say
    yield say("risk.title", scenario=report.scenario)
    yield say("risk.warning")
    yield say(
        "risk.what",
        draws=wording.number(report.draws),
        without=_percent(report.without_place.value),
        placed=wording.number(report.placed_as_it_stands),
    )
    for rule in report.left_out:
        yield say(f"risk.left-out.{rule.value}")
    if report.place_dropout:
        yield say("risk.dropout", share=_percent(report.place_dropout))
    at_risk = [one for one in report.participants if one.risk.count]
    safe = len(report.participants) - len(at_risk)
    if safe:
        yield say.plural("risk.safe", safe)
    for one in at_risk:
        yield ""
        yield from _person_lines(one, wording)


def _person_lines(one: ParticipantRisk, wording: Wording) -> Iterator[str]:
    say = wording.say
    yield say(
        "risk.person",
        rank=wording.number(one.rank),
        participant=one.participant,
        share=_percent(one.risk.value),
        interval=_interval(one.risk, wording),
        semesters=wording.number(one.risk.of),
        candidates=wording.number(one.candidates),
    )
    if one.best is None:
        yield say("risk.no-widening")
        return
    yield say.plural(
        "risk.widening",
        one.best.places,
        what=widening_text(one.best.widening, wording),
        share=_percent(one.best.risk.value),
        interval=_interval(one.best.risk, wording),
    )


def widening_text(widening: Widening, wording: Wording) -> str:
    """Return what the person would open up, as the start of a sentence."""
    value = widening.value
    if widening.kind is WideningKind.SECTOR_VETO:
        sector = find_sector(SectorCode(value))
        value = str(getattr(sector, wording.language)) if sector else value
    return wording.say(f"risk.widen.{widening.kind.value}", value=value)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _interval(share: Share, wording: Wording) -> str:
    low, high = share.interval
    return wording.say("risk.interval", low=f"{100 * low:.0f}", high=_percent(high))


def risk_document(report: RiskReport, wording: Wording) -> Document:
    """Return the report as one JSON document."""
    return {
        "scenario": report.scenario,
        "note": wording.say("risk.warning"),
        "seed": report.seed,
        "draws": report.draws,
        "place_dropout": report.place_dropout,
        "placed_as_it_stands": report.placed_as_it_stands,
        "without_place": _share(report.without_place),
        "left_out": [rule.value for rule in report.left_out],
        "participants": [_person(one, wording) for one in report.participants],
    }


def _person(one: ParticipantRisk, wording: Wording) -> Document:
    best = one.best
    return {
        "participant": one.participant,
        "rank": one.rank,
        "candidates": one.candidates,
        "risk": _share(one.risk),
        "widening": None
        if best is None
        else {
            "kind": best.widening.kind.value,
            "value": best.widening.value,
            "text": widening_text(best.widening, wording),
            "places": best.places,
            "risk": _share(best.risk),
        },
    }


def _share(share: Share) -> Document:
    low, high = share.interval
    return {
        "share": round(share.value, 4),
        "count": share.count,
        "of": share.of,
        "low": round(low, 4),
        "high": round(high, 4),
    }
