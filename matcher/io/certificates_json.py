"""Crowd certificates in ``plan.json``."""

from collections.abc import Mapping, Sequence
from typing import Any

from matcher.domain.certificates import Certificate, CertificateKind, CrowdedRow
from matcher.domain.ids import ParticipantId
from matcher.domain.proof import RowKey, team_owner
from matcher.domain.rules import RuleCode

Document = Mapping[str, Any]

OWNERS = {
    RuleCode.SEAT_DAY: "place",
    RuleCode.PEOPLE_AT_ONCE: "place",
    RuleCode.EMPLOYER_PEOPLE: "employer",
    RuleCode.EMPLOYER_STARTS: "employer",
    RuleCode.SECTION_SEATS: "section",
    RuleCode.MENTOR_HOURS: "place",
    RuleCode.UNPAID_STAFF: "employer",
    RuleCode.EMPLOYER_REST: "place",
    RuleCode.QUOTA: "quota",
    RuleCode.APART: "place",
    RuleCode.CASELOAD: "specialists",
}
"""What owns a row of each rule; some of mentors' minutes are an employer's."""


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
    owner = "employer" if row.of_employer else OWNERS[row.rule]
    return {
        "rule": row.rule.value,
        **dict.fromkeys(OWNERS.values()),
        owner: list(row.owners) if row.rule is RuleCode.CASELOAD else row.owner,
        "slot": row.slot,
        "week": row.week,
        "pair": None if row.pair is None else list(row.pair),
        "count": crowded.count,
    }


def _read_seat(document: Document) -> CrowdedRow:
    rule, pair = RuleCode(document["rule"]), document.get("pair")
    of_employer = rule is RuleCode.MENTOR_HOURS and document["place"] is None
    owner = document["employer" if of_employer else OWNERS[rule]]
    row = RowKey(
        rule,
        team_owner(owner) if rule is RuleCode.CASELOAD else owner,
        document["slot"],
        document["week"],
        None if pair is None else (ParticipantId(pair[0]), ParticipantId(pair[1])),
        of_employer,
    )
    return CrowdedRow(row, document["count"])
