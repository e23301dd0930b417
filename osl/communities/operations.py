"""Everything that changes a community, a venue, a funding project or the centre's own page."""

from datetime import date
from typing import Any

from werkzeug.datastructures import FileStorage

from osl.communities.addresses import free_slug
from osl.communities.models import (
    Audience,
    Centre,
    Community,
    CommunityKind,
    FormerSlug,
    FundingProject,
    Stage,
    StageChange,
    TeamMember,
    Tone,
    Venue,
)
from osl.communities.queries import get_centre, same_project, same_venue
from osl.core import audit, revisions
from osl.core.audit import Actor
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.core.pictures import forget_picture, keep_picture
from osl.core.redrawing import PreparedPicture

COMMUNITY_OPENED = audit.action(
    "community.opened", _l("%(actor)s opened the community “%(subject)s”")
)
COMMUNITY_DESCRIBED = audit.action(
    "community.described", _l("%(actor)s changed the description of “%(subject)s”")
)
COMMUNITY_DEFINED = audit.action(
    "community.defined", _l("%(actor)s changed the name, kind or address of “%(subject)s”")
)
STAGE_CHANGED = audit.action(
    "community.stage_changed", _l("%(actor)s noted a new stage of “%(subject)s”")
)
STAGE_SHOWN = audit.action(
    "community.stage_shown", _l("%(actor)s shows the stage of “%(subject)s” to residents")
)
STAGE_HIDDEN = audit.action(
    "community.stage_hidden", _l("%(actor)s no longer shows the stage of “%(subject)s”")
)
COMMENTS_OPENED = audit.action(
    "community.comments_opened", _l("%(actor)s lets neighbours comment on ideas in “%(subject)s”")
)
COMMENTS_CLOSED = audit.action(
    "community.comments_closed", _l("%(actor)s closed comments on ideas in “%(subject)s”")
)
TEAM_MEMBER_ADDED = audit.action(
    "community.team_member_added", _l("%(actor)s added %(member)s to the team of “%(subject)s”")
)
TEAM_MEMBER_REMOVED = audit.action(
    "community.team_member_removed",
    _l("%(actor)s took %(member)s off the team of “%(subject)s”"),
)
TEAM_REORDERED = audit.action(
    "community.team_reordered", _l("%(actor)s changed the order of the team of “%(subject)s”")
)
COMMUNITY_CLOSED = audit.action("community.closed", _l("%(actor)s closed “%(subject)s”"))
COMMUNITY_REOPENED = audit.action("community.reopened", _l("%(actor)s opened “%(subject)s” again"))
VENUE_ADDED = audit.action("venue.added", _l("%(actor)s added the place “%(subject)s”"))
VENUE_EDITED = audit.action("venue.edited", _l("%(actor)s changed the place “%(subject)s”"))
VENUE_RETIRED = audit.action(
    "venue.retired", _l("%(actor)s took the place “%(subject)s” off the list")
)
VENUE_RESTORED = audit.action(
    "venue.restored", _l("%(actor)s put the place “%(subject)s” back on the list")
)
FUNDING_ADDED = audit.action("funding.added", _l("%(actor)s added the project “%(subject)s”"))
FUNDING_EDITED = audit.action("funding.edited", _l("%(actor)s changed the project “%(subject)s”"))
CENTRE_EDITED = audit.action("centre.edited", _l("%(actor)s changed the centre's details"))

Upload = FileStorage | PreparedPicture | None


class AlreadyThere(DomainError):
    """The same thing was added before."""


class ClosedTooEarly(DomainError):
    """A community cannot end before it began."""


def open_community(
    *,
    actor: Actor | None,
    name: str,
    kind: CommunityKind,
    started_on: date,
    slug: str = "",
    summary: str = "",
    area: str = "",
    tone: Tone = Tone.GREEN,
    phone: str = "",
    collects_audience: Audience | None = None,
    cover: Upload = None,
    cover_description: str = "",
    stage: Stage = Stage.ENTERING,
) -> Community:
    """Begin the work with a community; its page and calendar exist from now on.

    Its address is made from its name unless ``slug`` says otherwise. Raises AddressRefused
    when that address is taken, and PictureRefused.
    """
    community = Community(
        slug=free_slug(slug or name),
        kind=kind,
        name=name,
        summary=summary,
        area=area,
        tone=tone,
        phone=phone,
        collects_audience=_collected(kind, collects_audience),
        cover=_picture(None, cover),
        cover_description=cover_description if cover else "",
        stage=stage,
        started_on=started_on,
    )
    community.stages.append(
        StageChange(stage=stage, changed_on=started_on, author_id=actor.id if actor else None)
    )
    db.session.add(community)
    db.session.flush()
    revisions.mark(community)
    audit.record(COMMUNITY_OPENED, actor=actor, subject=community, community_id=community.id)
    return community


def describe_community(
    community: Community,
    *,
    actor: Actor | None,
    summary: str,
    area: str,
    tone: Tone,
    phone: str,
    cover: Upload = None,
    cover_description: str = "",
    remove_cover: bool = False,
) -> None:
    """Change what residents read and see of a community. Raises PictureRefused."""
    picture = _picture(community.cover, cover, removed=remove_cover)
    changed = _put(
        community,
        summary=summary,
        area=area,
        tone=tone,
        phone=phone,
        cover=picture,
        cover_description=cover_description if picture else "",
    )
    if changed:
        revisions.mark(community)
        audit.record(COMMUNITY_DESCRIBED, actor=actor, subject=community, community_id=community.id)


def define_community(
    community: Community,
    *,
    actor: Actor | None,
    name: str,
    slug: str,
    kind: CommunityKind,
    collects_audience: Audience | None,
    started_on: date,
) -> None:
    """Change what a community is and where it answers; its former address answers for ever.

    Raises AddressRefused when the new address is taken.
    """
    before = community.slug
    changed = _put(
        community,
        slug=free_slug(slug or name, community),
        name=name,
        kind=kind,
        collects_audience=_collected(kind, collects_audience),
        started_on=started_on,
    )
    if not changed:
        return
    if community.slug != before:
        reclaimed = db.session.get(FormerSlug, community.slug)
        if reclaimed is not None:
            db.session.delete(reclaimed)
        db.session.add(FormerSlug(slug=before, community_id=community.id))
    revisions.mark(community)
    audit.record(COMMUNITY_DEFINED, actor=actor, subject=community, community_id=community.id)


def change_stage(
    community: Community, *, actor: Actor | None, stage: Stage, changed_on: date, note: str = ""
) -> None:
    """Note that the work moved to another stage on that day."""
    community.stage = stage
    community.stages.append(
        StageChange(
            stage=stage,
            changed_on=changed_on,
            note=note,
            author_id=actor.id if actor else None,
        )
    )
    audit.record(STAGE_CHANGED, actor=actor, subject=community, community_id=community.id)


def show_stage(community: Community, *, actor: Actor | None, shown: bool) -> None:
    """Tell residents the stage in one sentence, or stop telling it."""
    if _put(community, shows_stage=shown):
        action = STAGE_SHOWN if shown else STAGE_HIDDEN
        audit.record(action, actor=actor, subject=community, community_id=community.id)


def take_comments(community: Community, *, actor: Actor | None, taken: bool) -> None:
    """Let neighbours comment on ideas, or stop it: what stands there already stays."""
    if _put(community, takes_comments=taken):
        action = COMMENTS_OPENED if taken else COMMENTS_CLOSED
        audit.record(action, actor=actor, subject=community, community_id=community.id)


def add_team_member(
    community: Community, *, actor: Actor | None, first_name: str, role: str
) -> TeamMember:
    """Show someone of the team to residents. Raises AlreadyThere for the same name and role."""
    if any(one.first_name == first_name and one.role == role for one in community.team):
        raise AlreadyThere(_("%(name)s is in this team already.", name=first_name))
    last = max((one.position for one in community.team), default=0)
    member = TeamMember(first_name=first_name, role=role, position=last + 1)
    community.team.append(member)
    audit.record(
        TEAM_MEMBER_ADDED,
        actor=actor,
        subject=community,
        community_id=community.id,
        member=first_name,
    )
    return member


def remove_team_member(member: TeamMember, *, actor: Actor | None) -> None:
    community = member.community
    audit.record(
        TEAM_MEMBER_REMOVED,
        actor=actor,
        subject=community,
        community_id=community.id,
        member=member.first_name,
    )
    community.team.remove(member)


def move_team_member(member: TeamMember, *, actor: Actor | None, earlier: bool) -> None:
    """Show someone one place earlier or later; at the end of the row nothing happens."""
    team = sorted(member.community.team, key=lambda one: (one.position, one.id))
    here = team.index(member)
    there = here - 1 if earlier else here + 1
    if not 0 <= there < len(team):
        return
    team[here], team[there] = team[there], team[here]
    for position, one in enumerate(team, start=1):
        one.position = position
    audit.record(
        TEAM_REORDERED,
        actor=actor,
        subject=member.community,
        community_id=member.community_id,
    )


def close_community(community: Community, *, actor: Actor | None, closed_on: date) -> None:
    """End the work on that day: it leaves the lists; its pages and its calendar stay.

    Raises ClosedTooEarly when it would end before it began.
    """
    if closed_on < community.started_on:
        raise ClosedTooEarly(_("The work cannot end before it began. Choose a later day."))
    if _put(community, closed_on=closed_on):
        revisions.mark(community)
        audit.record(COMMUNITY_CLOSED, actor=actor, subject=community, community_id=community.id)


def reopen_community(community: Community, *, actor: Actor | None) -> None:
    if _put(community, closed_on=None):
        revisions.mark(community)
        audit.record(COMMUNITY_REOPENED, actor=actor, subject=community, community_id=community.id)


def add_venue(*, actor: Actor | None, name: str, address: str, **details: Any) -> Venue:
    """Add a place to meet. ``details`` are the other columns of Venue.

    Raises AlreadyThere when the list holds it.
    """
    if same_venue(name, address) is not None:
        raise AlreadyThere(_("This place is on the list already."))
    venue = Venue(name=name, address=address, **details)
    db.session.add(venue)
    audit.record(VENUE_ADDED, actor=actor, subject=venue)
    return venue


def edit_venue(
    venue: Venue, *, actor: Actor | None, name: str, address: str, **details: Any
) -> None:
    """Change a place; every calendar entry that names it is written anew.

    Raises AlreadyThere when it would become another place of the list.
    """
    known = same_venue(name, address)
    if known is not None and known is not venue:
        raise AlreadyThere(_("This place is on the list already."))
    if _put(venue, name=name, address=address, **details):
        revisions.mark(venue)
        audit.record(VENUE_EDITED, actor=actor, subject=venue)


def retire_venue(venue: Venue, *, actor: Actor | None) -> None:
    """Offer a place no more for new events; those that name it stay as they are."""
    if venue.retired_at is None:
        venue.retired_at = utcnow()
        audit.record(VENUE_RETIRED, actor=actor, subject=venue)


def restore_venue(venue: Venue, *, actor: Actor | None) -> None:
    if venue.retired_at is not None:
        venue.retired_at = None
        audit.record(VENUE_RESTORED, actor=actor, subject=venue)


def add_funding_project(
    *,
    actor: Actor | None,
    title: str,
    number: str = "",
    logo_strip: Upload = None,
    logo_description: str = "",
    **details: Any,
) -> FundingProject:
    """Add a grant with the words it obliges us to show. ``details``: the other columns.

    Raises AlreadyThere, and PictureRefused.
    """
    if same_project(title, number) is not None:
        raise AlreadyThere(_("This project is on the list already."))
    project = FundingProject(
        title=title,
        number=number,
        logo_strip=_picture(None, logo_strip),
        logo_description=logo_description if logo_strip else "",
        **details,
    )
    db.session.add(project)
    audit.record(FUNDING_ADDED, actor=actor, subject=project)
    return project


def edit_funding_project(
    project: FundingProject,
    *,
    actor: Actor | None,
    title: str,
    number: str,
    logo_strip: Upload = None,
    logo_description: str = "",
    remove_logo: bool = False,
    **details: Any,
) -> None:
    """Change a grant. Raises AlreadyThere, and PictureRefused."""
    known = same_project(title, number)
    if known is not None and known is not project:
        raise AlreadyThere(_("This project is on the list already."))
    picture = _picture(project.logo_strip, logo_strip, removed=remove_logo)
    changed = _put(
        project,
        title=title,
        number=number,
        logo_strip=picture,
        logo_description=logo_description if picture else "",
        **details,
    )
    if changed:
        audit.record(FUNDING_EDITED, actor=actor, subject=project)


def edit_centre(*, actor: Actor | None, **details: Any) -> Centre:
    """Change what the site says of the centre. ``details`` are columns of Centre."""
    centre = get_centre()
    is_new = centre.id is None
    if is_new:
        db.session.add(centre)
    if _put(centre, **details) or is_new:
        revisions.mark(centre)
        audit.record(CENTRE_EDITED, actor=actor, subject=centre)
    return centre


def _put(thing: Any, **values: Any) -> bool:
    """Set what differs; whether anything did."""
    different = {name: value for name, value in values.items() if getattr(thing, name) != value}
    for name, value in different.items():
        setattr(thing, name, value)
    return bool(different)


def _picture(before: str | None, upload: Upload, *, removed: bool = False) -> str | None:
    """The picture that stands there from now on."""
    if upload is not None:
        kept = keep_picture(upload).file
        forget_picture(before)
        return kept
    if removed:
        forget_picture(before)
        return None
    return before


def _collected(kind: CommunityKind, audience: Audience | None) -> Audience | None:
    """A neighbourhood collects no audience: its events are those of its own place."""
    collects = kind == CommunityKind.CATEGORICAL and audience != Audience.EVERYONE
    return audience if collects else None
