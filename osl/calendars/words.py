"""How an event is told inside somebody's calendar: its title there, its place, its text.

Plain Polish text without any markup. Calendars are read on phones, in a tram, by people who
may not open the page: whether it is on, how to sign up and whether one gets in come first.
"""

from datetime import datetime

from osl.communities.models import Audience, Centre, Community, Fact, Venue
from osl.communities.words import AUDIENCES, access_sentences
from osl.core.clock import to_local
from osl.core.i18n import _, _l, day_month
from osl.core.markdown import plain_text
from osl.core.text import clean
from osl.events.models import Event, Occurrence, SignupMode, Strand
from osl.events.readiness import contact_phone
from osl.events.signup_words import signup_sentences
from osl.events.words import cost, full_title, host_of, place_note_of, venue_of

STRAND_EVENTS = {
    Strand.CULTURAL: _l("cultural events"),
    Strand.SPORT: _l("sport and recreation"),
    Strand.SOCIAL: _l("social events"),
}
"""What is in a narrower calendar."""


def feed_name(community: Community | None, strand: Strand | None, centre: Centre) -> str:
    """What a calendar is called in a list of calendars."""
    if community is None:
        name = _("Neighbourhood meetings in %(town)s", town=centre.town or centre.name)
    else:
        name = community.name
    return f"{name} – {STRAND_EVENTS[strand]}" if strand else name


def title(event: Event, meeting: Occurrence | None = None, *, is_cancelled: bool = False) -> str:
    """The title in a calendar. It begins with what must not be missed."""
    told = _title(event, meeting, is_cancelled=is_cancelled)
    return _("DRAFT: %(title)s", title=told) if event.is_draft else told


def _title(event: Event, meeting: Occurrence | None, *, is_cancelled: bool) -> str:
    named = full_title(event)
    if is_cancelled:
        return _("CALLED OFF: %(title)s", title=named)
    if meeting is not None and meeting.is_postponed:
        return _("PUT OFF (new date soon): %(title)s", title=named)
    if meeting is None or not meeting.is_moved:
        return named
    if not event.is_series:
        return _("NEW DATE: %(title)s", title=named)
    before = to_local(meeting.slot_at)
    if before.date() == to_local(meeting.starts_at).date():
        return _("%(title)s (new hour)", title=named)
    return _("%(title)s (moved from %(day)s)", title=named, day=f"{before.day}.{before.month:02d}")


def location(event: Event, meeting: Occurrence | None, centre: Centre) -> str:
    """One line a map understands: name, street, town."""
    venue = venue_of(meeting) if meeting is not None else event.venue
    if venue is None:
        return place_note_of(meeting) if meeting is not None else event.place_note
    parts = [venue.name, venue.address]
    if centre.town and centre.town.casefold() not in venue.address.casefold():
        parts.append(centre.town)
    return ", ".join(part for part in parts if part)


def description(
    event: Event,
    meeting: Occurrence | None,
    *,
    is_cancelled: bool,
    centre: Centre,
    address: str,
) -> str:
    """What a person needs to know, the most urgent first, the link again at the end."""
    base_url = address.rpartition("/wydarzenia/")[0]
    later = event.continuation
    paragraphs = [
        news(event, meeting, is_cancelled=is_cancelled, base_url=base_url),
        facts(event, meeting, centre, is_cancelled=is_cancelled),
        plain_text(event.description).split("\n") if event.description else [],
        [
            _("Community: %(names)s", names=", ".join(c.name for c in event.communities))
            if event.communities
            else "",
            _("More: %(address)s", address=address),
            _("It goes on here: %(address)s", address=f"{base_url}/wydarzenia/{later.id}")
            if later is not None and later.is_published
            else "",
        ],
    ]
    return "\n\n".join(
        "\n".join(line for line in lines if line) for lines in paragraphs if any(lines)
    )


def news(
    event: Event, meeting: Occurrence | None, *, is_cancelled: bool, base_url: str
) -> list[str]:
    """What differs from the plan: called off and why, moved from when, a note for this day."""
    lines = []
    if meeting is not None and meeting.cancelled_at is not None:
        lines.append(called_off(meeting.cancellation_reason))
    elif is_cancelled:
        lines.append(called_off(event.cancellation_reason))
        if event.replacement is not None and event.replacement.is_published:
            lines.append(
                _(
                    "Instead: %(title)s, %(address)s",
                    title=event.replacement.title,
                    address=f"{base_url}/wydarzenia/{event.replacement.id}",
                )
            )
    elif meeting is not None and meeting.is_postponed:
        lines.append(_("Put off: it does not take place then, and the new date comes soon."))
    elif meeting is not None and meeting.is_moved:
        before = day_month(meeting.slot_at)
        if not event.is_all_day:
            before = f"{before}, {hour(meeting.slot_at)}"
        lines.append(_("Moved from: %(before)s.", before=before))
    if meeting is not None and meeting.note:
        lines.append(one_line(meeting.note))
    return lines


def called_off(reason: str) -> str:
    if not reason:
        return _("Called off.")
    return _("Called off: %(reason)s", reason=one_line(reason))


def facts(
    event: Event, meeting: Occurrence | None, centre: Centre, *, is_cancelled: bool
) -> list[str]:
    phone = contact_phone(event, centre)
    venue = venue_of(meeting) if meeting is not None else event.venue
    place_note = place_note_of(meeting) if meeting is not None else event.place_note
    host = host_of(meeting) if meeting is not None else event.host
    lines = [
        for_whom(event),
        _("Cost: %(cost)s", cost=one_line(cost(event))),
        # Nobody signs up for what is called off.
        "" if is_cancelled else signup(event, phone),
    ]
    if venue is not None:
        if place_note:
            lines.append(_("Where exactly: %(place)s", place=place_note))
        if venue.directions:
            lines.append(_("How to get there: %(way)s", way=one_line(venue.directions)))
        lines.append(access(venue))
        if phone:
            lines.append(_("Call us, we will help you get there: %(phone)s", phone=phone))
    if event.what_to_bring:
        lines.append(_("What to bring: %(things)s", things=one_line(event.what_to_bring)))
    if event.rain_plan:
        lines.append(_("If it rains: %(plan)s", plan=one_line(event.rain_plan)))
    if host:
        lines.append(_("Host: %(name)s", name=host))
    if event.contact_name:
        contact = ", ".join(part for part in (event.contact_name, phone) if part)
        lines.append(_("Contact: %(contact)s", contact=contact))
    return lines


def for_whom(event: Event) -> str:
    if event.audience is Audience.EVERYONE and not event.audience_note:
        return ""
    who = str(AUDIENCES[event.audience]).lower()
    if event.audience_note:
        who = f"{who} ({one_line(event.audience_note)})"
    return _("For: %(who)s", who=who)


def signup(event: Event, phone: str) -> str:
    """Whether one must sign up and how; the phone always works."""
    if event.signup_mode is SignupMode.NONE:
        said = _("Sign-up: not needed, just come.")
    else:
        how = {
            SignupMode.PHONE: _("by phone"),
            SignupMode.ONLINE: _("on the event's page or by phone"),
            SignupMode.IN_PERSON: _("in person or by phone"),
        }[event.signup_mode]
        said = _("Sign-up: %(how)s.", how=f"{how}, {phone}" if phone else how)
    more = "".join(f" {one}." for one in signup_sentences(event, always_with_year=True))
    return f"{said}{more} {one_line(event.signup_note)}".strip()


def access(venue: Venue) -> str:
    """The access facts of a place: what there is, what there is not, what we do not know."""
    told = access_sentences(venue)
    known = [one.text for one in told if one.fact is not Fact.UNKNOWN]
    if venue.access_note:
        known.append(one_line(venue.access_note))
    unknown = ", ".join(one.label.lower() for one in told if one.fact is Fact.UNKNOWN)
    if unknown:
        known.append(_("No details yet on: %(things)s.", things=unknown))
    return _("Accessibility: %(facts)s", facts=" ".join(known))


def hour(moment: datetime) -> str:
    """The hour as Polish notices print it, whatever language the page is read in."""
    local = to_local(moment)
    return f"{local.hour}.{local.minute:02d}"


def one_line(text: str) -> str:
    return clean(text)
