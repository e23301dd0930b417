"""Every answer carries exactly these headers (A20–A24), errors included."""

import pytest
from flask import Flask

from tests.browser import Browser

EXPECTED = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
        "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
OF_THE_ANSWER_ITSELF = {
    "Content-Type",
    "Content-Length",
    "Cache-Control",
    "Location",
    "Allow",
    "Vary",
    "Set-Cookie",
}


@pytest.mark.parametrize(
    "path",
    ["/", "/wydarzenia", "/nie-ma-takiej-strony", "/health/live", "/panel", "/panel/logowanie"],
)
def test_every_answer_carries_exactly_these_headers(browser: Browser, path: str) -> None:
    response = browser.get(path, follow=False).response
    sent = {k: v for k, v in response.headers.items() if k not in OF_THE_ANSWER_ITSELF}
    assert sent == EXPECTED


def test_a_failure_carries_them_too(app: Flask, browser: Browser) -> None:
    response = browser.post("/health/live", {}).response
    sent = {k: v for k, v in response.headers.items() if k not in OF_THE_ANSWER_ITSELF}
    assert response.status_code in (400, 405)
    assert sent == EXPECTED


def test_https_is_remembered_for_a_year_in_production(app: Flask, browser: Browser) -> None:
    app.config["PRODUCTION"] = True
    try:
        headers = browser.visit("/").response.headers
    finally:
        app.config["PRODUCTION"] = False
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_a_page_from_elsewhere_cannot_send_our_forms(browser: Browser) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        page = browser.post("/panel/logowanie", {"email": "x"}, headers=headers)
        assert page.status == 403
