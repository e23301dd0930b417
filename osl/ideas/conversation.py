"""A question back to the author and its reply; neighbours' comments, where a community wants them.

What residents write stands on the page only once somebody of the team has looked.
"""

from sqlalchemy import select

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.ideas import limits
from osl.ideas.models import Idea, IdeaMessage, MessageKind, Moderation
from osl.ideas.telling import LetterKind, tell_author

MOST_REPLIES = 5
"""To one question, by the link. Whoever has more to say is better heard by phone."""

ASKED = audit.action("idea.asked", _l("%(actor)s asked the author of “%(subject)s” a question"))
REPLIED = audit.action("idea.replied", _l("The author of “%(subject)s” replied"))
REPLY_NOTED = audit.action(
    "idea.reply_noted", _l("%(actor)s noted what the author of “%(subject)s” replied")
)
COMMENTED = audit.action("idea.commented", _l("Somebody commented on the idea “%(subject)s”"))
SHOWN = audit.action("idea.message_shown", _l("%(actor)s published a message on “%(subject)s”"))
HIDDEN = audit.action("idea.message_hidden", _l("%(actor)s hid a message on “%(subject)s”"))


def ask_author(idea: Idea, text: str, *, actor: User, key: str | None = None) -> IdeaMessage:
    """Ask whoever gave the idea. Raises DomainError when nobody could be reached."""
    earlier = _of_form(key)
    if earlier is not None:
        return earlier
    message = _new(idea, MessageKind.QUESTION, text, key=key, actor=actor)
    if not tell_author(idea, LetterKind.QUESTION, cause=str(message.id), message=message):
        raise DomainError(_("The author left no contact, so nobody would get this question."))
    audit.record(ASKED, actor=actor, subject=idea, community_id=idea.community_id)
    return message


def reply(
    idea: Idea, text: str, *, key: str | None = None, actor: User | None = None
) -> IdeaMessage:
    """Keep what the author answers, by the link or (noted by the team) by phone. The team sees it
    at once, everybody else only if the team shows it."""
    earlier = _of_form(key)
    if earlier is not None:
        return earlier
    message = _new(idea, MessageKind.REPLY, text, key=key, actor=actor)
    what = REPLY_NOTED if actor is not None else REPLIED
    audit.record(what, actor=actor, subject=idea, community_id=idea.community_id)
    return message


def takes_reply(idea: Idea) -> bool:
    """Whether the author may answer by the link: the team asked, and has had no more than a few
    words since."""
    since = 0
    for message in reversed(idea.messages):
        if message.kind is MessageKind.QUESTION:
            return since < MOST_REPLIES and idea.moderation is not Moderation.HIDDEN
        since += message.kind is MessageKind.REPLY
    return False


def comment(
    idea: Idea, text: str, signature: str = "", *, network: str, key: str | None = None
) -> IdeaMessage:
    """Keep a neighbour's comment until the team has looked. Raises DomainError where the community
    takes none, and TooMany."""
    earlier = _of_form(key)
    if earlier is not None:
        return earlier
    if not takes_comments(idea):
        raise DomainError(_("Comments are closed here. Call us: we gladly listen."))
    limits.refuse_flood(network)
    message = _new(idea, MessageKind.COMMENT, text, key=key, actor=None)
    message.signature, message.network = signature, network
    audit.record(COMMENTED, actor=None, subject=idea, community_id=idea.community_id)
    return message


def takes_comments(idea: Idea) -> bool:
    return idea.community.takes_comments and idea.is_published and not idea.is_merged


def settle_message(message: IdeaMessage, *, shown: bool, actor: User) -> None:
    """Show a reply or a comment to everybody, or to nobody. Twice is once."""
    wanted = Moderation.PUBLISHED if shown else Moderation.HIDDEN
    if message.moderation is wanted:
        return
    message.moderation = wanted
    audit.record(
        SHOWN if shown else HIDDEN,
        actor=actor,
        subject=message.idea,
        community_id=message.idea.community_id,
    )


def _new(
    idea: Idea, kind: MessageKind, text: str, *, key: str | None, actor: User | None
) -> IdeaMessage:
    message = IdeaMessage(
        kind=kind,
        text=text,
        key=key,
        made_at=utcnow(),
        made_by_id=actor.id if actor is not None else None,
    )
    idea.messages.append(message)
    db.session.flush()
    return message


def _of_form(key: str | None) -> IdeaMessage | None:
    if key is None:
        return None
    return db.session.scalar(select(IdeaMessage).where(IdeaMessage.key == key))
