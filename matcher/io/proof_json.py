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
    ComponentProof,
    HalfCut,
    PlaceCut,
    Proof,
    ProofStep,
    RowKey,
)
from matcher.domain.rules import RuleCode

Document = Mapping[str, Any]


def _row(row: RowKey) -> list[Any]:
    return [row.rule.value, row.owner, row.slot, row.week]


def _read_row(document: list[Any]) -> RowKey:
    rule, owner, slot, week = document
    return RowKey(RuleCode(rule), owner, slot, week)


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
        return HalfCut(tuple(document["half_of"]), tuple(document["people"]))
    return PlaceCut(
        tuple(document["place_rows"]),
        tuple((mask, weight) for mask, weight in document["anybody"]),
        tuple((person, mask, weight) for person, mask, weight in document["named"]),
        document["capacity"],
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
        document["parent"],
        tuple((row, price) for row, price in document["prices"]),
        {Tier(tier): weight for tier, weight in document["weights"].items()},
        {Tier(tier): value for tier, value in document["reached"].items()},
        document["keep"],
    )


def _component(component: ComponentProof) -> Document:
    return {
        "participants": list(component.participants),
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
    )


def _certificate(certificate: CertificateProof) -> Document:
    return {
        "component": certificate.component,
        "unit": certificate.unit,
        "prices": [list(priced) for priced in certificate.prices],
    }


def _read_certificate(document: Document) -> CertificateProof:
    prices = tuple((row, price) for row, price in document["prices"])
    return CertificateProof(document["component"], document["unit"], prices)


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
        Where the text is not JSON, or not a proof of this schema version and scale.
    """
    document = json.loads(text)
    stated = document["schema_version"], document["price_scale"]
    if stated != (PROOF_SCHEMA_VERSION, PRICE_SCALE):
        raise ValueError(f"schema_version and price_scale {stated}")
    return Proof(
        document["scenario_sha256"],
        document["seed"],
        tuple(map(_read_component, document["components"])),
        tuple(map(_read_certificate, document.get("certificates", ()))),
    )
