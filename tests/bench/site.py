"""The site with one instance folder, served, beside two answers that do no work: python -m
tests.bench.site INSTANCE PORT. The two say what the server itself costs."""

import signal
import sys
import threading
from pathlib import Path

from flask import Flask, Response, request

from osl.calendars import feeds
from osl.core import server
from osl.core.access import public
from tests.bench.town import COMMUNITY, site_at

BYTES = "/measured/bytes"
NOT_MODIFIED = "/measured/not-modified"


def add_plain_answers(site: Flask) -> None:
    """The bytes of the community's feed from memory, and a 304: views like any other."""
    kept: list[feeds.Calendar] = []

    @site.get(BYTES)
    @public
    def same_bytes() -> Response:
        if not kept:
            kept.append(feeds.calendar_at(COMMUNITY, None))
        packed = request.accept_encodings.quality("gzip") > 0
        response = Response(kept[0].packed if packed else kept[0].plain, mimetype="text/calendar")
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        return response

    @site.get(NOT_MODIFIED)
    @public
    def not_modified() -> Response:
        return Response(status=304)


def main() -> None:
    site = site_at(Path(sys.argv[1]))
    add_plain_answers(site)
    listener = server.listen("127.0.0.1", int(sys.argv[2]))
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    server.serve(site, listener, stopping)


if __name__ == "__main__":
    main()
