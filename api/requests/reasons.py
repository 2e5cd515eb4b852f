"""Why somebody says no, from closed lists, and what follows from it.

No free text: nothing of health, family or faith is asked for or kept.
"""

from enum import StrEnum


class Party(StrEnum):
    """Who is asked about a hold."""

    PARTICIPANT = "participant"
    EMPLOYER = "employer"


class Verdict(StrEnum):
    """What is answered."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class Reason(StrEnum):
    """Why a hold is declined; a sentence of each is ``service.reason.<value>``."""

    TOO_FAR = "too-far"
    OTHER_WORK = "other-work"
    TIMES_DO_NOT_SUIT = "times-do-not-suit"
    NOT_THIS_EMPLOYER = "not-this-employer"
    FOUND_WORK = "found-work"
    OTHER_MEASURE = "other-measure"
    NOT_READY = "not-ready"
    NO_CAPACITY = "no-capacity"
    NO_MENTOR = "no-mentor"
    MORE_LANGUAGE_NEEDED = "more-language-needed"
    REQUIREMENTS_NOT_MET = "requirements-not-met"
    TAKES_NOBODY_NOW = "takes-nobody-now"


class Effect(StrEnum):
    """What a no leads to.

    ``other-place``: not this place again, and others are suggested; ``other-employer``:
    none of this employer's; ``parked``: nothing more is sought until somebody opens the
    request again.
    """

    OTHER_PLACE = "other-place"
    OTHER_EMPLOYER = "other-employer"
    PARKED = "parked"


EFFECTS: dict[Party, dict[Reason, Effect]] = {
    Party.PARTICIPANT: {
        Reason.TOO_FAR: Effect.OTHER_PLACE,
        Reason.OTHER_WORK: Effect.OTHER_PLACE,
        Reason.TIMES_DO_NOT_SUIT: Effect.OTHER_PLACE,
        Reason.NOT_THIS_EMPLOYER: Effect.OTHER_EMPLOYER,
        Reason.FOUND_WORK: Effect.PARKED,
        Reason.OTHER_MEASURE: Effect.PARKED,
        Reason.NOT_READY: Effect.PARKED,
    },
    Party.EMPLOYER: {
        Reason.NO_CAPACITY: Effect.OTHER_PLACE,
        Reason.NO_MENTOR: Effect.OTHER_PLACE,
        Reason.MORE_LANGUAGE_NEEDED: Effect.OTHER_PLACE,
        Reason.REQUIREMENTS_NOT_MET: Effect.OTHER_PLACE,
        Reason.TAKES_NOBODY_NOW: Effect.OTHER_EMPLOYER,
    },
}
"""Which reasons each party can give, and what each leads to."""
