"""Lifting: a cut over some kinds of stay made to weigh on all of them."""

import numpy as np
from numpy.typing import NDArray

from matcher.domain.proof import PlaceCut
from matcher.placement.bundles import ANYBODY, Bundle

Ints = NDArray[np.int64]


def lifted(bundle: Bundle, kinds: Ints, weights: Ints, most: int) -> PlaceCut:
    """Return the cut of ``kinds`` with weights for all other kinds of stay too.

    Sequential lifting: each further kind weighs what is left of ``most`` beside the
    heaviest roster in the room that its stays leave. First the other sets of the people
    named in ``kinds``, then those of anybody else, largest sets first.
    """
    named: dict[int, dict[int, int]] = {}
    for person, mask, weight in zip(*kinds.tolist(), weights.tolist(), strict=True):
        named.setdefault(person, {})[mask] = weight
    anybody = named.pop(ANYBODY, {})
    for person, own in named.items():
        others = {key: value for key, value in named.items() if key != person}
        heaviest = _heaviest(bundle, others, anybody)
        for mask in np.unique(bundle.masks[bundle.people == person]).tolist():
            spare = _spare(bundle, heaviest, mask, most, repeats=1)
            own[mask] = max(own.get(mask, 0), spare)
    heaviest = _heaviest(bundle, named, anybody)
    sizes = [(-mask.bit_count(), mask) for mask in np.unique(bundle.masks).tolist()]
    for _, mask in sorted(sizes):
        room = bundle.capacity[np.array(bundle.uses(mask)) > 0]
        spare = _spare(bundle, heaviest, mask, most, int(room.min()))
        if spare > anybody.get(mask, 0):
            anybody[mask] = spare
            heaviest = _with_repeats(bundle, heaviest, mask, spare)
    return PlaceCut(
        bundle.rows,
        tuple(sorted((mask, spare) for mask, spare in anybody.items() if spare)),
        tuple(
            (person, mask, spare)
            for person in sorted(named)
            for mask, spare in sorted(named[person].items())
        ),
        most,
    )


def _heaviest(
    bundle: Bundle, named: dict[int, dict[int, int]], anybody: dict[int, int]
) -> Ints:
    """Return for each room (how much is left of each row) the heaviest roster in it."""
    shape = tuple(int(c) + 1 for c in bundle.capacity)
    heaviest = np.zeros(shape, dtype=np.int64)
    for mask, weight in anybody.items():
        heaviest = _with_repeats(bundle, heaviest, mask, weight)
    for own in named.values():
        with_person = heaviest.copy()
        for mask, weight in own.items():
            _add(with_person, heaviest, bundle.uses(mask), weight)
        heaviest = with_person
    return heaviest


def _with_repeats(bundle: Bundle, heaviest: Ints, mask: int, weight: int) -> Ints:
    """Return ``heaviest`` with stays on ``mask`` besides, as many as there is room for."""
    while True:
        more = heaviest.copy()
        _add(more, heaviest, bundle.uses(mask), weight)
        if np.array_equal(more, heaviest):
            return heaviest
        heaviest = more


def _add(target: Ints, heaviest: Ints, uses: tuple[int, ...], weight: int) -> None:
    room = tuple(slice(use, None) for use in uses)
    rest = tuple(
        slice(0, size - use) for size, use in zip(target.shape, uses, strict=True)
    )
    np.maximum(target[room], heaviest[rest] + weight, out=target[room])


def _spare(bundle: Bundle, heaviest: Ints, mask: int, most: int, repeats: int) -> int:
    """Return what each of up to ``repeats`` stays on ``mask`` may weigh at most."""
    uses = np.array(bundle.uses(mask))
    spare = [
        (most - int(heaviest[tuple(bundle.capacity - count * uses)])) // count
        for count in range(1, repeats + 1)
    ]
    return max(0, min(spare, default=0))
