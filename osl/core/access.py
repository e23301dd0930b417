"""The door of every view: who may enter, what is loaded for them, and the transaction.

Every route declares one of three doors; create_app refuses an app with an undeclared one.

``@public(load=…)``     anyone. What the loader does not show to the viewer is a 404.
``@token``              whoever holds the secret in the address; the view checks it.
``@requires(policy, load=…)``  staff. Anonymous people are asked to sign in; then the loader
                        (404 for what this viewer may not see), then the policy (403).

A loader is called ``load(viewer, **address_parts)`` and returns the thing, which the view
then gets as its first argument; without a loader the view gets the address parts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol, TypeVar, cast, overload

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from osl.core import revisions, transactions, unsent

View = TypeVar("View", bound=Callable[..., Any])


class Viewer(Protocol):
    """A signed-in person, as far as the door needs to know them."""

    id: int

    @property
    def unfinished_step(self) -> str | None:
        """The endpoint this person must pass before the panel (a second factor to set up)."""


steps_may_wait: list[Callable[[], bool]] = []
"""Whether staff may put an unfinished step off: only in the demo town. Named by create_app."""


@dataclass(frozen=True)
class Door:
    """How a view is entered, for the table of routes in the tests."""

    kind: str
    policy: str = ""


def current_viewer() -> Any:
    """The signed-in person, or None."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def acting_user() -> Any:
    """The signed-in person of a view that only staff can enter."""
    viewer = current_viewer()
    if viewer is None:
        abort(401)
    return viewer


@overload
def public(view: View) -> View: ...


@overload
def public(*, load: Callable[..., Any], looks_first: bool = ...) -> Callable[[View], View]: ...


def public(
    view: View | None = None,
    *,
    load: Callable[..., Any] | None = None,
    looks_first: bool = False,
) -> Any:
    """A view for anyone. One that ``looks_first`` calls transactions.begin_writing itself."""

    def guard(view: View) -> View:
        def enter(**parts: Any) -> Any:
            if load is None:
                return view(**parts)
            return view(load(current_viewer(), **parts))

        return _door(view, enter, Door("public"), looks_first=looks_first)

    return guard(view) if view is not None else guard


def token(view: View) -> View:
    """A view for whoever holds the secret in its address. It is never referred to, and kept by
    nobody unless it says itself by whom."""

    def enter(**parts: Any) -> Any:
        response = _as_response(view(**parts))
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return _door(view, enter, Door("token"))


def requires(
    policy: Callable[..., bool],
    *,
    load: Callable[..., Any] | None = None,
    unfinished: bool = False,
) -> Callable[[View], View]:
    """A view for staff whom the policy lets in.

    ``unfinished``: also for someone who has yet to set up a second factor (the very pages
    where that is done).
    """

    def guard(view: View) -> View:
        def enter(**parts: Any) -> Any:
            viewer = current_viewer()
            if viewer is None:
                return _ask_to_sign_in()
            if not unfinished and viewer.unfinished_step and not any(w() for w in steps_may_wait):
                return redirect(url_for(viewer.unfinished_step), 303)
            if load is None:
                if not policy(viewer):
                    abort(403)
                answer = view(**parts)
            else:
                thing = load(viewer, **parts)
                if not policy(viewer, thing):
                    abort(403)
                answer = view(thing)
            response = _as_response(answer)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        return _door(view, enter, Door("staff", policy.__name__))

    return guard


def _door(view: View, enter: Callable[..., Any], door: Door, *, looks_first: bool = False) -> View:
    @wraps(view)
    def guarded(**parts: Any) -> Any:
        writes = request.method not in ("GET", "HEAD", "OPTIONS")
        try:
            return transactions.run_view(
                lambda: _as_response(enter(**parts)),
                writes=writes,
                kept=_is_kept,
                looks_first=looks_first,
            )
        finally:
            revisions.forget()

    cast(Any, guarded).door = door
    return cast(View, guarded)


def _as_response(answer: Any) -> BaseResponse:
    return current_app.make_response(answer)


def _is_kept(response: BaseResponse) -> bool:
    return response.status_code < 400


def _ask_to_sign_in() -> BaseResponse:
    if unsent.can_be_carried():
        return unsent.unsent_page(signed_in=False)
    asked = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=asked), 303)


def doors(app: Flask) -> dict[str, Door | None]:
    """Every endpoint and its door, if it has one."""
    return {
        rule.endpoint: getattr(app.view_functions[rule.endpoint], "door", None)
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
    }


def refuse_unguarded_views(app: Flask) -> None:
    """Stop the start of an app in which somebody forgot a door."""
    forgotten = sorted(endpoint for endpoint, door in doors(app).items() if door is None)
    if forgotten:
        raise RuntimeError(f"views without a door: {', '.join(forgotten)}")
