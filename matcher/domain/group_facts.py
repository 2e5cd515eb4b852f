"""What is known about people only so that outcomes can be counted by group.

Never part of a :class:`~matcher.domain.participant.Participant`: no rule, no value and no
reason may rest on it. Sex is what the law on introduction programmes lets a municipality
register and what results are reported by. Origin, citizenship and the like are left out
altogether: nothing here counts by them, so there is no ground to hold them.
"""

from dataclasses import dataclass
from enum import StrEnum

from matcher.domain.ids import ParticipantId


class Sex(StrEnum):
    """As in official statistics."""

    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, slots=True)
class GroupFact:
    """The sex of one participant; people without one are of unknown sex."""

    participant: ParticipantId
    sex: Sex
