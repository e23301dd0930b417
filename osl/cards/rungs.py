"""The rungs of a person's path, and how one fact of it stands in the table of all of them."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Select, String, cast, literal, select, type_coerce

from osl.core.types import UTCDateTime


class Rung(StrEnum):
    """The rungs of the ladder, from the first step to bringing others in."""

    CAME = "udzial"
    HELPED = "pomoc"
    CO_LED = "wspolprowadzenie"
    LED = "prowadzenie"
    STARTED = "inicjatywy"
    BRINGS = "przyprowadza"


def fact_row(
    rung: Rung, kind: str, *, at: Any, row_id: Any, title: Any, about: Any = None, number: Any = 0
) -> Select[*tuple[Any, ...]]:
    """One line of the table. ``row_id`` is the thing whose page shows the fact."""
    return select(
        cast(literal(rung.value), String).label("rung"),
        cast(literal(kind), String).label("kind"),
        type_coerce(at, UTCDateTime).label("at"),
        row_id.label("id"),
        cast(title, String).label("title"),
        cast(about if about is not None else literal(""), String).label("about"),
        (number if not isinstance(number, int) else literal(number)).label("number"),
    )
