"""The policy file."""

import pytest

from matcher.domain.geography import TravelSpeed
from matcher.domain.named_policies import NAMED_POLICIES, URGENCY_FIRST
from matcher.domain.policy import COVERAGE_TIERS, Policy, Tier
from matcher.io import read_policy


def read(tmp_path, text):
    file = tmp_path / "policy.toml"
    file.write_text(text, "utf-8")
    return read_policy(file)


def codes(tmp_path, text):
    policy, findings = read(tmp_path, text)
    assert policy is None
    return [(f.code, f.column) for f in findings]


def test_an_empty_file_is_the_standard_policy(tmp_path):
    """What is not said is as the standard has it."""
    assert read(tmp_path, "") == (Policy(), ())


def test_what_the_file_says_is_changed_and_nothing_else(tmp_path):
    """Values, groups and tiers take the place of the defaults."""
    text = """
    name = "reise først"
    tiers = ["repair", "coverage-overdue", "fit"]
    start_every_weeks = 2
    fit.travel = 400
    fit.wish = 300
    car.km_per_hour = 60
    limits.seconds = 5
    """
    policy, findings = read(tmp_path, text)
    assert findings == ()
    assert policy is not None
    assert policy.tiers == (Tier.REPAIR, Tier.COVERAGE_OVERDUE, Tier.FIT)
    assert (policy.fit.travel, policy.fit.wish, policy.fit.hire) == (400, 300, 100)
    assert policy.car == TravelSpeed(60.0, 5)
    assert policy.latest_start_week == Policy().latest_start_week
    assert policy.limits.seconds == 5.0


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("start_every_week = 2", "unknown-key", "start_every_week"),
        ("fit.reise = 2", "unknown-key", "fit.reise"),
        ("start_every_weeks = 'to'", "wrong-type", "start_every_weeks"),
        ("start_every_weeks = 2.5", "wrong-type", "start_every_weeks"),
        ("start_every_weeks = true", "wrong-type", "start_every_weeks"),
        ("name = 3", "wrong-type", "name"),
        ("fit = 3", "wrong-type", "fit"),
        ("tiers = 'fit'", "wrong-type", "tiers"),
        ("tiers = ['fitt']", "unknown-tier", "tiers"),
        ("weeks_per_level = -1", "out-of-range", "weeks_per_level"),
        ("car.km_per_hour = 0.0", "out-of-range", "car.km_per_hour"),
        ("start_every_weeks = 0", "policy-fault", "start_every_weeks"),
        ("fit.wish = 1000", "policy-fault", "fit"),
        ("tiers = ['fit', 'fit']", "policy-fault", "tiers"),
    ],
)
def test_a_fault_is_named_with_its_key(tmp_path, text, code, column):
    """Unknown keys, wrong types and impossible values are told apart."""
    assert codes(tmp_path, text) == [(code, column)]


def test_all_faults_of_a_policy_are_told_at_once(tmp_path):
    """Two slips are two findings."""
    assert len(codes(tmp_path, "nam = 'a'\nfit.wishes = 1")) == 2


def test_the_nearest_key_is_suggested(tmp_path):
    """A slip of the pen gets the key it was meant to be."""
    _, (finding,) = read(tmp_path, "latest_start = 8")
    assert finding.details["suggestion"] == "latest_start_week"


def test_a_file_that_is_not_toml_or_not_there_is_a_finding(tmp_path):
    """Neither raises."""
    assert codes(tmp_path, "fit = [") == [("not-toml", "")]
    policy, findings = read_policy(tmp_path / "borte.toml")
    assert policy is None
    assert [f.code for f in findings] == ["not-found"]


def test_a_class_of_tiers_stands_for_all_of_them(tmp_path):
    """``fairness`` is the reference and the four levels, in their order."""
    policy, findings = read(tmp_path, 'tiers = ["repair", "fairness", "fit"]')
    assert findings == ()
    assert policy is not None
    names = [tier.value for tier in policy.tiers]
    levels = [f"fairness-{k}" for k in range(4)]
    assert names == ["repair", "fit-reference", *levels, "fit"]


def test_a_name_is_a_policy_too(tmp_path, monkeypatch):
    """A policy with a name needs no file, and goes before a file of that name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "urgency-first").write_text("limits.seconds = 5", "utf-8")
    assert read_policy("urgency-first") == (URGENCY_FIRST, ())
    assert set(NAMED_POLICIES) == {"standard", "urgency-first"}


def test_coverage_names_every_urgency(tmp_path):
    """Whoever lists the aims himself cannot forget a class of people."""
    policy, findings = read(tmp_path, 'tiers = ["coverage", "fit"]')
    assert findings == ()
    assert policy is not None
    assert policy.tiers == (*COVERAGE_TIERS, Tier.FIT)
    assert {tier for tier in Tier if tier.value.startswith("coverage-")} == {
        *COVERAGE_TIERS
    }
