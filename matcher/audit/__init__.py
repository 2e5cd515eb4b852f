"""An independent second reading of every rule, and of what a plan says about itself.

Nothing here knows the engine: the rules are read again from the domain's own words, in
plain Python over dates. A plan made by hand is judged by the same reading.
"""

from matcher.audit.auditing import audit_placements, audit_plan
from matcher.audit.compare import Comparison, Move, compare_plans
from matcher.audit.violations import Assumption, AuditReport, Violation
from matcher.audit.wording import comparison_lines, report_lines, violation_line

__all__ = [
    "Assumption",
    "AuditReport",
    "Comparison",
    "Move",
    "Violation",
    "audit_placements",
    "audit_plan",
    "compare_plans",
    "comparison_lines",
    "report_lines",
    "violation_line",
]
