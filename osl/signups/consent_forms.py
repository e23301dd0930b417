"""The boxes about news on the sign-up form: one for each channel, empty, never needed (REQ 3.5)."""

from typing import Any

from wtforms import BooleanField, Field

from osl.communities.models import Community
from osl.core.forms import OslForm
from osl.core.i18n import _, _l, language
from osl.events.models import Event
from osl.messages.consent_words import sentence
from osl.messages.consents import Agreement
from osl.messages.models import ConsentChannel
from osl.people.queries import normal_phone


def community_of_news(event: Event) -> Community | None:
    """Whose news somebody is offered: of the one community the event is for, else the town's."""
    if event.is_whole_town or len(event.communities) != 1:
        return None
    return event.communities[0]


class ConsentBoxes(OslForm):
    """A yes to news, asked beside something else. ``email`` and ``phone`` are that form's own."""

    news_by_email = BooleanField(_l("A letter once a week"))
    news_by_sms = BooleanField(_l("Text messages about events"))

    email: Any
    phone: Any
    community: Community | None = None

    def offer_news(self, event: Event) -> None:
        """Put the very sentences one agrees to beside the boxes."""
        self.community = community_of_news(event)
        for channel, box in self._boxes:
            box.label.text = sentence(channel, self.community.name if self.community else "")

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self.news_by_email.data and not self.email.data and not self.email.errors:
            self.news_by_email.errors = [
                _("For a letter we need your e-mail address. Type it above, or empty this box.")
            ]
        if self.news_by_sms.data and not self.phone.data and not self.phone.errors:
            self.news_by_sms.errors = [
                _("For text messages we need your phone number. Type it above, or empty this box.")
            ]
        return not self.errors

    @property
    def agreements(self) -> list[Agreement]:
        """What the ticked boxes say, word for word."""
        contacts = {
            ConsentChannel.EMAIL: self.email.data or "",
            ConsentChannel.SMS: normal_phone(self.phone.data or ""),
        }
        return [
            Agreement(
                channel=channel,
                community_id=self.community.id if self.community else None,
                contact=contacts[channel],
                text=str(box.label.text),
                language=language(),
            )
            for channel, box in self._boxes
            if box.data
        ]

    @property
    def _boxes(self) -> list[tuple[ConsentChannel, Field]]:
        return [
            (ConsentChannel.EMAIL, self.news_by_email),
            (ConsentChannel.SMS, self.news_by_sms),
        ]
