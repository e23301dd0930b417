"""People for tests of this folder, on a Monday morning in March."""

from tests.cards.talking import met, talked
from tests.events.conftest import clock, planned
from tests.home.conftest import asked, given

__all__ = ["asked", "clock", "given", "met", "planned", "talked"]
