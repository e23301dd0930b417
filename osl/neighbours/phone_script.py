"""What to say by phone when neighbours are brought together, from the facts of now."""

from osl.core.i18n import _
from osl.neighbours.composing import inside, reach_of
from osl.neighbours.models import Match, Side
from osl.neighbours.telling import other_side
from osl.neighbours.words import SERVICES, first_name


def asks_for_yes(match: Match, side: Side) -> list[str]:
    """Ask one of the two. Nothing is said of who the other is."""
    service = inside(SERVICES[match.request.service])
    if side is Side.ASKS:
        first = _("A neighbour would like to help you: %(service)s.", service=service)
    else:
        first = _("A neighbour asks for something you offered: %(service)s.", service=service)
    lines = [first]
    if side is Side.OFFERS and match.request.words:
        lines.append(_("What is to be done: %(what)s.", what=match.request.words.rstrip(".")))
    when = match.offer.when_note if side is Side.ASKS else match.request.when_note
    if when:
        lines.append(_("When: %(when)s.", when=when.rstrip(".")))
    lines.append(
        _("May I give them your first name and your phone? Without your yes they learn nothing.")
    )
    lines.append(_("It is free: nobody pays, and nobody takes money."))
    return lines


def passes_contact(match: Match, side: Side) -> list[str]:
    """Tell one of the two how the other is reached; nothing before both agreed."""
    if not match.is_agreed or match.ended_at is not None:
        return []
    other = other_side(match, side)
    reach = ", ".join(way for way in reach_of(other) if way)
    name = first_name(other.person.name)
    first = (
        _("%(name)s will help you. You can reach them: %(reach)s.", name=name, reach=reach)
        if side is Side.ASKS
        else _(
            "%(name)s waits for your help. You can reach them: %(reach)s.", name=name, reach=reach
        )
    )
    return [
        first,
        _("Agree on a day that suits you both. If anything is wrong, call us."),
    ]
