"""Why each person got what they got, in facts and in plain words."""

from matcher.explain.conflict_sentences import ConflictText, conflict_text
from matcher.explain.explanation import (
    Explanation,
    PlacementFacts,
    SkillFacts,
    WorkHours,
    explain,
)
from matcher.explain.fallbacks import Fallbacks, plan_fallbacks
from matcher.explain.missed_quotas import missed_quotas
from matcher.explain.placed import with_reasons
from matcher.explain.plain import plain_texts
from matcher.explain.reasons import not_placed_reasons
from matcher.explain.sentences import explanation_lines
from matcher.explain.telling import Teller

__all__ = [
    "ConflictText",
    "Explanation",
    "Fallbacks",
    "PlacementFacts",
    "SkillFacts",
    "Teller",
    "WorkHours",
    "conflict_text",
    "explain",
    "explanation_lines",
    "missed_quotas",
    "not_placed_reasons",
    "plain_texts",
    "plan_fallbacks",
    "with_reasons",
]
