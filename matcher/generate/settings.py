"""What a generated scenario is to look like."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class GeneratorSettings:
    """The size, scarcity and region of a generated scenario.

    Attributes
    ----------
    participants, places
        How many; at least 1.
    weeks, calendar_weeks
        Placement weeks and calendar weeks of the horizon.
    tightness
        Practice slots a week wanted by all participants (the last step of each one's
        programme) divided by the seat-slots a week that the open places can fill with
        whole weekly patterns. With m the mean number of slots a participant wants,
        rounded, a place fills m × min(people at once, seat-slots a week // m): a seat
        that is not shared is lost for the rest of its week. At 1.0 there is just
        enough for all; what language, travel and requirements then cost comes on top.
        At 2.0 there is enough for half.
    share_agreed
        Share of the places, 0 to 1, where the employer agreed to follow up twice as
        many people as there are seats.
    municipalities
        Numbers (``4003``) or names (``Skien``), or ``("all",)`` for the country.
        Participants are spread by refugees settled.
    seed
        Same settings and seed, same scenario.
    start
        First day of week 0; a Monday.
    running_share, pin_share, ban_share, earlier_share
        Shares of the participants, 0 to 1, who have a running placement, a pin, a ban
        and an earlier placement.
    """

    participants: int = 300
    places: int = 180
    weeks: int = 26
    calendar_weeks: int = 52
    tightness: float = 1.0
    share_agreed: float = 0.4
    municipalities: tuple[str, ...] = ("Skien", "Porsgrunn", "Bamble", "Siljan")
    seed: int = 1
    start: date = date(2026, 8, 17)
    running_share: float = 0.01
    pin_share: float = 0.005
    ban_share: float = 0.01
    earlier_share: float = 0.05

    def faults(self) -> list[str]:
        """Return what is impossible in the settings, a sentence each."""
        found = [
            f"{name}: must be at least 1"
            for name in ("participants", "places", "weeks")
            if getattr(self, name) < 1
        ]
        found += [
            f"{name}: must be from 0 to 1"
            for name in (
                "share_agreed",
                "running_share",
                "pin_share",
                "ban_share",
                "earlier_share",
            )
            if not 0 <= getattr(self, name) <= 1
        ]
        if self.calendar_weeks < self.weeks:
            found.append("calendar_weeks: must be at least weeks")
        if not self.tightness > 0:
            found.append("tightness: must be above 0")
        if not self.municipalities:
            found.append("municipalities: name at least one")
        if self.start.weekday() != 0:
            found.append("start: must be a Monday")
        return found
