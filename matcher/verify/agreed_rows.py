"""Rows of what is agreed: mentors' minutes, staff, rest, jobs, quotas and pairs apart."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.domain.agreements import Counted, PairKind
from matcher.domain.mentoring import mentor_minutes
from matcher.domain.proof import RowKey
from matcher.domain.rules import RuleCode
from matcher.domain.specialists import people_over
from matcher.verify.stays import Held, Stays, limit_of, week_of

Ints = NDArray[np.int64]


def _mentor_hours(stays: Stays, key: RowKey) -> Held:
    """Hold the minutes that mentors of a place or an employer have; those who need any."""
    if key.of_employer:
        employer = stays.employers[key.owner]
        own, most = stays.at_employer(employer.id), employer.mentor_minutes_per_week
    else:
        number = stays.places[key.owner]
        own = stays.at_place(number)
        most = stays.scenario.places[number].mentor_minutes_per_week
    here = stays.there(own, week_of(key))
    minutes = _minutes(stays, here)
    return Held(here[minutes > 0], limit_of(most), minutes[minutes > 0])


def _minutes(stays: Stays, own: Ints) -> Ints:
    """Return what each option takes of a mentor's week, one definition per pair."""
    scenario, columns = stays.scenario, stays.columns
    both = np.stack([columns.participant_idx[own], columns.place_idx[own]], axis=1)
    met, which = np.unique(both, axis=0, return_inverse=True)
    minutes = [
        mentor_minutes(
            stays.policy, scenario.participants[person], scenario.places[place]
        )
        for person, place in met.tolist()
    ]
    found: Ints = np.array(minutes, dtype=np.int64)[which.reshape(-1)]
    return found


def _unpaid_staff(stays: Stays, key: RowKey) -> Held:
    employer = stays.employers[key.owner]
    templates = stays.scenario.templates_by_id()
    unpaid = np.array(
        [not templates[p.template].paid for p in stays.scenario.participants],
        dtype=np.bool_,
    )
    here = stays.in_week(stays.at_employer(employer.id), week_of(key))
    inside = here[unpaid[stays.columns.participant_idx[here]]]
    return Held(inside, limit_of(stays.policy.most_unpaid(employer)))


def _employer_rest(stays: Stays, key: RowKey) -> Held:
    number = stays.places[key.owner]
    place = stays.scenario.places[number]
    rest = stays.employers[place.employer].rest_weeks
    own = stays.in_week(stays.at_place(number), week_of(key), rest)
    return Held(own, place.people_at_once)


def _quota(stays: Stays, key: RowKey) -> Held:
    """Hold whom a quota counts, in a week or, where it counts so, in the whole plan."""
    quota = {str(q.id): q for q in stays.scenario.quotas}[key.owner]
    own = stays.counted_by(quota)
    if quota.counted is Counted.AT_ONCE:
        own = stays.in_week(own, week_of(key))
    return Held(own, quota.most)


def _apart(stays: Stays, key: RowKey) -> Held:
    """Hold one of two people who are kept apart; only of a pair that there is."""
    named = set(key.pair or ())
    if not any(
        {pair.participant, pair.other} == named and pair.kind is PairKind.APART
        for pair in stays.scenario.pairs
    ):
        raise KeyError(key.pair)
    both = [stays.people[participant] for participant in named]
    own = stays.at_place(stays.places[key.owner])
    own = own[np.isin(stays.columns.participant_idx[own], both)]
    return Held(stays.in_week(own, week_of(key)), 1)


def _hiring(stays: Stays, key: RowKey) -> Held:
    """Hold all whom an employer may promise to hire somebody of, whenever they come."""
    employer = stays.employers[key.owner]
    return Held(stays.at_employer(employer.id), limit_of(employer.most_with_jobs))


def _caseload(stays: Stays, key: RowKey) -> Held:
    """Hold whom none but these job specialists can follow.

    Beside running placements that are too many for them already nobody is kept out who
    can be followed.
    """
    scenario = stays.scenario
    room = scenario.room_of_specialists()
    named = {str(specialist): specialist for specialist in room}
    team = {named[one] for one in key.owners}
    inside = {p: own for p, own in scenario.teams().items() if own <= team}
    facts = {r.participant for r in scenario.running} & inside.keys()
    over = people_over({p: inside[p] for p in sorted(facts)}, room)
    people = np.array([p.id in inside for p in scenario.participants], np.bool_)
    own = stays.placed
    return Held(
        own[people[stays.columns.participant_idx[own]]],
        sum(room[specialist] for specialist in team) + over,
    )


AGREED_ROWS: Mapping[RuleCode, Callable[[Stays, RowKey], Held]] = {
    RuleCode.MENTOR_HOURS: _mentor_hours,
    RuleCode.UNPAID_STAFF: _unpaid_staff,
    RuleCode.EMPLOYER_REST: _employer_rest,
    RuleCode.QUOTA: _quota,
    RuleCode.APART: _apart,
    RuleCode.HIRING: _hiring,
    RuleCode.CASELOAD: _caseload,
}
