"""Plans B and C, and how many there could be, to their part of ``plan.json`` and back."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from matcher.domain.fallbacks import Fallback, FallbackBound, FallbackRank
from matcher.domain.ids import EmployerId
from matcher.domain.plan import Placement

Document = Mapping[str, Any]

PARTS = ("place", "start_date", "end_date", "section", "steps")
"""What a fallback tells of its placement; the person is that of plan A."""


def fallback_documents(
    fallbacks: Iterable[Fallback], document_of: Callable[[Placement], Document]
) -> list[Document]:
    """Return the fallbacks of a placement; ``document_of`` is that of any placement."""
    documents: list[Document] = []
    for fallback in fallbacks:
        placement = document_of(fallback.placement)
        documents.append(
            {
                "rank": fallback.rank.value,
                "withdrawn": list(fallback.withdrawn),
                **{part: placement[part] for part in PARTS},
            }
        )
    return documents


def read_fallbacks(
    placement: Document, read_placement: Callable[[Document], Placement]
) -> tuple[Fallback, ...]:
    """Return the fallbacks of a placement's document; none where it has no such key."""
    return tuple(
        Fallback(
            FallbackRank(document["rank"]),
            tuple(map(EmployerId, document["withdrawn"])),
            read_placement(
                {
                    "participant": placement["participant"],
                    **{part: document[part] for part in PARTS},
                }
            ),
        )
        for document in placement.get("fallbacks", ())
    )


def bound_documents(bounds: Iterable[FallbackBound]) -> list[Document]:
    """Return one document per withdrawal."""
    return [
        {
            "withdrawn": list(bound.withdrawn),
            "people": bound.people,
            "value": bound.value,
            "bound": bound.bound,
        }
        for bound in bounds
    ]


def read_bounds(plan: Document) -> tuple[FallbackBound, ...]:
    """Return the bounds of a plan's document; none where it has no such key."""
    return tuple(
        FallbackBound(
            tuple(map(EmployerId, document["withdrawn"])),
            document["people"],
            document["value"],
            document["bound"],
        )
        for document in plan.get("fallback_bounds", ())
    )
