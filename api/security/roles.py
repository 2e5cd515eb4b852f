"""Roles, permissions, and which role has which: deny by default.

Who may see what follows from the duty of secrecy and the least data that each needs: a
job specialist the fit profile of their municipality's people, a teacher their own class,
an employer those who were accepted, a manager counts, an administrator no people at all.
"""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is in a region."""

    PARTICIPANT = "participant"
    EMPLOYER = "employer"
    TEACHER = "teacher"
    JOB_SPECIALIST = "job-specialist"
    PLANNER = "planner"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What a route asks for; one a route."""

    OWN_SESSION = "own-session"
    OWN_ACCOUNT = "own-account"
    READ_PEOPLE = "read-people"
    WRITE_PEOPLE = "write-people"
    READ_GROUPS = "read-groups"
    WRITE_GROUPS = "write-groups"
    READ_PROTECTED = "read-protected"
    WRITE_PROTECTED = "write-protected"
    READ_OFFERS = "read-offers"
    WRITE_OFFERS = "write-offers"
    IMPORT = "import"
    EXPORT = "export"
    READ_ROUNDS = "read-rounds"
    WRITE_ROUNDS = "write-rounds"
    DECIDE_ROUNDS = "decide-rounds"
    READ_PLANS = "read-plans"
    READ_FIGURES = "read-figures"
    READ_OWN_PLACEMENTS = "read-own-placements"
    READ_REQUESTS = "read-requests"
    WRITE_REQUESTS = "write-requests"
    ANSWER_HOLDS = "answer-holds"
    WRITE_EVENTS = "write-events"
    MANAGE_ACCOUNTS = "manage-accounts"
    READ_AUDIT = "read-audit"


P = Permission

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.PARTICIPANT: frozenset({P.OWN_SESSION, P.READ_OWN_PLACEMENTS, P.ANSWER_HOLDS}),
    Role.EMPLOYER: frozenset({P.OWN_SESSION, P.READ_OWN_PLACEMENTS, P.ANSWER_HOLDS}),
    Role.TEACHER: frozenset({P.OWN_SESSION, P.READ_OWN_PLACEMENTS}),
    Role.JOB_SPECIALIST: frozenset(
        {
            P.OWN_SESSION,
            P.READ_PEOPLE,
            P.WRITE_PEOPLE,
            P.READ_OFFERS,
            P.READ_PLANS,
            P.READ_FIGURES,
            P.READ_OWN_PLACEMENTS,
            P.READ_REQUESTS,
            P.WRITE_REQUESTS,
            P.ANSWER_HOLDS,
            P.WRITE_EVENTS,
            P.EXPORT,
        }
    ),
    Role.PLANNER: frozenset(
        {
            P.OWN_SESSION,
            P.READ_PEOPLE,
            P.WRITE_PEOPLE,
            P.READ_GROUPS,
            P.WRITE_GROUPS,
            P.READ_PROTECTED,
            P.WRITE_PROTECTED,
            P.READ_OFFERS,
            P.WRITE_OFFERS,
            P.IMPORT,
            P.EXPORT,
            P.READ_ROUNDS,
            P.WRITE_ROUNDS,
            P.DECIDE_ROUNDS,
            P.READ_PLANS,
            P.READ_FIGURES,
            P.READ_REQUESTS,
            P.WRITE_REQUESTS,
            P.ANSWER_HOLDS,
            P.WRITE_EVENTS,
        }
    ),
    Role.MANAGER: frozenset({P.OWN_SESSION, P.READ_ROUNDS, P.READ_FIGURES}),
    Role.ADMINISTRATOR: frozenset({P.OWN_SESSION, P.MANAGE_ACCOUNTS, P.READ_AUDIT}),
}

NEEDS_SUBJECT = frozenset({Role.PARTICIPANT, Role.EMPLOYER, Role.TEACHER})
"""Roles that see nothing but what belongs to their own person, employer or class."""

NEEDS_MUNICIPALITY = frozenset({Role.PARTICIPANT, Role.JOB_SPECIALIST, Role.PLANNER})
"""Roles that see the people of a municipality."""

EVERYBODY = frozenset({P.OWN_SESSION, P.OWN_ACCOUNT})
"""What everybody has who is signed in, whatever their role."""

NEVER_BY_TOKEN = frozenset(
    {P.OWN_ACCOUNT, P.MANAGE_ACCOUNTS, P.READ_PROTECTED, P.WRITE_PROTECTED}
)
"""What a person does and no machine: it would make itself more than it is."""
