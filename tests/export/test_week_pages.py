"""Week plans on paper, read and drawn by another library than the one that sets them."""

import ctypes
from collections import Counter
from datetime import date, timedelta

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from matcher.domain.ids import ParticipantId, PlaceId
from matcher.export import UnprintableError, Words, week_pages
from matcher.export.events import Event
from matcher.report.wording import Wording
from matcher.text import Language, translator
from tests.export.conftest import words
from tests.helpers.builders import START

P1 = ParticipantId("p1")


def pages(known, plan, events, language=Language.NB, **filters):
    """The PDF of each person."""
    made = week_pages(known, plan, events, words(language), **filters)
    return {person: content for person, _, content in made}


def text_of(content, page=0):
    with pypdfium2.PdfDocument(content) as pdf:
        return pdf[page].get_textpage().get_text_bounded().replace("\r\n", "\n")


def tags(content):
    """How many elements of each kind the structure of the first page has."""
    found: Counter[str] = Counter()
    with pypdfium2.PdfDocument(content) as pdf:
        tree = pdfium.FPDF_StructTree_GetForPage(pdf[0])
        for n in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            _count(pdfium.FPDF_StructTree_GetChildAtIndex(tree, n), found)
        pdfium.FPDF_StructTree_Close(tree)
    return found


def _count(element, found):
    if not element:
        return
    name = ctypes.create_string_buffer(64)
    pdfium.FPDF_StructElement_GetType(element, name, 64)
    found[name.raw.decode("utf-16-le").split("\0")[0]] += 1
    for n in range(pdfium.FPDF_StructElement_CountChildren(element)):
        _count(pdfium.FPDF_StructElement_GetChildAtIndex(element, n), found)


def test_a_page_a_week(known, plan, events):
    """Four weeks each, in order."""
    made = pages(known, plan, events)
    assert list(made) == ["p1", "p2"]
    with pypdfium2.PdfDocument(made[P1]) as pdf:
        assert len(pdf) == 4
        assert pdf[0].get_size() == pytest.approx((595, 842), abs=1)
    headings = [text_of(made[P1], n).split("\n")[0] for n in range(4)]
    assert headings == [f"Uke {week}, 2026" for week in (34, 35, 36, 37)]


def test_a_page_says_what_where_and_when(known, plan, events):
    """In plain words, with display names, hours, and whom to ask."""
    told = text_of(pages(known, plan, events)[P1])
    for part in (
        "Deltaker Én",
        "Onsdag\n19. august",
        "Du er i praksis.",
        "Sted: Kafé Torget, avd. 2.",
        "10.00–18.00",
        "Du er på skolen.",
        "Klasse: c1.",
        "Er det noe du lurer på?",
        "Plan nummer 1",
    ):
        assert part in told


def test_a_day_without_anything_says_so(known, plan, events):
    """Without class on Monday in week 36."""
    assert (
        text_of(pages(known, plan, events)[P1], 2).count("Du har ingen avtaler.") == 2
    )


def test_a_week_without_anything_has_its_page_too(known, plan, events):
    """Between two others: a gap should be seen."""
    there = [e for e in events if e.day.isocalendar().week != 35]
    assert "Uke 35" in text_of(pages(known, plan, there)[P1], 1)


def test_some_people_and_weeks_can_be_asked_for(known, plan, events):
    """And only these have pages."""
    mondays = [date(2026, 8, 31)]
    made = pages(known, plan, events, people={P1}, mondays=mondays)
    assert list(made) == [P1]
    assert "Uke 36" in text_of(made[P1])


def test_nobody_has_an_empty_file(known, plan, events):
    """Weeks outside the calendar give no file at all."""
    assert pages(known, plan, events, mondays=[date(2030, 1, 7)]) == {}


@pytest.mark.parametrize("language", Language)
def test_a_page_can_be_read_aloud(known, plan, events, language):
    """PDF/UA-1: title, language, heading, table with headings; symbols passed over."""
    content = pages(known, plan, events, language)[P1]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    with pypdfium2.PdfDocument(content) as pdf:
        assert pdf.is_tagged()
        assert pdf.get_metadata_value("Title").endswith(": Deltaker Én")
    assert f"/Lang({language.value}" in content.decode("latin-1").replace(
        "/Lang (", "/Lang("
    )
    found = tags(content)
    assert (found["H1"], found["Table"], found["TH"]) == (1, 1, 3)
    assert found["TR"] == 6
    assert found["Figure"] == 0


def test_a_symbol_is_drawn_for_every_activity(known, plan):
    """No two kinds of day look alike: each page has ink that the others have not."""
    looks = []
    for activity in ("class", "practice", "holiday", "public-holiday", "test"):
        event = Event(START, "man", 480, 930, activity, (P1,))
        (content,) = pages(known, plan, [event]).values()
        with pypdfium2.PdfDocument(content) as pdf:
            picture = pdf[0].render(scale=1).to_numpy()
        # The first tile: right of the day's name, below the headings.
        looks.append(picture[140:200, 160:220].tobytes())
    assert len(set(looks)) == 5


def test_a_full_week_stays_on_its_page(known, plan):
    """Three things a day, with a long name: in smaller letters, all five days."""
    events = [
        Event(
            START + timedelta(days=n // 3),
            f"{n}",
            480,
            540,
            "visit",
            (P1,),
            PlaceId("q1"),
        )
        for n in range(15)
    ]
    (content,) = pages(known, plan, events).values()
    with pypdfium2.PdfDocument(content) as pdf:
        assert len(pdf) == 1
    assert text_of(content).count("Du får besøk") == 15


def test_a_name_is_no_markup(known, plan, events):
    """Signs that mean something to the typesetter are shown as they are."""
    name = '#panic("x") *_$ <y> @z'
    awkward = Words(Wording(translator(Language.NB), {"p1": name}))
    ((_, _, content),) = week_pages(known, plan, events, awkward, people={P1})
    assert name in text_of(content)


def test_a_name_in_letters_that_no_font_has_is_refused(known, plan, events):
    """With the sign and the person, rather than printed as empty boxes."""
    geez = Words(Wording(translator(Language.NB), {"q1": "ሰ"}))
    with pytest.raises(UnprintableError) as fault:
        list(week_pages(known, plan, events, geez, people={P1}))
    assert fault.value.args == ("ሰ", "p1")


def test_the_same_plan_gives_the_same_bytes(known, plan, events):
    """No clock in the file, and no fonts of the machine."""
    assert pages(known, plan, events) == pages(known, plan, events)
