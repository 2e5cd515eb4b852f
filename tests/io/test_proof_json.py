"""``proof.json``: nothing but what can be added up exactly."""

import json

import pytest

from matcher.domain.ids import ParticipantId
from matcher.domain.policy import Tier
from matcher.domain.proof import (
    CertificateProof,
    ComponentProof,
    HalfCut,
    PlaceCut,
    Proof,
    ProofStep,
    RowKey,
)
from matcher.domain.rules import RuleCode
from matcher.io.proof_json import proof_from_json, proof_to_json
from tests.helpers import builders as make

PAIR = (ParticipantId("p1"), ParticipantId("p2"))
PROOF = Proof(
    "0" * 64,
    3,
    (
        ComponentProof(
            (make.participant().id,),
            (
                RowKey(RuleCode.SEAT_DAY, "q1", "man", 4),
                RowKey(RuleCode.QUOTA, "k1", None, None),
                RowKey(RuleCode.MENTOR_HOURS, "e1", None, 2, of_employer=True),
                RowKey(RuleCode.APART, "q1", None, 3, PAIR),
            ),
            {
                4: PlaceCut((0,), ((1, 2),), ((0, 1, 3),), 3),
                5: HalfCut((0, 4), (0,)),
            },
            (
                ProofStep(
                    Tier.FIT, -1, ((0, 7),), {Tier.REPAIR: 5}, {Tier.REPAIR: 0}, 9
                ),
            ),
        ),
    ),
    (CertificateProof(0, 2, ((0, 1),)),),
)


def paths(document, path=()):
    """Where the whole numbers are."""
    if type(document) is int:
        yield path
    parts = (
        document.items()
        if isinstance(document, dict)
        else enumerate(document)
        if isinstance(document, list)
        else ()
    )
    for key, part in parts:
        yield from paths(part, (*path, key))


NUMBERS = list(paths(json.loads(proof_to_json(PROOF))))


def test_a_proof_is_the_same_after_writing_and_reading():
    """All kinds of row, cut and step."""
    assert proof_from_json(proof_to_json(PROOF)) == PROOF


@pytest.mark.parametrize("path", NUMBERS, ids=lambda path: "-".join(map(str, path)))
@pytest.mark.parametrize("value", ["7", 7.0, True, [7]])
def test_only_whole_numbers_are_read(path, value):
    """Text, fractions and yes or no in the place of any number are refused."""
    document = json.loads(proof_to_json(PROOF))
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    with pytest.raises((TypeError, ValueError)):
        proof_from_json(json.dumps(document))
