"""What every answer carries, and the few things views share: addresses, redirects, networks."""

import hashlib
import hmac
import ipaddress
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, redirect, request, url_for
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map, MapAdapter
from werkzeug.wrappers import Request
from werkzeug.wrappers import Response as BaseResponse

from osl.core import audit
from osl.core.clock import today
from osl.core.settings import Settings

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""On every answer, errors included (security checklist A20–A24)."""

LONGEST_PLAIN_FORM = 2 * 1024 * 1024
"""Bytes of a form without files: room for ten long texts, each letter spelt out."""

STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"


def see_other(endpoint: str, **values: Any) -> BaseResponse:
    """The answer to a form that was kept: go and look at the result."""
    return redirect(url_for(endpoint, **values), 303)


def see_other_path(path: str) -> BaseResponse:
    return redirect(path, 303)


def local_path(given: str | None, otherwise: str) -> str:
    """``given`` if it stays on this site, else ``otherwise``: no open redirects."""
    if not given or not given.startswith("/") or given.startswith(("//", "/\\")):
        return otherwise
    parts = urlsplit(given)
    if parts.scheme or parts.netloc or any(ord(c) < 32 or c == "\\" for c in given):
        return otherwise
    return given


def external_url(endpoint: str, **values: Any) -> str:
    """A full address for letters, feeds and paper, from the configured base only.

    Never from the Host header, which a stranger chooses.
    """
    return str(current_app.config["BASE_URL"]) + site_path(endpoint, **values)


def site_path(endpoint: str, **values: Any) -> str:
    """The path of a page in Polish, the same inside and outside a request."""
    adapter = current_app.url_map.bind("")
    return adapter.build(endpoint, values)


def network_key(on: date | None = None) -> str:
    """Where a request came from, as a keyed hash that changes every day (IPv6 by /64).

    ``on`` gives the hash this place had on another day, to recognise it again.
    """
    address = request.remote_addr or ""
    try:
        known = ipaddress.ip_address(address)
        if known.version == 6:
            address = str(ipaddress.ip_network(f"{known}/64", strict=False))
    except ValueError:
        address = "unknown"
    secret = str(current_app.config["SECRET_KEY"]).encode()
    words = f"network {(on or today()).isoformat()} {address}".encode()
    return hmac.new(secret, words, hashlib.sha256).hexdigest()[:32]


class Site(Flask):
    """The site. Called by a name that is not its own, or that is no name, it says 400."""

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        try:
            return super().create_url_adapter(request)  # type: ignore[arg-type]
        except (HTTPException, UnicodeError):
            if request is None:
                raise
            # The page that refuses needs addresses too: those of the site's own name.
            request.routing_exception = BadRequest()  # type: ignore[attr-defined]
            own = urlsplit(str(self.config["BASE_URL"]))
            return self.url_map.bind(own.netloc, url_scheme=own.scheme)


class StaticAddresses:
    """Addresses of static files with a mark of their content, so they may be kept a year."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.marks: dict[str, tuple[float, str]] = {}

    def mark(self, name: str) -> str | None:
        path = self.folder / name
        try:
            changed = path.stat().st_mtime
        except OSError:
            return None
        known = self.marks.get(name)
        if known is None or known[0] != changed:
            known = (changed, hashlib.sha256(path.read_bytes()).hexdigest()[:10])
            self.marks[name] = known
        return known[1]


class RowNumber(IntegerConverter):
    """A number in an address names a row; one no database could hold names nothing (404)."""

    def __init__(self, url_map: Map, **limits: Any) -> None:
        super().__init__(url_map, **{"max": 2**31 - 1, **limits})


def keep_plain_forms_small() -> None:
    """Only a form with a file may be long: any other is taken apart in memory, in one piece."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = LONGEST_PLAIN_FORM


def refuse_foreign_posts() -> None:
    """A form of ours is sent from a page of ours (beside the CSRF token, A26)."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin", "none"):
        abort(403)
    origin = request.headers.get("Origin")
    if origin and origin != "null" and host_of(origin) != request.host:
        abort(403)


def host_of(address: str) -> str:
    """The host in an address as a stranger wrote it; none where there is none to be read."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["PRODUCTION"]:
        response.headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)
    if response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "no-cache")
    return response


def init_app(app: Flask, settings: Settings) -> None:
    secure = settings.base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.previous_secret_keys),
        BASE_URL=settings.base_url,
        MAIL_DOMAIN=urlsplit(settings.base_url).hostname,
        PRODUCTION=settings.production,
        SESSION_COOKIE_NAME="__Host-osl" if secure else "osl",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=20),
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=25 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=500_000,
        MAX_FORM_PARTS=200,
        WTF_CSRF_TIME_LIMIT=12 * 3600,
        WTF_CSRF_SSL_STRICT=False,
    )
    if settings.production:
        app.config["TRUSTED_HOSTS"] = [urlsplit(settings.base_url).hostname]
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    audit.NETWORK[:] = [network_key]
    addresses = StaticAddresses(Path(str(app.static_folder)))

    @app.url_defaults
    def mark_static(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values:
            mark = addresses.mark(values["filename"])
            if mark:
                values["v"] = mark

    app.url_map.converters["int"] = RowNumber
    app.jinja_env.globals.update(external_url=external_url)
    app.before_request(keep_plain_forms_small)
    app.before_request(refuse_foreign_posts)
    app.after_request(add_headers)
