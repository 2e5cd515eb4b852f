"""What is known of each change of menus: by the proof at hand, and by planning with it."""

from collections.abc import Iterator, Sequence

from matcher.audit import audit_placements
from matcher.domain.menu_values import Changes, MenuValue, Verdict, with_menus
from matcher.domain.plan import Plan
from matcher.domain.policy import Policy, Tier
from matcher.domain.proof import Proof
from matcher.domain.scenario import Scenario
from matcher.menus.bounds import Bounds, Outlook
from matcher.menus.facts import groups_fit, people_against
from matcher.menus.joined import every_combination, joined_combinations
from matcher.menus.judged import judged_tiers, reached_by
from matcher.menus.trials import Trial, Trials

NOTHING = Outlook(may_gain=False, at_most=0)


class Desk:
    """The plan in force, and what is said of other menus before and after planning.

    Attributes
    ----------
    singles
        Every change alone.
    together
        What holds whatever the menus.
    """

    def __init__(
        self, scenario: Scenario, policy: Policy, plan: Plan, proof: Proof
    ) -> None:
        self.scenario, self._policy = scenario, policy
        self.judged = judged_tiers(policy)
        self.reached = reached_by(plan, self.judged)
        self.covered = sum(self.reached[tier] for tier in policy.coverage)
        self._violations = _violations(scenario, policy, plan)
        self._against = people_against(scenario)
        self._bounds = Bounds(scenario, policy, plan, proof)
        self._looked: dict[Changes, Outlook] = {}
        self.singles = list(every_combination(scenario, 1))
        self.together = self._whatever_the_menus()
        for one in self.singles:
            self.look(one)

    def _whatever_the_menus(self) -> Outlook:
        if not self.singles:
            return NOTHING
        joined = joined_combinations(self.scenario)
        if joined is None:
            return self._bounds.nothing_known()
        return self._bounds.outlook(joined)

    def look(self, changes: Changes) -> Outlook:
        """Return what facts and the proof say of ``changes`` before anything is planned."""
        if changes not in self._looked:
            possible = self.is_possible(changes)
            found = self._bounds.outlook([changes]) if possible else NOTHING
            self._looked[changes] = found
        return self._looked[changes]

    def outlook(self, changes: Changes) -> Outlook:
        """Return what is said of ``changes`` already, if only what holds for all menus."""
        return self._looked.get(changes, self.together)

    def without_gain(self) -> Iterator[Changes]:
        """Yield those looked at of which it is known before planning that they gain nothing."""
        yield from (one for one, found in self._looked.items() if not found.may_gain)

    def is_possible(self, changes: Changes) -> bool:
        """Tell whether facts stand against no more people than with the menus in force.

        And no class leaves the hours of its subject groups.
        """
        changed = with_menus(self.scenario, changes)
        return groups_fit(changed) and people_against(changed) <= self._against

    def is_better(self, trial: Trial) -> bool:
        """Tell whether the policy prefers ``trial``, which breaks no more rules."""
        return self.is_sound(trial) and trial.values > tuple(self.reached.values())

    def extra(self, trial: Trial) -> int:
        """Return how many more people than in the plan in force it covers."""
        values = {tier.name: tier.value or 0 for tier in trial.tiers}
        return sum(values[tier] - self.reached[tier] for tier in self._policy.coverage)

    def is_sound(self, trial: Trial) -> bool:
        """Tell whether the audit finds no more in it than in the plan in force."""
        return trial.violations <= self._violations

    def value(self, changes: Changes, trials: Trials) -> MenuValue:
        """Return what is known of ``changes``."""
        outlook, trial = self.outlook(changes), trials.made.get(changes)
        if trial is None:
            verdict = self._unplanned(changes, outlook)
            return MenuValue(changes, verdict, None, outlook.at_most, certified=True)
        verdict = self._verdict(trial, outlook)
        gained = {
            tier.name: (tier.value or 0) - self.reached[tier.name]
            for tier in trial.tiers
        }
        if verdict is not Verdict.BETTER:
            at_most = outlook.at_most if verdict is Verdict.OPEN else 0
            certified = verdict is Verdict.OPEN or not outlook.may_gain
            return MenuValue(changes, verdict, gained, at_most, certified)
        extra = self.extra(trial)
        upto = self._upto_coverage()
        if not trial.is_closed(upto):
            at_most = max(extra, outlook.at_most)
            return MenuValue(changes, verdict, gained, at_most, certified=True)
        proved = trials.certified(trial)
        certified = outlook.at_most == extra or all(
            proved.get(tier.name) == tier.value
            for tier in trial.tiers
            if tier.name in upto
        )
        return MenuValue(changes, verdict, gained, extra, certified)

    def is_settled(self, changes: Changes, trials: Trials) -> bool:
        """Tell whether no plan with ``changes`` is better than what is known of them."""
        trial = trials.made.get(changes)
        if trial is None:
            return not self.outlook(changes).may_gain
        if self.is_better(trial):
            return trial.is_closed(self.judged)
        return self._verdict(trial, self.outlook(changes)) is not Verdict.OPEN

    def _unplanned(self, changes: Changes, outlook: Outlook) -> Verdict:
        if not groups_fit(with_menus(self.scenario, changes)):
            return Verdict.GROUPS_OUTSIDE
        if not self.is_possible(changes):
            return Verdict.BREAKS_RULES
        return Verdict.OPEN if outlook.may_gain else Verdict.NO_BETTER

    def _upto_coverage(self) -> Sequence[Tier]:
        last = max(self.judged.index(tier) for tier in self._policy.coverage)
        return self.judged[: last + 1]

    def _verdict(self, trial: Trial, outlook: Outlook) -> Verdict:
        if not self.is_sound(trial):
            return Verdict.BREAKS_RULES
        if self.is_better(trial):
            return Verdict.BETTER
        proved = not outlook.may_gain or self._is_proved(trial)
        return Verdict.NO_BETTER if proved else Verdict.OPEN

    def _is_proved(self, trial: Trial) -> bool:
        """Tell whether no plan with the menus of ``trial`` is better than that in force.

        Up to the first tier in which it is worse every bound must be reached.
        """
        for tier in trial.tiers:
            if tier.bound < self.reached[tier.name]:
                return True
            if tier.bound > self.reached[tier.name] or tier.gap:
                return False
        return True


def _violations(scenario: Scenario, policy: Policy, plan: Plan) -> int:
    classes = (
        dict.fromkeys(person.id for person in scenario.participants)
        | {one.participant: one.section for one in plan.not_placed}
        | {one.participant: one.section for one in plan.placements}
    )
    report = audit_placements(scenario, policy, plan.placements, classes)
    return len(report.violations)
