"""How far what a person got is what they wished for: five levels, one definition."""

from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace

NO_PLACEMENT = 0
NOT_WISHED = 1
LOWER_WISH = 2
UPPER_WISH = 3
FIRST_WISH = 4
LEVELS = (NO_PLACEMENT, NOT_WISHED, LOWER_WISH, UPPER_WISH, FIRST_WISH)


def level_of_rank(rank: int | None, ranks: int) -> int:
    """Return the level of a sector at ``rank`` (0 is best) of ``ranks``.

    ``None`` is a sector that is not wished. Without ranks every sector is the first.
    """
    if ranks == 0 or rank == 0:
        return FIRST_WISH
    if rank is None:
        return NOT_WISHED
    return UPPER_WISH if 2 * rank < ranks else LOWER_WISH


def satisfaction_level(participant: Participant, place: PracticePlace | None) -> int:
    """Return the person's level, 0–4, with a placement at ``place``, or with none.

    0 no placement · 1 a sector not wished · 2 wished, in the lower half of the ranks ·
    3 wished, in the upper half but not first · 4 the first rank, or no wishes known.
    """
    if place is None:
        return NO_PLACEMENT
    return level_of_rank(
        participant.wish_rank(place.sector), len(participant.sector_wishes)
    )


LAST_WISH = 5
"""The number of the fifth wish, of all later ones, and of a sector not wished."""


def wish_number(rank: int | None, ranks: int) -> int:
    """Return which wish a sector at ``rank`` (0 is best) of ``ranks`` is, 1–5.

    1 also without wishes: every sector is the first. 5 for the fifth and all after it,
    and for a sector that is not wished.
    """
    if ranks == 0:
        return 1
    return LAST_WISH if rank is None else min(rank + 1, LAST_WISH)
