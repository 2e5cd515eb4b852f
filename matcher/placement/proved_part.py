"""What of a search's evidence a proof can use: the rows over options alone."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.proof import HalfCut, PlaceCut
from matcher.placement.ledger import Evidence, Step


def proved_part(
    evidence: Evidence, num_rows: int, first_cut: int, num_people: int
) -> Evidence:
    """Return ``evidence`` without rows and groups that a proof does not know.

    These are the rows from ``num_rows`` up to ``first_cut``, and the groups from
    ``num_people`` on. A proof may leave out what it likes: its bounds then hold all the
    same, but may be higher.
    """
    left_out = set(range(num_rows, first_cut))
    cuts: dict[int, HalfCut | PlaceCut] = {}
    for number, cut in evidence.cuts.items():
        if isinstance(cut, HalfCut):
            cut = HalfCut(
                tuple(row for row in cut.rows if row not in left_out),
                tuple(person for person in cut.people if person < num_people),
            )
            if not cut.rows + cut.people:
                left_out.add(number)
                continue
        cuts[number] = cut
    gone = np.array(sorted(left_out), dtype=np.int64)
    return Evidence(tuple(_without(step, gone) for step in evidence.steps), cuts)


def _without(step: Step, gone: NDArray[np.int64]) -> Step:
    grounds = step.grounds
    kept = ~np.isin(grounds.rows, gone)
    return replace(
        step,
        grounds=replace(grounds, rows=grounds.rows[kept], prices=grounds.prices[kept]),
    )
