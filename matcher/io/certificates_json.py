"""Crowd certificates in ``plan.json``."""

from collections.abc import Mapping, Sequence
from typing import Any

from matcher.domain.certificates import Certificate, CertificateKind, CrowdedRow
from matcher.domain.ids import ParticipantId
from matcher.domain.proof import RowKey
from matcher.domain.rules import RuleCode

Document = Mapping[str, Any]

OWNERS = {
    RuleCode.SEAT_DAY: "place",
    RuleCode.PEOPLE_AT_ONCE: "place",
    RuleCode.EMPLOYER_PEOPLE: "employer",
    RuleCode.EMPLOYER_STARTS: "employer",
    RuleCode.SECTION_SEATS: "section",
}
"""What owns a row of each rule that a certificate may name."""


def certificate_documents(certificates: Sequence[Certificate]) -> list[Document]:
    """Return ``certificates[]``."""
    return [
        {
            "kind": certificate.kind.value,
            "participants": list(certificate.participants),
            "at_most": certificate.at_most,
            "seats": [_seat(crowded) for crowded in certificate.seats],
        }
        for certificate in certificates
    ]


def read_certificates(document: Document) -> tuple[Certificate, ...]:
    """Return the certificates of a plan; a file of before there were any has none."""
    return tuple(
        Certificate(
            CertificateKind(one["kind"]),
            tuple(map(ParticipantId, one["participants"])),
            one["at_most"],
            tuple(map(_read_seat, one["seats"])),
        )
        for one in document.get("certificates", ())
    )


def _seat(crowded: CrowdedRow) -> Document:
    row = crowded.row
    return {
        "rule": row.rule.value,
        **dict.fromkeys(OWNERS.values()),
        OWNERS[row.rule]: row.owner,
        "slot": row.slot,
        "week": row.week,
        "count": crowded.count,
    }


def _read_seat(document: Document) -> CrowdedRow:
    rule = RuleCode(document["rule"])
    owner = document[OWNERS[rule]]
    row = RowKey(rule, owner, document["slot"], document["week"])
    return CrowdedRow(row, document["count"])
