"""What is said to one person about a plan."""

from matcher.domain.ids import ParticipantId
from matcher.report.person import plain_text
from matcher.report.wording import Wording
from matcher.text import Language, translator
from tests.helpers import builders as make


def test_only_the_persons_own_sentences_are_said():
    """Somebody placed hears of their place; somebody not in the plan hears nothing."""
    scenario = make.scenario()
    plan = make.plan([make.placement()])
    wording = Wording(translator(Language.NB))
    person = make.participant().id
    said = " ".join(plain_text(scenario, plan, person, wording))
    assert make.placement().place in said
    assert plain_text(scenario, plan, ParticipantId("nobody"), wording) == []
