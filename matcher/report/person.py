"""What is said to one person about a plan."""

from matcher.domain.ids import ParticipantId
from matcher.domain.plan import Plan
from matcher.domain.scenario import Scenario
from matcher.explain import plain_texts
from matcher.report.wording import Wording


def plain_text(
    scenario: Scenario, plan: Plan, person: ParticipantId, wording: Wording
) -> list[str]:
    """Return the short text for the person themself, a sentence each: nobody else is named.

    Empty for somebody who is not in the plan.
    """
    texts = plain_texts(scenario, plan, wording.say, wording.labels)
    return texts.get(person, [])
