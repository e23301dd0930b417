"""The attendance list as its page shows it: who is on it, what is counted, and what a tap means."""

from dataclasses import dataclass

from osl.events.models import Occurrence
from osl.logbook.attendance import ABSENT, Noted
from osl.logbook.models import Presence
from osl.logbook.queries import RollRow, roll_of


@dataclass(frozen=True)
class Line:
    """A row of the list with what its fields hold: as noted, else as signed up."""

    row: RollRow

    @property
    def noted(self) -> Noted | None:
        return Noted.of(self.row.mark)

    @property
    def presence(self) -> str:
        return self.noted.presence.value if self.noted is not None else ""

    @property
    def is_present(self) -> bool:
        return self.presence == Presence.PRESENT

    @property
    def expected(self) -> int:
        """How many were to come; of somebody who walked in, as many as came."""
        if self.row.signup is None and self.row.mark is not None:
            return self.row.mark.party_size
        return self.row.expected

    @property
    def party(self) -> int:
        return self.noted.party_size if self.noted and self.is_present else self.expected

    @property
    def children(self) -> int:
        return self.noted.children if self.noted and self.is_present else self.row.children

    @property
    def seen(self) -> str:
        """What the page shows, to be sent back with the tap."""
        return told(self.noted)


@dataclass(frozen=True)
class Roll:
    """The whole list of one meeting. People without a mark are neither present nor absent."""

    lines: list[Line]
    places: int | None

    @property
    def present(self) -> list[Line]:
        return [one for one in self.lines if one.is_present]

    @property
    def unmarked(self) -> list[Line]:
        return [one for one in self.lines if not one.presence]

    @property
    def people(self) -> int:
        """Everybody who is present, with those they brought."""
        return sum(one.party for one in self.present)

    @property
    def children(self) -> int:
        return sum(one.children for one in self.present)

    def line_of(self, person_id: int) -> Line | None:
        return next((one for one in self.lines if one.row.person.id == person_id), None)

    @property
    def is_over_places(self) -> bool:
        return self.places is not None and self.people > self.places


def roll_for(meeting: Occurrence) -> Roll:
    return Roll([Line(row) for row in roll_of(meeting)], places_of(meeting))


def places_of(meeting: Occurrence) -> int | None:
    """How many there is room for; None where nobody has said."""
    return meeting.places if meeting.places is not None else meeting.event.places


def told(noted: Noted | None) -> str:
    """A mark in the words of a hidden field: "present.3.2", nothing where nothing is noted."""
    if noted is None:
        return ""
    return f"{noted.presence.value}.{noted.party_size}.{noted.children}"


def seen_in(words: str) -> Noted | bool | None:
    """What a hidden field says was seen; False where it says nothing that can be understood."""
    if not words:
        return None
    presence, *numbers = words.split(".")
    is_whole = len(numbers) == 2 and all(one.isascii() and one.isdigit() for one in numbers)
    if presence not in set(Presence) or not is_whole or any(len(one) > 3 for one in numbers):
        return False
    return Noted(Presence(presence), int(numbers[0]), int(numbers[1]))


def tapped(
    wanted: Noted | None, seen: Noted | bool | None, *, keeps_number: bool = False
) -> Noted | None:
    """What a tap asks for: the word that is chosen already, tapped again, takes the mark back.
    Whoever saves a number (``keeps_number``) only says how many came."""
    if wanted is None or keeps_number or wanted != seen:
        return wanted
    return None


def wanted_in(presence: str, party_size: int | None, children: int | None) -> Noted | None:
    """What the button and the fields of a row say together."""
    if presence == Presence.ABSENT:
        return ABSENT
    if presence != Presence.PRESENT:
        return None
    return Noted(
        Presence.PRESENT,
        party_size if party_size is not None else 1,
        children if children is not None else 0,
    )
