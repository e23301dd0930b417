"""What somebody typed into a form that could not be taken, because the session had ended or the
page had been open too long. The page that says so carries every word on, so that nothing is
typed twice."""

from flask import Response, make_response, render_template, request, url_for

UNTYPED = frozenset({"csrf_token", "version", "key"})
"""Fields that a page fills in by itself."""

SECRET = frozenset({"password", "current", "code"})
"""A form that asks for one of these is never written into a page again."""


def can_be_carried() -> bool:
    """Whether something was typed, in a page of ours, that is worth keeping.

    A page of a stranger cannot have its words carried: the browser must say where they are from.
    """
    if request.method != "POST" or SECRET.intersection(request.form):
        return False
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin" or request.headers.get(
        "Origin", "null"
    ) not in ("", "null")
    return is_ours and any(
        value.strip() for name, value in request.form.items(multi=True) if name not in UNTYPED
    )


def unsent_page(*, signed_in: bool, is_unavailable: bool = False) -> Response:
    """Nothing was saved and nothing is lost: how to come in again and send the same words.

    ``is_unavailable``: nothing could be saved by anybody; the same words may be sent in a minute.
    """
    response = make_response(
        render_template(
            "errors/unsent.html",
            signed_in=signed_in,
            is_unavailable=is_unavailable,
            form_address=request.full_path.rstrip("?"),
            form_fields=[
                (name, value)
                for name, value in request.form.items(multi=True)
                if name != "csrf_token"
            ],
            had_files=any(file.filename for file in request.files.values()),
            sign_in_address=url_for("accounts.sign_in"),
        ),
        503 if is_unavailable else 403,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
