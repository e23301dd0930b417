"""Style sheets, scripts, fonts and pictures: compressed once, and kept by browsers for a year."""

import gzip
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from flask import Flask
from werkzeug.http import parse_accept_header, parse_etags
from whitenoise import WhiteNoise
from whitenoise.responders import IsDirectoryError, MissingFileError

from osl.core.web import HEADERS, STRICT_TRANSPORT

AN_HOUR = "public, max-age=3600"
A_YEAR = "public, max-age=31536000, immutable"
SHORTEST_MARK = 8

COMPRESSIBLE = ("text/", "image/svg+xml", "application/json", "application/manifest+json")


class KeptFile:
    """One static file, read into memory with its compressed form."""

    def __init__(self, path: Path, media_type: str, headers: dict[str, str]) -> None:
        self.whole = path.read_bytes()
        self.digest = hashlib.sha256(self.whole).hexdigest()
        charset = "; charset=utf-8" if media_type.startswith("text/") else ""
        self.headers = {**headers, "Content-Type": media_type + charset}
        self.small = b""
        if media_type.startswith(COMPRESSIBLE):
            self.headers["Vary"] = "Accept-Encoding"
            small = gzip.compress(self.whole, mtime=0)
            if len(small) < 0.9 * len(self.whole):
                self.small = small

    def is_meant_by(self, query: str) -> bool:
        """Whether an address with this query asks for exactly this content.

        A page of the next version may reach a process of this one: what that page names is not
        what stands here, and must not be remembered for a year.
        """
        mark = parse_qs(query).get("v", [""])[0]
        return len(mark) >= SHORTEST_MARK and self.digest.startswith(mark)


class StaticFiles(WhiteNoise):
    """Answers for the folder of static files before the site itself is asked.

    WhiteNoise finds the file, never outside the folder, and knows its type. Files are held in
    memory and read again when they change on disk, as the marks in their addresses are.
    """

    def __init__(self, application: Any, folder: str, headers: dict[str, str]) -> None:
        self.headers = headers
        self.kept: dict[str, tuple[tuple[int, int], KeptFile]] = {}
        super().__init__(application, folder, prefix="static/", autorefresh=True)

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> KeptFile:
        file = Path(path)
        try:
            stat = file.stat()
        except (OSError, ValueError) as error:  # not there, or a name no file can have
            raise MissingFileError(path) from error
        if not file.is_file():
            raise IsDirectoryError(path)
        stamp = (stat.st_mtime_ns, stat.st_size)
        known = self.kept.get(path)
        if known is None or known[0] != stamp:
            known = (stamp, KeptFile(file, self.media_types.get_type(path), self.headers))
            self.kept[path] = known
        return known[1]

    @staticmethod
    def serve(file: KeptFile, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            refusal = {"Allow": "GET, HEAD", "Content-Length": "0"}
            start_response("405 Method Not Allowed", list(refusal.items()))
            return []
        headers = dict(file.headers)
        is_meant = file.is_meant_by(environ.get("QUERY_STRING", ""))
        headers["Cache-Control"] = A_YEAR if is_meant else AN_HOUR
        body, etag = file.whole, file.digest[:20]
        if file.small and _takes_gzip(environ):
            body, etag = file.small, f"{etag}-gzip"
            headers["Content-Encoding"] = "gzip"
        headers["ETag"] = f'"{etag}"'
        if etag in parse_etags(environ.get("HTTP_IF_NONE_MATCH")):
            headers.pop("Content-Encoding", None)
            start_response("304 Not Modified", list(headers.items()))
            return []
        headers["Content-Length"] = str(len(body))
        start_response("200 OK", list(headers.items()))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def init_app(app: Flask) -> None:
    """Put the static files before the site, with the headers all its answers carry."""
    headers = dict(HEADERS)
    if app.config["PRODUCTION"]:
        headers["Strict-Transport-Security"] = STRICT_TRANSPORT
    site = app.wsgi_app
    app.wsgi_app = StaticFiles(site, str(app.static_folder), headers)  # type: ignore[method-assign]


def _takes_gzip(environ: dict[str, Any]) -> bool:
    accepted = parse_accept_header(environ.get("HTTP_ACCEPT_ENCODING"))
    return accepted.quality("gzip") > 0
