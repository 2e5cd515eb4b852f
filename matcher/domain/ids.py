"""Typed identifiers: a place id can never be handed in where a person's id belongs.

All are opaque strings chosen by the user. They carry no name and no national id.
"""

from typing import NewType

ParticipantId = NewType("ParticipantId", str)
EmployerId = NewType("EmployerId", str)
PlaceId = NewType("PlaceId", str)
SectionId = NewType("SectionId", str)
SlotId = NewType("SlotId", str)
TemplateId = NewType("TemplateId", str)
CalendarId = NewType("CalendarId", str)
MunicipalityId = NewType("MunicipalityId", str)
QuotaId = NewType("QuotaId", str)
SpecialistId = NewType("SpecialistId", str)
TeacherId = NewType("TeacherId", str)
ActivityId = NewType("ActivityId", str)

SubjectGroupId = NewType("SubjectGroupId", str)

SubjectCode = NewType("SubjectCode", str)
"""A subject taught in parallel groups, e.g. ``engelsk``."""

SectorCode = NewType("SectorCode", str)
"""A branch of working life people can wish for, e.g. ``helse-sosial``."""

ConstraintCode = NewType("ConstraintCode", str)
"""A neutral word for what a job demands or a person cannot do, e.g. ``heavy-lifting``.

Never a diagnosis, a faith or another reason (GDPR art. 9): only what the work is like.
"""

QualificationCode = NewType("QualificationCode", str)
"""Something a person has and a place may require, e.g. ``driving-licence-b``."""

LanguageCode = NewType("LanguageCode", str)
"""ISO 639 code of a language spoken as support, e.g. ``ar``, ``ti``, ``uk``."""
