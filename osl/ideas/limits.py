"""What keeps programs out of the form for ideas, and lets every person in.

Nothing here turns a person away from giving an idea: what looks like a program's waits apart,
and nobody is written to on its account, until somebody of the team has looked.
"""

import hashlib
import hmac
import re
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, func, select

from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _
from osl.core.text import fold
from osl.ideas.models import (
    Idea,
    IdeaMessage,
    IdeaOffer,
    IdeaSupport,
    MessageKind,
    Moderation,
    Suspicion,
)

Limits = tuple[tuple[int, timedelta], ...]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

IDEAS_PER_NETWORK: Limits = ((5, HOUR), (20, DAY))
LETTERS_PER_ADDRESS: Limits = ((3, HOUR), (5, DAY))
SUPPORTS_PER_DEVICE: Limits = ((30, DAY),)
SUPPORTS_PER_NETWORK: Limits = ((120, HOUR), (600, DAY))
"""A whole club may press the button on the hall's network."""

ADDRESSES_PER_NETWORK: Limits = ((20, HOUR),)
WORDS_PER_NETWORK: Limits = ((10, HOUR), (40, DAY))
"""Comments and offers of help."""

MOST_LINKS = 2
LONG_QUEUE = 200
"""So many ideas nobody has read: the form says that an answer may take longer."""

KEPT = timedelta(days=30)
"""How long keyed hashes of networks and addresses are kept."""

LINK = re.compile(
    r"https?://|www\.|\b[\w-]{2,}\.(?:com|net|org|pl|ru|info|xyz|shop|top|eu)\b", re.IGNORECASE
)


class TooMany(DomainError):
    """From here more came in a short time than people send."""


def suspicion_of(text: str, text_key: str, network: str, *, has_worked: bool) -> Suspicion:
    """Why an idea should wait apart from the others, if it should.

    ``has_worked``: the browser solved a small sum for it, so that a crowd of one network (a
    library, a phone company) is believed for longer.
    """
    if len(LINK.findall(text)) > MOST_LINKS:
        return Suspicion.LINKS
    if _count(Idea, Idea.text_key == text_key, Idea.given_at, KEPT) > 0:
        return Suspicion.REPEATED
    most = IDEAS_PER_NETWORK if not has_worked else tuple((3 * n, w) for n, w in IDEAS_PER_NETWORK)
    if _is_beyond(Idea, Idea.network == network, Idea.given_at, most):
        return Suspicion.CROWD
    return Suspicion.NONE


def may_write_to(address_key: str, network: str) -> bool:
    """Whether this address may be written to on a stranger's word: it had no more than a few such
    letters lately, and never said that it does not want them."""
    if not current_app.config["LIMITS_IDEAS"]:
        return True
    return not (
        _is_beyond(Idea, Idea.address_key == address_key, Idea.given_at, LETTERS_PER_ADDRESS)
        or _is_beyond(
            IdeaSupport,
            IdeaSupport.address_key == address_key,
            IdeaSupport.asked_at,
            LETTERS_PER_ADDRESS,
        )
        or _is_beyond(
            IdeaSupport,
            (IdeaSupport.network == network) & (IdeaSupport.email != ""),
            IdeaSupport.asked_at,
            ADDRESSES_PER_NETWORK,
        )
        or said_no(address_key)
    )


def refuse_stuffing(voter: str, network: str) -> None:
    """Raise TooMany when one device or one network supports more than people do."""
    if not current_app.config["LIMITS_IDEAS"]:
        return
    if _is_beyond(
        IdeaSupport, IdeaSupport.voter == voter, IdeaSupport.supported_at, SUPPORTS_PER_DEVICE
    ):
        raise TooMany(_("That is enough for one day. Come back tomorrow."))
    if _is_beyond(
        IdeaSupport, IdeaSupport.network == network, IdeaSupport.supported_at, SUPPORTS_PER_NETWORK
    ):
        raise TooMany(
            _("Very many supported ideas from here in a short time. Try again in an hour.")
        )


def refuse_flood(network: str) -> None:
    """Raise TooMany when very many comments or offers come from one network."""
    if not current_app.config["LIMITS_IDEAS"]:
        return
    is_comment = (IdeaMessage.network == network) & (IdeaMessage.kind == MessageKind.COMMENT)
    if _is_beyond(IdeaMessage, is_comment, IdeaMessage.made_at, WORDS_PER_NETWORK) or _is_beyond(
        IdeaOffer, IdeaOffer.network == network, IdeaOffer.offered_at, WORDS_PER_NETWORK
    ):
        raise TooMany(_("Very much came from here in a short time. Call us, or try in an hour."))


def queue_is_long() -> bool:
    """Whether so many ideas wait that nobody should count on a quick answer."""
    unread = select(Idea.id).where(Idea.moderation == Moderation.WAITING).limit(LONG_QUEUE)
    return (db.session.scalar(select(func.count()).select_from(unread.subquery())) or 0) >= (
        LONG_QUEUE
    )


def key_of_text(title: str, text: str) -> str:
    """What stands for the words of an idea: the same words in another case are the same."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    words = " ".join(fold(f"{title} {text}").split())
    return hmac.new(secret, f"idea text {words}".encode(), hashlib.sha256).hexdigest()


def said_no(address_key: str) -> bool:
    """Whether whoever reads this mailbox said lately that an idea, or a support, is not theirs."""
    since = utcnow() - KEPT
    return any(
        db.session.scalar(
            select(kind.id).where(kind.address_key == address_key, kind.denied_at > since).limit(1)
        )
        is not None
        for kind in (IdeaSupport, Idea)
    )


def _is_beyond(kind: Any, of: ColumnElement[bool], at: Any, limits: Limits) -> bool:
    return any(_count(kind, of, at, within) >= most for most, within in limits)


def _count(kind: Any, of: ColumnElement[bool], at: Any, within: timedelta) -> int:
    statement = select(func.count(kind.id)).where(of, at > utcnow() - within)
    return db.session.scalar(statement) or 0
