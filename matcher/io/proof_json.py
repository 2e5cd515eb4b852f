"""A proof to ``proof.json`` and back."""

import json
from collections.abc import Mapping
from typing import Any

from matcher.domain.ids import ParticipantId
from matcher.domain.policy import Tier
from matcher.domain.proof import (
    PRICE_SCALE,
    PROOF_SCHEMA_VERSION,
    CertificateProof,
    ChoiceKey,
    ComponentProof,
    HalfCut,
    JointRowKey,
    PlaceCut,
    Proof,
    ProofStep,
    RowKey,
    Shared,
)
from matcher.domain.rules import RuleCode

Document = Mapping[str, Any]


def _whole(value: Any) -> int:
    """Return ``value`` if it is a whole number: nothing else can be added up exactly."""
    if type(value) is not int:
        raise TypeError(f"{value!r} is not a whole number")
    return value


def _wholes(values: Any) -> tuple[int, ...]:
    return tuple(map(_whole, values))


def _by_tier(document: Document) -> dict[Tier, int]:
    return {Tier(tier): _whole(value) for tier, value in document.items()}


def _prices(document: Any) -> tuple[tuple[int, int], ...]:
    return tuple((_whole(row), _whole(price)) for row, price in document)


def _pair(pair: tuple[str, str] | None) -> list[str] | None:
    return None if pair is None else list(pair)


def _read_pair(document: Any) -> tuple[ParticipantId, ParticipantId] | None:
    if document is None:
        return None
    one, other = document
    return ParticipantId(one), ParticipantId(other)


def _choice(choice: ChoiceKey) -> list[Any]:
    shared = None if choice.shared is None else choice.shared.value
    return [choice.rule.value, choice.owner, _pair(choice.pair), shared]


def _read_choice(document: list[Any]) -> ChoiceKey:
    rule, owner, pair, shared = document
    return ChoiceKey(
        RuleCode(rule),
        owner,
        _read_pair(pair),
        None if shared is None else Shared(shared),
    )


def _row(row: RowKey | JointRowKey) -> list[Any] | Document:
    if isinstance(row, JointRowKey):
        return {
            "about": _choice(row.about),
            "participant": row.participant,
            "place": row.place,
            "weeks": None if row.weeks is None else list(row.weeks),
        }
    pair = _pair(row.pair)
    return [row.rule.value, row.owner, row.slot, row.week, pair, row.of_employer]


def _read_row(document: Any) -> RowKey | JointRowKey:
    if isinstance(document, dict):
        return _read_joint_row(document)
    rule, owner, slot, week, pair, of_employer = document
    return RowKey(
        RuleCode(rule),
        owner,
        slot,
        None if week is None else _whole(week),
        _read_pair(pair),
        of_employer,
    )


def _read_joint_row(document: Document) -> JointRowKey:
    weeks = document["weeks"]
    if weeks is not None:
        first, after = _wholes(weeks)
        weeks = first, after
    return JointRowKey(
        _read_choice(document["about"]),
        document["participant"],
        document["place"],
        weeks,
    )


def _cut(cut: HalfCut | PlaceCut) -> Document:
    if isinstance(cut, HalfCut):
        return {"half_of": list(cut.rows), "people": list(cut.people)}
    return {
        "place_rows": list(cut.rows),
        "anybody": [list(stay) for stay in cut.anybody],
        "named": [list(stay) for stay in cut.named],
        "capacity": cut.capacity,
    }


def _read_cut(document: Document) -> HalfCut | PlaceCut:
    if "half_of" in document:
        return HalfCut(_wholes(document["half_of"]), _wholes(document["people"]))
    return PlaceCut(
        _wholes(document["place_rows"]),
        tuple((_whole(mask), _whole(weight)) for mask, weight in document["anybody"]),
        tuple(
            (_whole(person), _whole(mask), _whole(weight))
            for person, mask, weight in document["named"]
        ),
        _whole(document["capacity"]),
    )


def _step(step: ProofStep) -> Document:
    return {
        "tier": step.tier.value,
        "parent": step.parent,
        "prices": [list(priced) for priced in step.prices],
        "weights": {tier.value: weight for tier, weight in step.weights.items()},
        "reached": {tier.value: value for tier, value in step.reached.items()},
        "keep": step.keep,
    }


def _read_step(document: Document) -> ProofStep:
    return ProofStep(
        Tier(document["tier"]),
        _whole(document["parent"]),
        _prices(document["prices"]),
        _by_tier(document["weights"]),
        _by_tier(document["reached"]),
        None if document["keep"] is None else _whole(document["keep"]),
    )


def _component(component: ComponentProof) -> Document:
    return {
        "participants": list(component.participants),
        "choices": [_choice(choice) for choice in component.choices],
        "rows": [_row(row) for row in component.rows],
        "cuts": {str(number): _cut(cut) for number, cut in component.cuts.items()},
        "steps": [_step(step) for step in component.steps],
    }


def _read_component(document: Document) -> ComponentProof:
    return ComponentProof(
        tuple(map(ParticipantId, document["participants"])),
        tuple(map(_read_row, document["rows"])),
        {int(number): _read_cut(cut) for number, cut in document["cuts"].items()},
        tuple(map(_read_step, document["steps"])),
        tuple(map(_read_choice, document["choices"])),
    )


def _certificate(certificate: CertificateProof) -> Document:
    return {
        "component": certificate.component,
        "unit": certificate.unit,
        "prices": [list(priced) for priced in certificate.prices],
    }


def _read_certificate(document: Document) -> CertificateProof:
    return CertificateProof(
        _whole(document["component"]),
        _whole(document["unit"]),
        _prices(document["prices"]),
    )


def proof_to_json(proof: Proof) -> str:
    """Return ``proof.json``: keys sorted, the same bytes for the same proof."""
    document = {
        "schema_version": PROOF_SCHEMA_VERSION,
        "price_scale": PRICE_SCALE,
        "scenario_sha256": proof.scenario_sha256,
        "seed": proof.seed,
        "components": [_component(component) for component in proof.components],
        "certificates": [_certificate(one) for one in proof.certificates],
    }
    return json.dumps(document, sort_keys=True, separators=(",", ":")) + "\n"


def proof_from_json(text: str) -> Proof:
    """Return the proof of :func:`proof_to_json`.

    Raises
    ------
    ValueError, KeyError, TypeError
        Where the text is not JSON, or not a proof of this schema version and scale, or
        where it has anything but whole numbers to be added up.
    """
    document = json.loads(text)
    stated = _wholes((document["schema_version"], document["price_scale"]))
    if stated != (PROOF_SCHEMA_VERSION, PRICE_SCALE):
        raise ValueError(f"schema_version and price_scale {stated}")
    return Proof(
        document["scenario_sha256"],
        _whole(document["seed"]),
        tuple(map(_read_component, document["components"])),
        tuple(map(_read_certificate, document.get("certificates", ()))),
    )
