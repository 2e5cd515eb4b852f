"""The waiting list in words, and for machines."""

import json

import pytest

from matcher.domain.ids import PlaceId, SlotId
from matcher.domain.waiting_list import FreedSeat
from matcher.live.waiting_list import helped_by, waiting_list
from matcher.report.waiting_list import waiting_document, waiting_lines
from matcher.report.wording import Wording
from matcher.text import Language, translator
from tests.helpers import builders as make
from tests.live.test_suggest import own
from tests.live.test_waiting_list import PEOPLE, session

FREED = FreedSeat(PlaceId("q1"), tuple(SlotId(slot) for slot in make.WORKDAYS))


def told():
    there = session(
        [*PEOPLE, make.participant("p5")], [own("q1")], [make.placement("p5")]
    )
    return waiting_list(there), list(helped_by(there, FREED))


@pytest.mark.parametrize("language", list(Language))
def test_each_language_tells_reasons_and_help(language):
    """Four who wait, each with what their turn rests on, and the first to be helped."""
    say = translator(language)
    waiting, helped = told()
    lines = list(waiting_lines(waiting, FREED, helped, Wording(say)))
    assert say("explain.urgency.overdue") in lines[1]
    assert say("waiting.covered") in lines[4]
    assert lines[-len(helped)].startswith("1. p9: q1, ")
    nobody = list(waiting_lines(waiting, FREED, [], Wording(say)))
    assert "q1" in nobody[-1]


def test_machines_are_told_the_same():
    """The order, and the option of each who is helped."""
    waiting, helped = told()
    document = json.loads(json.dumps(waiting_document(waiting, FREED, helped)))
    assert [one["participant"] for one in document["waiting"]] == [
        "p9",
        "p3",
        "p1",
        "p0",
    ]
    assert document["helped"][0]["suggestion"]["placements"][0]["place"] == "q1"
