"""Second reading of who is in which group of a subject."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from matcher.audit.reading import Reading
from matcher.audit.violations import Violation
from matcher.domain.ids import ParticipantId, SubjectCode, SubjectGroupId
from matcher.domain.plan import Plan
from matcher.domain.rules import RuleCode
from matcher.domain.subject_groups import AskedSeat, NoGroup, SubjectSeat, asked_seats

Key = tuple[ParticipantId, SubjectCode]


def _asked(reading: Reading) -> Mapping[Key, AskedSeat]:
    people = [person.participant for person in reading.people]
    sections = {p.id: p.section.id for p in reading.people if p.section is not None}
    asked = asked_seats(people, reading.scenario.subject_groups, sections)
    return {(one.participant, one.subject): one for one in asked}


def subject_seat_counts(
    reading: Reading, seats: Sequence[SubjectSeat]
) -> Mapping[str, int]:
    """Return how many seats are asked for and missing, and how many must be.

    The crowd that ``seats`` name is counted again: those who fit only in its groups are
    more than its seats. No counts where nobody's class has groups.
    """
    asked = _asked(reading)
    if not asked:
        return {}
    crowd = {group for seat in seats for group in seat.crowd}
    room = sum(g.seats for g in reading.scenario.subject_groups if g.id in crowd)
    inside = sum(bool(one.fitting) and one.fitting <= crowd for one in asked.values())
    unfit = sum(not one.fitting for one in asked.values())
    return {
        "subject_seats_asked": len(asked),
        "subject_seats_missing": sum(seat.group is None for seat in seats),
        "subject_seats_missing_bound": unfit + max(0, inside - room),
    }


def subject_group_violations(reading: Reading, plan: Plan) -> Iterator[Violation]:
    """Yield seats that nobody asked for, or that a group does not have, and silence."""
    asked, seats = _asked(reading), plan.subject_seats
    seen = Counter((seat.participant, seat.subject) for seat in seats)
    for seat in seats:
        key = seat.participant, seat.subject
        yield from _faults(seat, asked.get(key), seen[key])
    for participant, subject in sorted(asked.keys() - seen.keys()):
        yield _breaks(participant, subject, "missing")
    held = Counter(seat.group for seat in seats if seat.group is not None)
    for group in reading.scenario.subject_groups:
        if held[group.id] > group.seats:
            people = [s.participant for s in seats if s.group == group.id]
            yield Violation(
                RuleCode.SUBJECT_GROUP,
                tuple(sorted(people)),
                aspect="seats",
                found=held[group.id],
                allowed=group.seats,
                details={"subject_group": group.id, "subject": group.subject},
            )


def _faults(
    seat: SubjectSeat, asked: AskedSeat | None, times: int
) -> Iterator[Violation]:
    if asked is None:
        yield _breaks(seat.participant, seat.subject, "not-asked", seat.group)
    elif times > 1:
        yield _breaks(seat.participant, seat.subject, "twice", seat.group)
    elif seat.group is not None and seat.group not in asked.fitting:
        yield _breaks(seat.participant, seat.subject, "unfit", seat.group)
    elif seat.group is None and seat.cause is not _cause(asked):
        yield _breaks(seat.participant, seat.subject, "cause")


def _cause(asked: AskedSeat) -> NoGroup:
    if asked.level is None:
        return NoGroup.LEVEL_UNKNOWN
    return NoGroup.FULL if asked.fitting else NoGroup.NO_LEVEL


def _breaks(
    participant: ParticipantId,
    subject: SubjectCode,
    aspect: str,
    group: SubjectGroupId | None = None,
) -> Violation:
    return Violation(
        RuleCode.SUBJECT_GROUP,
        (participant,),
        aspect=aspect,
        details={"subject": subject, "subject_group": group or ""},
    )
