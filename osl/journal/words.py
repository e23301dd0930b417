"""What is said of the team's own work."""

from osl.core.i18n import _, _l
from osl.journal.models import WorkKind

KINDS = {
    WorkKind.ONE_TO_ONE: _l("Talking one to one"),
    WorkKind.OPEN_HOURS: _l("Open hours"),
    WorkKind.NETWORKING: _l("Networking"),
    WorkKind.DIAGNOSIS: _l("Getting to know the needs"),
    WorkKind.ANIMATION: _l("Animating, meetings"),
    WorkKind.PLANNING: _l("Planning"),
    WorkKind.ADMINISTRATION: _l("Administration"),
}

WHOLE_TOWN = _l("The whole town")


def as_typed(minutes: int) -> str:
    """Minutes as somebody types them: "1:30"."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02d}"


def community_name(name: str | None) -> str:
    """A community, or the whole town where the work was for none of them alone."""
    return name if name is not None else _("The whole town")
