"""What exports call things."""

import pytest

from matcher.calendar import Activity
from matcher.domain.ids import (
    ActivityId,
    ParticipantId,
    PlaceId,
    SectionId,
)
from matcher.export import Words
from matcher.export.events import VISITS, Event
from matcher.export.week_pages import sentences
from matcher.report.wording import Wording
from matcher.text import Language, translator
from tests.export.conftest import words
from tests.helpers import builders as make
from tests.helpers.builders import START
from tests.helpers.readability import lix

EASY = 30
"""LIX up to which a text is very easy, as children's books are."""

ACTIVITIES = [
    *(done.word for done in Activity if done is not Activity.FREE),
    *VISITS.values(),
]
languages = pytest.mark.parametrize("language", list(Language))


def event(activity, **parts):
    return Event(START, "man", 480, 930, activity, (ParticipantId("p1"),), **parts)


@languages
@pytest.mark.parametrize("activity", sorted(set(ACTIVITIES)))
def test_every_activity_has_words(activity, language):
    """A short name, and a sentence to the person."""
    assert words(language).what(activity)
    (told,) = sentences(event(activity), words(language))
    assert told.endswith(".")


def test_what_is_offered_is_named_where_it_has_a_display_name():
    """Not by its id, which says nothing to the person."""
    club, other = ActivityId("club"), ActivityId("other")
    say = Words(Wording(translator(Language.NB), {"club": "Onsdagsklubben"}))
    told = sentences(event("job-club", group_activity=club), say)
    assert told == ["Du er på jobbklubb.", "Det heter Onsdagsklubben."]
    assert say.where(event("job-club", group_activity=other)) == ""


@pytest.mark.parametrize("language", [Language.NB, Language.NN])
def test_every_sentence_to_the_person_is_easy(language):
    """LIX at most 30, each by itself: a page may have only one of them."""
    say = words(language)
    told = [
        *(s for a in ACTIVITIES for s in sentences(event(a), say)),
        *sentences(event("practice", place=PlaceId("q")), say)[1:],
        *sentences(event("class", section=SectionId("c")), say)[1:],
        say.say("plain.named", name="Q"),
        *sentences(event("visit", visitor=make.visitor("s")), say)[1:],
        *(say.say(f"page.{key}") for key in ("absent", "ask")),
        say.say("plain.nothing"),
    ]
    hard = {text: lix([text]) for text in told if lix([text]) > EASY}
    assert hard == {}
    assert lix(told) <= EASY


@pytest.mark.parametrize(
    ("language", "hours"),
    [(Language.NB, "08.00–15.30"), (Language.EN, "08:00–15:30")],
)
def test_clocks_are_written_as_readers_are_used_to(language, hours):
    """With a point in Norwegian, with a colon in English."""
    assert words(language).hours(event("class")) == hours


@languages
def test_an_entry_of_a_place_says_nothing_of_programmes(language):
    """No word for refugees, benefits or health in what an employer can see."""
    say = words(language)
    seen = [say.what(a) for a in ("practice", "guidance", "visit", "meeting")]
    told = " ".join([*seen, say.say("calendar-name", name=""), say.say("cancelled")])
    for word in ("flyktning", "refugee", "intro", "nav", "stønad", "helse", "health"):
        assert word not in told.lower()
