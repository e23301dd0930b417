"""What the list of who does and who brings what says of itself."""

from osl.core.i18n import _l
from osl.volunteers.models import ContributionKind

KINDS = {
    ContributionKind.DOES: _l("to do"),
    ContributionKind.BRINGS: _l("to bring"),
}

HEADINGS = {
    ContributionKind.DOES: _l("Who does what"),
    ContributionKind.BRINGS: _l("Who brings what"),
}
"""Over the lines of each kind."""
