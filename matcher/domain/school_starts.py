"""People who have been accepted at a school: the programme is a bridge until it starts.

Ungdomsprosjektet in Trondheim ends in practice, a job or school, with a bridge until the
school starts: nobody is to have empty months in between.
"""

from dataclasses import replace
from datetime import timedelta

from matcher.domain.absences import ComputedEnd
from matcher.domain.participant import Participant
from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.weeks import Horizon


def with_bridge(participant: Participant) -> Participant:
    """Return the participant in a programme that lasts until their school starts.

    Whatever end is stated, and however long they were away: the day after, they are at
    school.

    Raises
    ------
    ValueError
        Where the participant has no school to start at.
    """
    if participant.school_start is None:
        raise ValueError(f"{participant.id} has no school to start at")
    last = participant.school_start - timedelta(days=1)
    computed = ComputedEnd(participant.stated_end, last, 0, participant.school_start)
    return replace(participant, programme_end=last, computed_end=computed)


def placement_lengths(
    participant: Participant, template: ProgrammeTemplate, horizon: Horizon
) -> tuple[int, ...]:
    """Return the weeks a placement may last, longest first; each is cut where it must end.

    Those of the template; on the bridge to a school also as long as the bridge.
    """
    lengths = set(template.lengths_weeks)
    if participant.school_start is not None:
        lengths.add(max(*template.lengths_weeks, horizon.placement_weeks, 0))
    return tuple(sorted(lengths, reverse=True))
