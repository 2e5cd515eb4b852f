"""Who may go where: one class per rule, joined sparsely over people and places."""

from matcher.eligibility.candidates import Candidates, find_candidates
from matcher.eligibility.failures import failed_rules
from matcher.eligibility.near_misses import NearMisses, find_near_misses
from matcher.eligibility.sections import admits, admitting_sections

__all__ = [
    "Candidates",
    "NearMisses",
    "admits",
    "admitting_sections",
    "failed_rules",
    "find_candidates",
    "find_near_misses",
]
