"""How much of a mentor's time a person takes: the definition."""

from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.policy import Policy


def mentor_minutes(
    policy: Policy, participant: Participant, place: PracticePlace
) -> int:
    """Return the minutes a week a mentor at ``place`` spends on ``participant``.

    What the person needs anywhere, more for each of the four skills below the place's
    wish, and more where nobody at the place speaks a language of theirs. By the level
    assessed, not one predicted: a mentor's week is planned for who comes.
    """
    need = policy.mentor_need
    own = participant.mentor_minutes_per_week
    below = sum(
        have < wished
        for have, wished in zip(
            participant.level.levels, place.level_wish.levels, strict=True
        )
    )
    alone = not participant.languages & place.support_languages
    return (
        (need.base if own is None else own)
        + need.skill_below_wish * below
        + need.no_common_language * alone
    )
