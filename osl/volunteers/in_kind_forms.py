"""What is asked about hours as a contribution in kind: for which time, and which kind of file."""

from osl.core.forms import OslForm, PlainDateField, RadioField
from osl.core.i18n import _, _l


class PeriodForm(OslForm):
    """From which day to which day."""

    class Meta(OslForm.Meta):
        csrf = False

    since = PlainDateField(_l("From the day"))
    until = PlainDateField(_l("To the day"))


class InKindExportForm(OslForm):
    """What kind of file is taken away."""

    kind = RadioField(_l("Kind of file"), default="xlsx")

    @classmethod
    def blank(cls) -> "InKindExportForm":
        form = cls()
        form.kind.choices = [
            ("xlsx", _("For Excel or LibreOffice (XLSX)")),
            ("csv", _("Plain table (CSV)")),
        ]
        return form
