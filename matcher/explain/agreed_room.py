"""What a plan leaves of mentors, unpaid placements, rest, quotas, pairs and openings."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from matcher.domain.agreements import Counted, PairKind, Quota
from matcher.domain.mentoring import mentor_minutes
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.domain.specialists import followed
from matcher.domain.weeks import DateSpan
from matcher.explain.weekly import NO_LIMIT, filled, least_from, weeks_of, weeks_there
from matcher.placement.rows.mentors import mentor_minutes_of

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NOWHERE = -1

AGREED_LIMITS = (
    RuleCode.MENTOR_HOURS,
    RuleCode.UNPAID_STAFF,
    RuleCode.EMPLOYER_REST,
    RuleCode.QUOTA,
    RuleCode.APART,
    RuleCode.OPENS_WITH,
    RuleCode.TOGETHER,
    RuleCode.HIRING,
    RuleCode.CASELOAD,
)
"""The limits that are agreed on, in the order of :meth:`AgreedRoom.full`."""


@dataclass(frozen=True, slots=True)
class QuotaRoom:
    """Whom and what a quota counts, and how many more it allows per week."""

    people: Bools
    places: Bools
    left: Ints


@dataclass(frozen=True, slots=True)
class AgreedRoom:
    """Room left by a plan, below 0 where it is over-full.

    Attributes
    ----------
    mentor_minutes, unpaid
        ``(places, weeks)``: minutes left of the mentors of the place and its employer,
        and more unpaid placements with its employer.
    is_unpaid
        Per person.
    present, rested
        ``(places, weeks)``: more people at once, and the same with those after whom the
        place rests.
    rest_weeks
        Per place; 0 for none.
    kept_apart
        (person, place, first week, week after): where somebody is from whom the person
        is kept apart.
    too_few
        Per place: one more there would still be too few for it to open.
    goes_with
        (person, place, first week, week after): where somebody is with whom the person is
        to be together; a place of ``NOWHERE`` for one without a placement.
    no_job
        Per place: its employer has no job left for one more of those it promises to hire.
    unfollowed
        Per person: nobody who can follow them has room for one more, whoever else
        follows those that are followed.
    """

    scenario: Scenario
    policy: Policy
    mentor_minutes: Ints
    unpaid: Ints
    is_unpaid: Bools
    present: Ints
    rested: Ints
    rest_weeks: Ints
    quotas: tuple[QuotaRoom, ...]
    kept_apart: tuple[tuple[int, int, int, int], ...]
    too_few: Bools
    goes_with: tuple[tuple[int, int, int, int], ...]
    no_job: Bools
    unfollowed: Bools

    def full(
        self, person: Ints, place: Ints, start: int, end: Ints
    ) -> tuple[Bools, ...]:
        """Tell for stays from week ``start`` to ``end`` which limits keep them out.

        One array per limit of :data:`AGREED_LIMITS`.
        """
        unpaid_left = least_from(self.unpaid, start)[place, end - 1]
        return (
            self._lacks_mentor(person, place, start, end),
            self.is_unpaid[person] & (unpaid_left < 1),
            self._rests(place, start, end),
            self._over_quota(person, place, start, end),
            self._beside_other(person, place, start, end),
            self.too_few[place],
            self._without_other(person, place, start, end),
            self.no_job[place],
            self.unfollowed[person],
        )

    def _lacks_mentor(self, person: Ints, place: Ints, start: int, end: Ints) -> Bools:
        lacks = np.zeros(len(place), dtype=np.bool_)
        left = least_from(self.mentor_minutes, start)[place, end - 1]
        asked = np.flatnonzero(left < NO_LIMIT // 2)
        minutes = mentor_minutes_of(
            self.scenario, self.policy, person[asked], place[asked]
        )
        lacks[asked] = (minutes > 0) & (minutes > left[asked])
        return lacks

    def _rests(self, place: Ints, start: int, end: Ints) -> Bools:
        """Tell where a place rests after others, or others come before it has rested."""
        if not self.rest_weeks.any():
            return np.zeros(len(place), dtype=np.bool_)
        after_others = (self.rested < 1) & (self.present >= 1)
        before_others = (self.rested < 1) & (self.present >= 0)
        weeks = self.rested.shape[1]
        rested = np.minimum(end + self.rest_weeks[place], weeks)
        has_rest: Bools = (self.rest_weeks > 0)[place]
        return has_rest & (
            _any_in(after_others, place, np.full_like(end, start), end)
            | _any_in(before_others, place, end, rested)
        )

    def _over_quota(self, person: Ints, place: Ints, start: int, end: Ints) -> Bools:
        over = np.zeros(len(place), dtype=np.bool_)
        for quota in self.quotas:
            left = least_from(quota.left, start)[end - 1]
            over |= quota.people[person] & quota.places[place] & (left < 1)
        return over

    def _beside_other(self, person: Ints, place: Ints, start: int, end: Ints) -> Bools:
        beside = np.zeros(len(place), dtype=np.bool_)
        for who, where, first, after in self.kept_apart:
            there = (person == who) & (place == where)
            beside |= there & (start < after) & (end > first)
        return beside

    def _without_other(self, person: Ints, place: Ints, start: int, end: Ints) -> Bools:
        without = np.zeros(len(place), dtype=np.bool_)
        for who, where, first, after in self.goes_with:
            beside = (place == where) & (start == first) & (end == after)
            without |= (person == who) & ~beside
        return without


def _any_in(flags: Bools, place: Ints, first: Ints, after: Ints) -> Bools:
    """Tell whether ``flags`` (places, weeks) holds in a week from ``first``."""
    weeks = np.cumsum(flags, axis=1, dtype=np.int64)
    count = np.concatenate([np.zeros((len(flags), 1), dtype=np.int64), weeks], axis=1)
    some: Bools = count[place, np.maximum(after, first)] > count[place, first]
    return some


def agreed_room(
    scenario: Scenario, policy: Policy, placements: Sequence[Placement]
) -> AgreedRoom:
    """Return what ``placements`` leave, counting part weeks as whole."""
    number = {e.id: i for i, e in enumerate(scenario.employers)}
    employer = np.array([number[p.employer] for p in scenario.places], dtype=np.int64)
    rest = np.array([e.rest_weeks for e in scenario.employers], dtype=np.int64)
    paid = {t.id: t.paid for t in scenario.templates}
    unpaid = np.array([not paid[p.template] for p in scenario.participants], np.bool_)
    present, rested = _people_left(scenario, placements)
    return AgreedRoom(
        scenario,
        policy,
        _mentor_minutes_left(scenario, policy, placements, employer),
        _unpaid_left(scenario, policy, placements)[employer],
        unpaid,
        present,
        rested,
        rest[employer],
        tuple(_quota_room(scenario, quota, placements) for quota in scenario.quotas),
        tuple(_kept_apart(scenario, placements)),
        _too_few(scenario, placements),
        tuple(_goes_with(scenario, placements)),
        _no_job(scenario, placements)[employer],
        _unfollowed(scenario, placements),
    )


def _mentor_minutes_left(
    scenario: Scenario,
    policy: Policy,
    placements: Iterable[Placement],
    employer: Ints,
) -> Ints:
    people, places = scenario.participants_by_id(), scenario.places_by_id()
    number = {p.id: i for i, p in enumerate(scenario.places)}
    weeks = scenario.horizon.placement_weeks
    own = filled([p.mentor_minutes_per_week for p in scenario.places], weeks)
    shared = filled([e.mentor_minutes_per_week for e in scenario.employers], weeks)
    alternating = scenario.alternating_sections()
    for one in placements:
        minutes = mentor_minutes(policy, people[one.participant], places[one.place])
        for begin, end in weeks_there(scenario, one, alternating):
            own[number[one.place], begin:end] -= minutes
            shared[employer[number[one.place]], begin:end] -= minutes
    return np.minimum(own, shared[employer])


def _unpaid_left(
    scenario: Scenario, policy: Policy, placements: Iterable[Placement]
) -> Ints:
    people, places = scenario.participants_by_id(), scenario.places_by_id()
    paid = {t.id: t.paid for t in scenario.templates}
    number = {e.id: i for i, e in enumerate(scenario.employers)}
    left = filled(
        [policy.most_unpaid(e) for e in scenario.employers],
        scenario.horizon.placement_weeks,
    )
    for one in placements:
        if not paid[people[one.participant].template]:
            begin, end = weeks_of(scenario, DateSpan(one.start_date, one.end_date))
            left[number[places[one.place].employer], begin:end] -= 1
    return left


def _people_left(
    scenario: Scenario, placements: Iterable[Placement]
) -> tuple[Ints, Ints]:
    """Return how many more each place takes at once, without and with its rest."""
    number = {p.id: i for i, p in enumerate(scenario.places)}
    employers = scenario.employers_by_id()
    places = scenario.places_by_id()
    present = filled(
        [p.people_at_once for p in scenario.places], scenario.horizon.placement_weeks
    )
    rested = present.copy()
    alternating = scenario.alternating_sections()
    for one in placements:
        place = number[one.place]
        for begin, end in weeks_there(scenario, one, alternating):
            present[place, begin:end] -= 1
        rest = timedelta(weeks=employers[places[one.place].employer].rest_weeks)
        stay = DateSpan(one.start_date, one.end_date + rest)
        begin, end = weeks_of(scenario, stay)
        rested[place, begin:end] -= 1
    return present, rested


def _quota_room(
    scenario: Scenario, quota: Quota, placements: Iterable[Placement]
) -> QuotaRoom:
    templates = scenario.templates_by_id()
    counted = {
        p.id: quota.counts_person(p, templates[p.template])
        for p in scenario.participants
    }
    covered = {p.id: quota.counts_place(p) for p in scenario.places}
    left = filled([quota.most], scenario.horizon.placement_weeks)[0]
    if quota.counted is Counted.PERIOD:
        # Two placements of a person are one person.
        placements = {p.participant: p for p in placements if covered[p.place]}.values()
    for one in placements:
        if counted[one.participant] and covered[one.place]:
            begin, end = weeks_of(scenario, DateSpan(one.start_date, one.end_date))
            whole = quota.counted is Counted.PERIOD
            left[slice(None) if whole else slice(begin, end)] -= 1
    return QuotaRoom(
        np.array(list(counted.values()), dtype=np.bool_),
        np.array(list(covered.values()), dtype=np.bool_),
        left,
    )


def _too_few(scenario: Scenario, placements: Iterable[Placement]) -> Bools:
    there = Counter(one.place for one in placements)
    least = scenario.opens_only_with()
    few = [there[p.id] + 1 < least.get(p.id, 0) for p in scenario.places]
    return np.array(few, dtype=np.bool_)


def _no_job(scenario: Scenario, placements: Iterable[Placement]) -> Bools:
    employer = {place.id: place.employer for place in scenario.places}
    there = Counter(employer[one.place] for one in placements)
    most = [(there[e.id], e.most_with_jobs) for e in scenario.employers]
    return np.array([m is not None and n >= m for n, m in most], dtype=np.bool_)


def _unfollowed(scenario: Scenario, placements: Iterable[Placement]) -> Bools:
    """Tell whom nobody could follow beside those placed, shared out in any way."""
    teams, room = scenario.teams(), scenario.room_of_specialists()
    there = {
        p: teams[p] for p in sorted(q.participant for q in placements) if p in teams
    }
    loads = followed(there, room)
    full = {
        team: all(len(loads.people[s]) >= room[s] for s in loads.reached_from(team))
        for team in set(teams.values())
    }
    return np.array(
        [
            person.id in teams and person.id not in there and full[teams[person.id]]
            for person in scenario.participants
        ],
        dtype=np.bool_,
    )


def _goes_with(
    scenario: Scenario, placements: Iterable[Placement]
) -> Iterable[tuple[int, int, int, int]]:
    people = {p.id: i for i, p in enumerate(scenario.participants)}
    places = {p.id: i for i, p in enumerate(scenario.places)}
    stays = {
        one.participant: (
            places[one.place],
            scenario.horizon.week_of(one.start_date),
            scenario.horizon.week_of(one.end_date) + 1,
        )
        for one in placements
    }
    for pair in scenario.pairs_together().values():
        both = pair.participant, pair.other
        for one, other in (both, both[::-1]):
            yield (people[one], *stays.get(other, (NOWHERE, 0, 0)))


def _kept_apart(
    scenario: Scenario, placements: Iterable[Placement]
) -> Iterable[tuple[int, int, int, int]]:
    people = {p.id: i for i, p in enumerate(scenario.participants)}
    places = {p.id: i for i, p in enumerate(scenario.places)}
    of = defaultdict(list)
    for placement in placements:
        of[placement.participant].append(placement)
    for pair in scenario.pairs:
        if pair.kind is PairKind.APART:
            for one, other in (
                (pair.participant, pair.other),
                (pair.other, pair.participant),
            ):
                for there in of[other]:
                    span = DateSpan(there.start_date, there.end_date)
                    weeks = weeks_of(scenario, span)
                    yield (people[one], places[there.place], *weeks)
