"""What people and machines are told of the risk."""

from dataclasses import replace

import pytest

from matcher.domain.ids import ParticipantId
from matcher.domain.reference import sectors
from matcher.domain.risk import (
    ParticipantRisk,
    RiskReport,
    Share,
    WidenedRisk,
    Widening,
    WideningKind,
)
from matcher.domain.rules import RuleCode
from matcher.report.risk import risk_document, risk_lines, widening_text
from matcher.report.wording import Wording
from matcher.text import Language, translator

EN = Wording(translator(Language.EN))


def report(*people, dropout=0.0):
    return RiskReport("test", 0, 100, dropout, 7, Share(30, 200), people)


def one(id, count, best=None):
    return ParticipantRisk(ParticipantId(id), 1, 4, Share(count, 50), best)


def helped(kind, value=""):
    return WidenedRisk(Widening(kind, value), 3, Share(5, 50))


def test_only_people_at_risk_are_listed_and_the_safe_counted():
    """Who had a place in every semester is a number, not a line."""
    lines = list(risk_lines(report(one("p1", 20), one("p2", 0)), EN))
    assert "1 participant had a place in every semester." in lines
    assert [line for line in lines if "p1:" in line]
    assert not [line for line in lines if "p2" in line]


def test_a_line_has_share_interval_and_semesters():
    """Share, Wilson's interval and the number of semesters stand together."""
    told = "\n".join(risk_lines(report(one("p1", 20)), EN))
    assert "40 % of 50 semesters (95 % interval 28–54 %)" in told


def test_the_widening_is_told_with_its_new_risk():
    """The best widening stands below the person, with risk and places."""
    best = helped(WideningKind.TRAVEL_LIMIT, "75")
    told = list(risk_lines(report(one("p1", 20, best)), EN))[-1]
    assert told.strip().startswith("Travel up to 75 minutes: 10 %")
    assert told.endswith("something new at 3 places.")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", list(WideningKind))
def test_every_widening_has_words(kind, language):
    """Each kind is told in each language."""
    assert widening_text(Widening(kind, "x9"), Wording(translator(language))).strip()


def test_a_sector_is_named_in_words():
    """A refused sector is told by its name, not its code."""
    sector = sectors()[0]
    refused = Widening(WideningKind.SECTOR_VETO, sector.code)
    assert widening_text(refused, EN) == f"Say yes to the sector {sector.en}"


def test_dropping_places_are_told():
    """The chance of dropping out stands in the text where there is one."""
    told = "\n".join(risk_lines(report(one("p1", 20), dropout=0.1), EN))
    assert "10 % of the places dropped out" in told


def test_the_document_says_the_same():
    """Machines get ids, counts and the widening's kind and value."""
    best = helped(WideningKind.TRAVEL_LIMIT, "75")
    told = risk_document(report(one("p1", 20, best)), EN)["participants"][0]
    assert told["participant"] == "p1"
    assert (told["risk"]["count"], told["risk"]["of"]) == (20, 50)
    assert (told["widening"]["kind"], told["widening"]["value"]) == (
        "travel-limit",
        "75",
    )


@pytest.mark.parametrize("language", list(Language))
def test_what_no_semester_keeps_is_told(language):
    """A sentence each in every language, the codes for machines; else nothing."""
    wording = Wording(translator(language))
    rules = (RuleCode.QUOTA_LEAST, RuleCode.OPENS_WITH, RuleCode.TOGETHER)
    some = replace(report(), left_out=rules)
    told, before = list(risk_lines(some, wording)), list(risk_lines(report(), wording))
    assert len(told) == len(before) + len(rules)
    assert not [line for line in told if "left-out" in line]
    document = risk_document(some, wording)
    assert document["left_out"] == ["quota-least", "opens-with", "together"]
