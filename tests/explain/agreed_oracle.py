"""The limits agreed on that one placement more would exceed, week by week."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from matcher.domain.agreements import Counted, PairKind, Quota
from matcher.domain.ids import ParticipantId
from matcher.domain.mentoring import mentor_minutes
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from tests.placement.following import most_followed, team_of
from tests.placement.uses import most_with_jobs

Stay = tuple[Participant, PracticePlace]


@dataclass(frozen=True)
class AgreedOracle:
    scenario: Scenario
    policy: Policy
    placements: Sequence[Placement]

    def broken(self, person, place, start, end) -> tuple[RuleCode, ...]:
        """The rules broken by ``person`` at ``place`` in weeks ``start`` to ``end``."""
        stay = (person, place)
        weeks = [self.there(week) for week in range(start, end)]
        found = {
            RuleCode.MENTOR_HOURS: any(self.lacks_mentor(stay, ps) for ps in weeks),
            RuleCode.UNPAID_STAFF: any(self.too_unpaid(stay, ps) for ps in weeks),
            RuleCode.EMPLOYER_REST: self.rests(place, start, end),
            RuleCode.QUOTA: any(
                self.over(q, stay, weeks) for q in self.scenario.quotas
            ),
            RuleCode.APART: any(self.beside(stay, ps) for ps in weeks),
            RuleCode.OPENS_WITH: self.stays_closed(place),
            RuleCode.TOGETHER: self.without_other(person, place, start, end),
            RuleCode.HIRING: self.promises_too_much(place),
            RuleCode.CASELOAD: self.nobody_can_follow(person),
        }
        return tuple(rule for rule, exceeded in found.items() if exceeded)

    def nobody_can_follow(self, person) -> bool:
        people = self.scenario.participants_by_id()
        placed = [people[p.participant] for p in self.placements]
        before, after = (
            most_followed(self.scenario, group) for group in (placed, [*placed, person])
        )
        return bool(team_of(self.scenario, person)) and before == after

    def there(self, week: int, longer: int = 0) -> list[Stay]:
        """Who is where in ``week``, where everybody stays so many weeks ``longer``."""
        people, places = (
            self.scenario.participants_by_id(),
            self.scenario.places_by_id(),
        )
        monday = self.scenario.horizon.monday
        return [
            (people[p.participant], places[p.place])
            for p in self.placements
            if p.start_date < monday(week + 1)
            and p.end_date + timedelta(weeks=longer) >= monday(week)
        ]

    def lacks_mentor(self, stay: Stay, others: list[Stay]) -> bool:
        needed = mentor_minutes(self.policy, *stay)
        place = stay[1]
        employer = self.scenario.employers_by_id()[place.employer]
        at_place = [s for s in others if s[1] == place]
        at_employer = [s for s in others if s[1].employer == employer.id]
        return needed > 0 and any(
            most is not None
            and needed + sum(mentor_minutes(self.policy, *s) for s in beside) > most
            for most, beside in (
                (place.mentor_minutes_per_week, at_place),
                (employer.mentor_minutes_per_week, at_employer),
            )
        )

    def too_unpaid(self, stay: Stay, others: list[Stay]) -> bool:
        templates = self.scenario.templates_by_id()
        employer = self.scenario.employers_by_id()[stay[1].employer]
        most = self.policy.most_unpaid(employer)
        unpaid = [
            place
            for person, place in others
            if place.employer == employer.id and not templates[person.template].paid
        ]
        return (
            most is not None
            and not templates[stay[0].template].paid
            and len(unpaid) >= most
        )

    def rests(self, place: PracticePlace, start: int, end: int) -> bool:
        rest = self.scenario.employers_by_id()[place.employer].rest_weeks
        last = min(end + rest, self.scenario.horizon.placement_weeks)

        def count(week: int, longer: int) -> int:
            return sum(at == place for _, at in self.there(week, longer))

        return rest > 0 and any(
            1 + count(week, rest)
            > place.people_at_once
            >= (week < end) + count(week, 0)
            for week in range(start, last)
        )

    def over(self, quota: Quota, stay: Stay, weeks: list[list[Stay]]) -> bool:
        if quota.counted is Counted.PERIOD:
            weeks = [list(self.everybody())]
        return self.counts(quota, stay) and any(
            sum(self.counts(quota, one) for one in others) >= quota.most
            for others in weeks
        )

    def pairs(self, kind: PairKind) -> list[set[ParticipantId]]:
        return [{p.participant, p.other} for p in self.scenario.pairs if p.kind is kind]

    def without_other(self, person, place, start, end) -> bool:
        week_of = self.scenario.horizon.week_of
        running = {one.participant for one in self.scenario.running}
        beside = {
            one.participant
            for one in self.placements
            if one.place == place.id
            and (week_of(one.start_date), week_of(one.end_date)) == (start, end - 1)
        }
        return any(
            not both & running and not both - {person.id} <= beside
            for both in self.pairs(PairKind.TOGETHER)
            if person.id in both
        )

    def promises_too_much(self, place: PracticePlace) -> bool:
        most = most_with_jobs(self.scenario.employers_by_id()[place.employer])
        there = [at for _, at in self.everybody() if at.employer == place.employer]
        return most is not None and len(there) >= most

    def stays_closed(self, place: PracticePlace) -> bool:
        if any(running.place == place.id for running in self.scenario.running):
            return False
        there = [at for _, at in self.everybody() if at == place]
        return 1 + len(there) < place.opens_with

    def everybody(self) -> Iterator[Stay]:
        people, places = (
            self.scenario.participants_by_id(),
            self.scenario.places_by_id(),
        )
        for one in self.placements:
            yield people[one.participant], places[one.place]

    def counts(self, quota: Quota, stay: Stay) -> bool:
        person, place = stay
        template = self.scenario.templates_by_id()[person.template]
        return quota.counts_person(person, template) and quota.counts_place(place)

    def beside(self, stay: Stay, others: list[Stay]) -> bool:
        pairs = self.pairs(PairKind.APART)
        person, place = stay
        return any(
            at == place and {person.id, other.id} in pairs for other, at in others
        )
