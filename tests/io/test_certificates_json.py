"""``certificates[]`` of ``plan.json``: every kind of limit, there and back."""

import pytest

from matcher.domain.certificates import Certificate, CertificateKind, CrowdedRow
from matcher.domain.ids import ParticipantId
from matcher.domain.proof import RowKey
from matcher.domain.rules import RuleCode
from matcher.io.certificates_json import certificate_documents, read_certificates

PEOPLE = (ParticipantId("p1"), ParticipantId("p2"))
ROWS = [
    RowKey(RuleCode.SEAT_DAY, "q1", "man", 4),
    RowKey(RuleCode.PEOPLE_AT_ONCE, "q1", None, 4),
    RowKey(RuleCode.EMPLOYER_PEOPLE, "e1", None, 4),
    RowKey(RuleCode.EMPLOYER_STARTS, "e1", None, 4),
    RowKey(RuleCode.SECTION_SEATS, "c1", None, None),
    RowKey(RuleCode.MENTOR_HOURS, "q1", None, 4),
    RowKey(RuleCode.MENTOR_HOURS, "e1", None, 4, of_employer=True),
    RowKey(RuleCode.UNPAID_STAFF, "e1", None, 4),
    RowKey(RuleCode.EMPLOYER_REST, "q1", None, 4),
    RowKey(RuleCode.QUOTA, "k1", None, None),
    RowKey(RuleCode.APART, "q1", None, 4, PEOPLE),
    RowKey(RuleCode.CASELOAD, "s1,s2", None, None),
]


def crowd_at(row):
    seats = (CrowdedRow(row, 1),)
    return Certificate(CertificateKind.COVERED, PEOPLE, 1, seats)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_limit_is_the_same_after_writing_and_reading(row):
    """Also whether mentors are those of a place or of an employer."""
    crowds = (crowd_at(row),)
    document = {"certificates": certificate_documents(crowds)}
    assert read_certificates(document) == crowds


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_limit_is_told_by_one_owner(row):
    """A place, employer, section, quota or specialists, and the others are null."""
    [seat] = certificate_documents([crowd_at(row)])[0]["seats"]
    owners = [seat[key] for key in ("place", "employer", "section", "quota")]
    owners += seat["specialists"] or []
    assert [owner for owner in owners if owner is not None] == list(row.owners)


def test_a_plan_from_before_pairs_were_told_is_read():
    """Then a limit has neither quota nor pair."""
    [document] = certificate_documents([crowd_at(ROWS[0])])
    for seat in document["seats"]:
        del seat["quota"], seat["pair"]
    assert read_certificates({"certificates": [document]}) == (crowd_at(ROWS[0]),)
