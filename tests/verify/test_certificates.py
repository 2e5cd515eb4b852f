"""Crowd certificates: true by trying everything, and false ones caught."""

from dataclasses import replace

import pytest

from matcher.domain.certificates import Certificate, CertificateKind
from matcher.domain.plan import Method, Plan
from matcher.domain.proof import Proof
from matcher.eligibility import find_candidates
from matcher.io.plan_json import plan_from_json, plan_to_json
from matcher.options import build_options
from matcher.verify import FalseProof, check_certificates
from matcher.verify.agreed_rows import AGREED_ROWS
from matcher.verify.certificates import with_certificates
from tests.placement.brute_force import most_people
from tests.placement.worth import COVERAGE, values

COVERED, PLACED = CertificateKind.COVERED, CertificateKind.PLACED
SEARCHED = CertificateKind.PROVED_BY_SEARCH


def options_of(scenario, policy):
    return build_options(scenario, policy, find_candidates(scenario, policy))


@pytest.fixture(scope="module")
def certified(planned):
    """Those of the plans that have a crowd certificate, with their options."""
    return [
        (scenario, policy, options_of(scenario, policy), outcome.plan, outcome.proof)
        for scenario, policy, outcome in planned
        if outcome.proof.certificates
    ]


def counted(scenario, policy, certificate):
    """1 for a way in which somebody of the certificate is covered, or placed."""

    def counts(way):
        if way.person.id not in certificate.participants:
            return 0
        if certificate.kind is PLACED:
            return int(way.place is not None)
        worth = values(scenario, policy, way)
        return int(any(worth[tier] for tier in COVERAGE.values()))

    return counts


def test_no_plan_has_room_for_more(planned):
    """Trying every plan never covers, or places, more than a certificate says."""
    kinds = []
    for scenario, policy, outcome in planned:
        for certificate in outcome.plan.certificates:
            if certificate.kind is not SEARCHED:
                counts = counted(scenario, policy, certificate)
                most = most_people(scenario, policy, counts)
                assert most <= certificate.at_most < len(certificate.participants)
                kinds.append(certificate.kind)
    assert kinds.count(COVERED) >= 5
    assert kinds.count(PLACED) >= 1


def test_every_certificate_is_about_somebody_without_a_placement(planned):
    """A crowd in which everybody has a place explains nothing."""
    for _, _, outcome in planned:
        waiting = {person.participant for person in outcome.plan.not_placed}
        for certificate in outcome.plan.certificates:
            assert waiting.intersection(certificate.participants)


def test_people_proved_by_search_are_in_no_crowd(planned):
    """They are those for whom no certificate was found, and none of them has a place."""
    seen = 0
    for _, _, outcome in planned:
        waiting = {person.participant for person in outcome.plan.not_placed}
        crowds = [c for c in outcome.plan.certificates if c.kind is not SEARCHED]
        named = {person for crowd in crowds for person in crowd.participants}
        for certificate in outcome.plan.certificates:
            if certificate.kind is SEARCHED:
                assert set(certificate.participants) <= waiting - named
                seen += 1
    assert seen >= 1


def test_whom_a_flow_leaves_out_is_in_a_crowd(planned):
    """Its prices tell who competes with whom: nobody is left to the word of the search."""
    crowded = 0
    for _, _, outcome in planned:
        crowds = [c for c in outcome.plan.certificates if c.kind is not SEARCHED]
        named = {person for crowd in crowds for person in crowd.participants}
        searched = {p for c in outcome.plan.certificates for p in c.participants}
        for part in outcome.plan.components:
            if part.method is Method.FLOW:
                assert not (searched - named).intersection(part.participants)
                crowded += bool(named.intersection(part.participants))
    assert crowded >= 5


def test_agreed_limits_are_told_as_such(planned):
    """Crowds that compete for mentors, staff or under a quota name these rows."""
    agreed = {
        seat.row.rule
        for _, _, outcome in planned
        for crowd in outcome.plan.certificates
        for seat in crowd.seats
    } & {*AGREED_ROWS}
    assert len(agreed) >= 4


def test_certificates_are_the_same_after_writing_and_reading(certified):
    """``plan.json`` loses nothing of them."""
    for *_, plan, _ in certified:
        assert plan_from_json(plan_to_json(plan)).certificates == plan.certificates


def test_true_certificates_pass(certified):
    """The check says nothing against what was found."""
    checked = 0
    for scenario, policy, options, plan, proof in certified:
        check_certificates(scenario, policy, options, plan, proof)
        checked += len(plan.certificates)
    assert checked > 10


def one_less(plan: Plan, proof: Proof) -> tuple[Plan, Proof]:
    first, *rest = plan.certificates
    assert first.at_most is not None
    forged = replace(first, at_most=first.at_most - 1)
    return replace(plan, certificates=(forged, *rest)), proof


def fewer_seats(plan: Plan, proof: Proof) -> tuple[Plan, Proof]:
    first, *rest = plan.certificates
    seat, *seats = first.seats
    forged = replace(first, seats=(replace(seat, count=seat.count - 1), *seats))
    return replace(plan, certificates=(forged, *rest)), proof


def nobody(plan: Plan, proof: Proof) -> tuple[Plan, Proof]:
    first, *rest = plan.certificates
    return replace(plan, certificates=(replace(first, participants=()), *rest)), proof


def somebody_twice(plan: Plan, proof: Proof) -> tuple[Plan, Proof]:
    first, *rest = plan.certificates
    people = (*first.participants, first.participants[0])
    forged = replace(first, participants=people)
    return replace(plan, certificates=(forged, *rest)), proof


def too_few_people(plan: Plan, proof: Proof) -> tuple[Plan, Proof]:
    first, *rest = plan.certificates
    people = first.participants[: first.at_most]
    forged = replace(first, participants=people)
    return replace(plan, certificates=(forged, *rest)), proof


def lower_prices(plan: Plan, proof: Proof) -> tuple[Plan, Proof]:
    first, *rest = proof.certificates
    prices = tuple((row, price // 2) for row, price in first.prices)
    return plan, replace(proof, certificates=(replace(first, prices=prices), *rest))


def negative_price(plan: Plan, proof: Proof) -> tuple[Plan, Proof]:
    first, *rest = proof.certificates
    prices = tuple((row, -price) for row, price in first.prices)
    return plan, replace(proof, certificates=(replace(first, prices=prices), *rest))


def unit_of_nothing(plan: Plan, proof: Proof) -> tuple[Plan, Proof]:
    first, *rest = proof.certificates
    return plan, replace(proof, certificates=(replace(first, unit=0), *rest))


def other_component(plan: Plan, proof: Proof) -> tuple[Plan, Proof]:
    first, *rest = proof.certificates
    return plan, replace(proof, certificates=(replace(first, component=99), *rest))


def no_proof(plan: Plan, proof: Proof) -> tuple[Plan, Proof]:
    return plan, replace(proof, certificates=proof.certificates[1:])


@pytest.mark.parametrize(
    "forge",
    [
        one_less,
        fewer_seats,
        nobody,
        somebody_twice,
        too_few_people,
        lower_prices,
        negative_price,
        unit_of_nothing,
        other_component,
        no_proof,
    ],
)
def test_a_false_certificate_is_caught(certified, forge):
    """Whatever is changed in a certificate or its proof, the check finds it."""
    for scenario, policy, options, plan, proof in certified:
        with pytest.raises(FalseProof):
            check_certificates(scenario, policy, options, *forge(plan, proof))


def test_a_person_with_another_option_is_caught(certified):
    """Nobody can be added who may go elsewhere than to the priced limits."""
    added = 0
    for scenario, policy, options, plan, proof in certified:
        first, *rest = plan.certificates
        part = proof.components[proof.certificates[0].component]
        for person in part.participants:
            if person not in first.participants:
                more = replace(first, participants=(*first.participants, person))
                forged = replace(plan, certificates=(more, *rest))
                with pytest.raises(FalseProof, match="another option"):
                    check_certificates(scenario, policy, options, forged, proof)
                added += 1
    assert added >= 3


def test_somebody_placed_is_not_proved_by_search(planned):
    """The word of the search is only taken for people without a placement."""
    forged = 0
    for scenario, policy, outcome in planned:
        crowds = [c for c in outcome.plan.certificates if c.kind is not SEARCHED]
        for placement in outcome.plan.placements[:1]:
            false = Certificate(SEARCHED, (placement.participant,))
            plan = replace(outcome.plan, certificates=(*crowds, false))
            options = options_of(scenario, policy)
            with pytest.raises(FalseProof, match="search"):
                check_certificates(scenario, policy, options, plan, outcome.proof)
            forged += 1
    assert forged > 20


def test_in_a_part_that_is_too_large_none_is_sought(certified, monkeypatch):
    """Its people are then told by the search alone, and the check agrees."""
    monkeypatch.setattr("matcher.verify.certificates.MOST_OPTIONS", 0)
    fewer = 0
    for scenario, policy, options, plan, proof in certified:
        bare, grounds = with_certificates(scenario, policy, options, plan, proof)
        assert all(one.kind is SEARCHED for one in bare.certificates)
        check_certificates(scenario, policy, options, bare, grounds)
        fewer += len(plan.certificates) > len(bare.certificates)
    assert fewer > 0
