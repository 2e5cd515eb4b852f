"""Plans from files: ours (``plan.json``) and those made by hand (a table)."""

from pathlib import Path

from matcher.domain.finding import Finding
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.plan import Placement, PlacementStep, Plan
from matcher.domain.scenario import Scenario
from matcher.io.checks import check_order_and_repeats
from matcher.io.compound import in_week_order
from matcher.io.found import Findings, in_order
from matcher.io.plan_json import plan_from_json
from matcher.io.records import Record, Sheet, read_sheet
from matcher.io.sources import read_file
from matcher.io.tables import PLACEMENTS
from matcher.io.values import Setting
from matcher.io.words import nearest

HandMadePlan = tuple[Placement, ...]


def read_plan(
    path: Path | str, scenario: Scenario
) -> tuple[Plan | HandMadePlan | None, tuple[Finding, ...]]:
    """Return a plan of ours, or the placements of a hand-made table, with findings.

    ``None`` where any of the findings is an error. Ids that are not in the scenario are
    warnings: the audit names them as broken rules.
    """
    path = Path(path)
    findings = Findings()
    if path.suffix.lower() == ".json":
        plan: Plan | HandMadePlan | None = _read_json(path, findings)
    else:
        plan = _read_table(path, scenario, findings)
    return (None if findings.has_errors else plan), in_order(findings.found)


def _read_json(path: Path, findings: Findings) -> Plan | None:
    try:
        return plan_from_json(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        findings.error("not-found", path.name)
    except (ValueError, KeyError, TypeError) as fault:
        findings.error(
            "not-a-plan", path.name, reason=f"{type(fault).__name__}: {fault}"
        )
    return None


def _read_table(path: Path, scenario: Scenario, findings: Findings) -> HandMadePlan:
    raw = read_file(path, PLACEMENTS, findings)
    if raw is None or raw.unreadable:
        return ()
    setting = Setting(scenario.grid)
    sheet = read_sheet(raw, setting, findings)
    check_order_and_repeats(sheet, findings)
    _doubt_unknown_ids(sheet, scenario, findings)
    if findings.has_errors:
        return ()
    placements = (_placement(record, setting) for record in sheet.records)
    return tuple(sorted(placements, key=lambda p: (p.participant, p.start_date)))


def _doubt_unknown_ids(sheet: Sheet, scenario: Scenario, findings: Findings) -> None:
    known: dict[str, set[str]] = {
        "participant": {p.id for p in scenario.participants},
        "place": {p.id for p in scenario.places},
        "section": {s.id for s in scenario.sections},
        "specialist": {s.id for s in scenario.specialists},
    }
    for record in sheet.records:
        for key, ids in known.items():
            one = record[key]
            if one is not None and one not in ids:
                findings.warn(
                    "id-not-in-scenario",
                    sheet.source,
                    record.row,
                    sheet.heading(key),
                    one,
                    suggestion=nearest(one, ids),
                )


def _placement(record: Record, setting: Setting) -> Placement:
    slots = record["slots"]
    if slots is None:
        slots = frozenset(slot.id for slot in setting.grid.slots)
    one_step = (PlacementStep(record["start"], in_week_order(slots, setting)),)
    return Placement(
        ParticipantId(record["participant"]),
        PlaceId(record["place"]),
        record["start"],
        record["end"],
        record["section"],
        record["steps"] or one_step,
        specialist=record["specialist"],
    )
