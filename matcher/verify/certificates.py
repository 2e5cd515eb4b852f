"""Finds crowd certificates among the prices of a proof, and checks them.

For prices y >= 0 of rows and cuts and a unit u, let S be people each of whose counted
options costs at least u: sum_r a_ro y_r >= u. In a plan that keeps the rows, those of S
who have such an option cost at least u each and together at most sum_r b_r y_r. So at
most floor(sum_r b_r y_r / u) of them have one, whatever anybody else gets.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.certificates import Certificate, CertificateKind
from matcher.domain.ids import ParticipantId
from matcher.domain.plan import Plan
from matcher.domain.policy import COVERAGE_TIERS, Policy, Tier
from matcher.domain.proof import CertificateProof, ComponentProof, Proof
from matcher.domain.scenario import Scenario
from matcher.options import Options
from matcher.verify.claims import Claim, chosen_claims
from matcher.verify.crowds import (
    Component,
    Crowd,
    component_of,
    crowd_of,
    ids_of,
)
from matcher.verify.table import FalseProof

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

PRICING = (*COVERAGE_TIERS, Tier.HOURS_SHORT, Tier.WAITING)
"""The tiers that decide who gets a place rather than which."""

MOST_OPTIONS = 500_000
"""In parts with more options than this no crowd is sought: it would take minutes."""

CROWDS = (CertificateKind.COVERED, CertificateKind.PLACED)


def with_certificates(
    scenario: Scenario, policy: Policy, options: Options, plan: Plan, proof: Proof
) -> tuple[Plan, Proof]:
    """Return ``plan`` and ``proof`` with the crowd certificates that were found.

    One is sought for everybody without a placement whom places suit, in parts with no
    more than ``MOST_OPTIONS``; where none is found, and no plan can cover more people,
    the person is listed as proved by search.
    """
    waiting = {person.participant for person in plan.not_placed}
    told: list[Certificate] = []
    grounds: list[CertificateProof] = []
    explained: set[ParticipantId] = set()
    for number, part in enumerate(proof.components):
        if waiting.isdisjoint(part.participants) or _is_too_large(
            scenario, options, part
        ):
            continue
        component = component_of(scenario, policy, options, part)
        for certificate, ground in _found(component, options, number, waiting):
            told.append(certificate)
            grounds.append(ground)
            explained.update(certificate.participants)
    searched = _searched(scenario, options, plan, explained)
    plan = replace(plan, certificates=(*told, *searched))
    return plan, replace(proof, certificates=tuple(grounds))


def _is_too_large(scenario: Scenario, options: Options, part: ComponentProof) -> bool:
    people = set(part.participants)
    inside = np.array([person.id in people for person in scenario.participants])
    return bool(inside[options.columns.participant_idx].sum() > MOST_OPTIONS)


def check_certificates(
    scenario: Scenario, policy: Policy, options: Options, plan: Plan, proof: Proof
) -> None:
    """Work every certificate of ``plan`` out again.

    Raises
    ------
    FalseProof
        Where one is not what its prices prove, or was not proved by the search.
    """
    crowds = [c for c in plan.certificates if c.kind in CROWDS]
    if len(crowds) != len(proof.certificates):
        raise FalseProof("not every certificate has a proof of its own")
    made: dict[int, Component] = {}
    for certificate, ground in zip(crowds, proof.certificates, strict=True):
        if not 0 <= ground.component < len(proof.components):
            raise FalseProof(f"there is no component {ground.component}")
        if ground.component not in made:
            part = proof.components[ground.component]
            made[ground.component] = component_of(scenario, policy, options, part)
        _check(made[ground.component], options, certificate, ground)
    searchable = set(_may_be_searched(scenario, options, plan))
    for certificate in plan.certificates:
        named = set(certificate.participants)
        if certificate.kind not in CROWDS and not named <= searchable:
            raise FalseProof("the search did not prove that these have no place")


def _check(
    component: Component,
    options: Options,
    certificate: Certificate,
    ground: CertificateProof,
) -> None:
    crowd = crowd_of(component, options, certificate.kind)
    if not component.tied().isdisjoint(number for number, _ in ground.prices):
        raise FalseProof("a certificate rests on a choice that belongs to nobody")
    prices = component.table.prices(ground.prices)
    paying = crowd.people[crowd.least(prices) >= ground.unit]
    named = certificate.participants
    if len(set(named)) != len(named) or not named or ground.unit < 1:
        raise FalseProof("a certificate names its people once, and at least one")
    if not set(named) <= set(ids_of(component, paying)):
        raise FalseProof("somebody of a certificate has another option, or none")
    held = sum(n * component.table.capacity_of(row) for row, n in ground.prices)
    at_most = held // ground.unit
    if certificate.at_most != at_most or at_most >= len(named):
        raise FalseProof(f"a certificate has room for {at_most} of {len(named)}")
    if certificate.seats != component.seats(n for n, _ in ground.prices):
        raise FalseProof("a certificate rests on other limits than it tells")


def _searched(
    scenario: Scenario, options: Options, plan: Plan, explained: set[ParticipantId]
) -> Iterator[Certificate]:
    found = (p for p in _may_be_searched(scenario, options, plan))
    people = tuple(p for p in found if p not in explained)
    if people:
        yield Certificate(CertificateKind.PROVED_BY_SEARCH, people)


def _may_be_searched(
    scenario: Scenario, options: Options, plan: Plan
) -> Iterator[ParticipantId]:
    """Yield who has no placement, could have one, and is in a part proved to cover most."""
    proved = {
        person
        for part in plan.components
        if all(tier.gap == 0 for tier in part.tiers if tier.name in COVERAGE_TIERS)
        for person in part.participants
    }
    somewhere = np.unique(
        options.columns.participant_idx[options.columns.place_idx >= 0]
    )
    suited = {scenario.participants[i].id for i in somewhere.tolist()}
    waiting = {person.participant for person in plan.not_placed}
    for person in scenario.participants:
        if person.id in proved and person.id in suited and person.id in waiting:
            yield person.id


def _found(
    component: Component, options: Options, number: int, waiting: set[ParticipantId]
) -> Iterator[tuple[Certificate, CertificateProof]]:
    """Yield certificates of a component that explain somebody new."""
    unexplained = waiting.copy()
    for kind in CROWDS:
        crowd = crowd_of(component, options, kind)
        prices = _price_lists(component)
        people = ids_of(component, crowd.people)
        wanted = np.array([person in unexplained for person in people], dtype=np.bool_)
        for claim in chosen_claims(crowd, prices, wanted):
            yield _certificate(component, kind, crowd, claim, number)
            unexplained.difference_update(ids_of(component, crowd.people[claim.people]))


def _certificate(
    component: Component,
    kind: CertificateKind,
    crowd: Crowd,
    claim: Claim,
    number: int,
) -> tuple[Certificate, CertificateProof]:
    rows = np.flatnonzero(claim.prices)
    numbers = [component.table.numbers[row] for row in rows.tolist()]
    certificate = Certificate(
        kind,
        ids_of(component, crowd.people[claim.people]),
        claim.at_most,
        component.seats(numbers),
    )
    priced = zip(numbers, claim.prices[rows].tolist(), strict=True)
    return certificate, CertificateProof(number, claim.unit, tuple(priced))


def _price_lists(component: Component) -> Iterable[Ints]:
    """Return what rows cost in each pricing step, and in all of coverage together."""
    tied = component.tied()
    steps = [step for step in component.proof.steps if step.tier in PRICING]
    lists = [
        component.table.prices(price for price in step.prices if price[0] not in tied)
        for step in steps
    ]
    covering = [
        prices
        for prices, step in zip(lists, steps, strict=True)
        if step.tier in COVERAGE_TIERS
    ]
    if len(covering) > 1:
        lists.append(np.sum(covering, axis=0))
    return {prices.tobytes(): prices for prices in lists}.values()
