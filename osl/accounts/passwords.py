"""Passwords: which are good enough, and how they are kept.

Argon2id of 64 MiB makes guessing dear; at most two are computed at once, so that a rush at the
door cannot eat the memory. None of it happens inside a transaction.
"""

import gzip
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, current_app

from osl.core import transactions
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _
from osl.core.text import fold

SHORTEST = 12
SHORTEST_OF_ADMINISTRATOR = 15
LONGEST = 128
SHORTEST_TELLING_WORD = 4
"""A shorter word of the site's name may stand in a password by chance."""

COMMON = Path(__file__).with_name("common_passwords.txt.gz")

_hashing = threading.BoundedSemaphore(2)


class WeakPassword(DomainError):
    """The password is one that others would guess."""


def check_password(
    password: str, *, email: str, site_words: Iterable[str], is_administrator: bool
) -> None:
    """Raise WeakPassword, saying how to choose a better one."""
    shortest = shortest_for(is_administrator=is_administrator)
    if len(password) < shortest:
        raise WeakPassword(
            _(
                "This password is too short. Use at least %(shortest)s characters, "
                "for example four words that have nothing to do with one another.",
                shortest=shortest,
            )
        )
    if len(password) > LONGEST:
        raise WeakPassword(
            _("This password is too long. Use at most %(longest)s characters.", longest=LONGEST)
        )
    plain = fold(password)
    if _holds_word(plain, [email, email.partition("@")[0]]):
        raise WeakPassword(
            _("Your e-mail address must not be a part of the password. Choose another one.")
        )
    if _holds_word(plain, site_words):
        raise WeakPassword(
            _("The name of the centre or the town is easy to guess. Choose another password.")
        )
    if is_common(password):
        raise WeakPassword(
            _(
                "This password is easy to guess: many people use one like it. "
                "Try four words that have nothing to do with one another."
            )
        )


def shortest_for(*, is_administrator: bool) -> int:
    return SHORTEST_OF_ADMINISTRATOR if is_administrator else SHORTEST


def is_common(password: str) -> bool:
    """Whether people often use it: as it is, with digits around it, or one piece over and over."""
    plain = fold(password)
    core = plain.strip("0123456789 !?.,;:-_+*#@$%&/()=")
    candidates = {plain, core, _repeated_piece(plain), _repeated_piece(core)}
    if len(_repeated_piece(plain)) < 4 or _is_run(plain):
        return True
    return any(word and f"\n{word}\n".encode() in _common_words() for word in candidates)


def _repeated_piece(text: str) -> str:
    """The shortest piece that makes the text when written several times ("abab": "ab")."""
    place = (text + text).find(text, 1)
    return text[:place]


def _is_run(text: str) -> bool:
    """Whether each character follows the one before ("123456789012", "fedcba987654")."""
    steps = {
        (ord(b) - ord(a)) % 10 if (a + b).isdigit() else ord(b) - ord(a) for a, b in pairwise(text)
    }
    return len(steps) == 1 and steps <= {1, -1, 9}


def _holds_word(plain: str, words: Iterable[str]) -> bool:
    squeezed = plain.replace(" ", "")
    told = (fold(word).replace(" ", "") for word in words)
    return any(len(word) >= SHORTEST_TELLING_WORD and word in squeezed for word in told)


@lru_cache(maxsize=1)
def _common_words() -> bytes:
    return gzip.decompress(COMMON.read_bytes())


def hash_password(password: str) -> str:
    _refuse_inside_transaction()
    with _hashing:
        return _hasher().hash(_normal(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether the password is the kept one. Without one the same work is done for nothing, so
    that the time of an answer does not tell whether an account exists."""
    _refuse_inside_transaction()
    never = _hash_of_nobody(*_cost())
    asked = _normal(password) if len(password) <= LONGEST else ""
    with _hashing:
        try:
            _hasher().verify(kept or never, asked)
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def _cost() -> tuple[int, int, int]:
    config = current_app.config
    return config["ARGON2_TIME"], config["ARGON2_MEMORY"], config["ARGON2_LANES"]


def _hasher() -> PasswordHasher:
    time, memory, lanes = _cost()
    return PasswordHasher(time_cost=time, memory_cost=memory, parallelism=lanes)


@lru_cache(maxsize=4)
def _hash_of_nobody(_time: int, _memory: int, _lanes: int) -> str:
    return _hasher().hash("a password nobody has")


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _refuse_inside_transaction() -> None:
    if transactions.is_writing() and db.session().in_transaction():
        raise RuntimeError("a password is hashed before a transaction, never inside one")


def init_app(app: Flask) -> None:
    app.config.setdefault("ARGON2_TIME", 3)
    app.config.setdefault("ARGON2_MEMORY", 64 * 1024)
    app.config.setdefault("ARGON2_LANES", 1)
