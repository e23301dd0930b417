"""Ways to have a calendar in one's own phone or computer, each by the road that really works.

Which program takes which address was learnt from their users: Safari ignores webcals:, the
Google app on Android cannot subscribe at all, new Outlook strips webcal: from links.
"""

from dataclasses import dataclass
from datetime import UTC, timedelta
from enum import StrEnum
from urllib.parse import quote, urlencode

from osl.calendars.models import STRAND_ADDRESSES
from osl.communities.models import TOWN_SLUG, Community
from osl.core.clock import to_local
from osl.events.models import Event, Occurrence, Strand
from osl.events.words import place

GOOGLE_ADD = "https://calendar.google.com/calendar/u/0/r/settings/addbyurl"
GOOGLE_EVENT = "https://calendar.google.com/calendar/render"
OUTLOOK_HOSTS = {
    "outlook": "https://outlook.live.com/calendar/0/addfromweb/",
    "microsoft_365": "https://outlook.office.com/calendar/0/addfromweb/",
}


class Way(StrEnum):
    """A way to subscribe, as the page lists them."""

    APPLE = "apple"
    GOOGLE = "google"
    ANDROID = "android"
    OUTLOOK_ONLINE = "outlook_online"
    OUTLOOK_WINDOWS = "outlook_windows"
    OTHER = "other"


@dataclass(frozen=True)
class Subscription:
    """The addresses of one calendar for every kind of program, the likeliest way first."""

    name: str
    slug: str
    strand: Strand | None
    address: str
    page: str
    ways: list[Way]

    @property
    def webcal(self) -> str:
        return "webcal:" + self.address.partition(":")[2]

    @property
    def webcals(self) -> str:
        return "webcals:" + self.address.partition(":")[2]

    @property
    def google(self) -> str:
        return GOOGLE_ADD

    @property
    def outlook(self) -> str:
        return self._outlook("outlook")

    @property
    def microsoft_365(self) -> str:
        return self._outlook("microsoft_365")

    @property
    def is_apple_likely(self) -> bool:
        return self.ways[0] is Way.APPLE

    @property
    def starts_with_button(self) -> bool:
        """Whether the likeliest way is a tap, rather than an address to copy and paste."""
        return self.ways[0] in (Way.APPLE, Way.ANDROID)

    def _outlook(self, which: str) -> str:
        query = urlencode({"url": self.address, "name": self.name}, quote_via=quote)
        return f"{OUTLOOK_HOSTS[which]}?{query}"


def likely_ways(user_agent: str) -> list[Way]:
    """Every way, the one of this device first. A guess, so none is ever left out."""
    device = user_agent.casefold()
    first = Way.GOOGLE
    if any(name in device for name in ("iphone", "ipad", "macintosh")):
        first = Way.APPLE
    elif "android" in device:
        first = Way.ANDROID
    elif "thunderbird" in device or ("linux" in device and "x11" in device):
        first = Way.OTHER
    return [first, *(way for way in Way if way is not first)]


def subscription_to(
    community: Community | None,
    name: str,
    *,
    base_url: str,
    user_agent: str,
    strand: Strand | None = None,
) -> Subscription:
    """How to subscribe to a community's calendar, or to the whole town's."""
    slug = community.slug if community else TOWN_SLUG
    narrower = f"{slug}/{STRAND_ADDRESSES[strand]}" if strand else slug
    return Subscription(
        name=name,
        slug=slug,
        strand=strand,
        address=f"{base_url}/kalendarz/{narrower}.ics",
        page=f"{base_url}/kalendarz/{slug}",
        ways=likely_ways(user_agent),
    )


def google_link(event: Event, meeting: Occurrence, address: str) -> str:
    """The address that puts a copy of one meeting into a Google calendar.

    "render" opens on Android too, where "eventedit" does not.
    """
    if event.is_all_day:
        first = to_local(meeting.starts_at).date()
        after = to_local(meeting.ends_at - timedelta(seconds=1)).date() + timedelta(days=1)
        dates = f"{first:%Y%m%d}/{after:%Y%m%d}"
    else:
        starts, ends = (moment.astimezone(UTC) for moment in (meeting.starts_at, meeting.ends_at))
        dates = f"{starts:%Y%m%dT%H%M%SZ}/{ends:%Y%m%dT%H%M%SZ}"
    asked = {
        "action": "TEMPLATE",
        "text": event.title,
        "dates": dates,
        "ctz": "Europe/Warsaw",
        "details": address,
        "location": place(meeting),
    }
    return f"{GOOGLE_EVENT}?{urlencode(asked, quote_via=quote)}"
