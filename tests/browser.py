"""A small browser for tests: it follows links by their text, fills fields by their labels, and
inspects every page it sees (balanced HTML, one h1, labels, CSRF, nothing inline)."""

import contextvars
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask, url_for
from werkzeug.test import TestResponse

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
TYPED = frozenset({"input", "select", "textarea"})
BASE = "http://127.0.0.1:8000"


@dataclass(eq=False)
class Element:
    """One element of a page, with what it holds."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)
    parent: "Element | None" = None

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def classes(self) -> set[str]:
        return set(self["class"].split())

    @property
    def text(self) -> str:
        """What a person reads, white space folded."""
        return " ".join("".join(self._words()).split())

    def _words(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in ("script", "style", "template"):
                yield from child._words()
                if child.tag not in ("a", "b", "strong", "em", "span", "abbr", "i", "use"):
                    yield " "

    def all(self, *tags: str, **attributes: str) -> list["Element"]:
        """Every element below with one of these tags and these attributes, in order."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                if (not tags or child.tag in tags) and all(
                    child[name.rstrip("_").replace("_", "-")] == value
                    for name, value in attributes.items()
                ):
                    found.append(child)
                found += child.all(*tags, **attributes)
        return found

    def with_class(self, name: str) -> list["Element"]:
        return [element for element in self.all() if name in element.classes]

    def above(self, tag: str) -> "Element | None":
        element = self.parent
        while element is not None and element.tag != tag:
            element = element.parent
        return element


class PageParser(HTMLParser):
    """HTML as a tree; unbalanced tags are faults."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("document")
        self.open = [self.root]
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {k: v or "" for k, v in attrs}, parent=self.open[-1])
        names = [k for k, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice: {names}")
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            self.faults.append(f"</{tag}> cannot be closed")
        elif self.open[-1].tag != tag:
            self.faults.append(f"</{tag}> closes <{self.open[-1].tag}> at {self.getpos()}")
            if any(element.tag == tag for element in self.open):
                while self.open.pop().tag != tag:
                    pass
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


class Page:
    """What came back, as a person sees it."""

    def __init__(self, browser: "Browser", response: TestResponse, url: str) -> None:
        self.browser = browser
        self.response = response
        self.url = url
        self.path = urlsplit(url).path
        self.status = response.status_code
        is_redirect = 300 <= self.status < 400
        self.is_html = response.mimetype == "text/html" and bool(response.data) and not is_redirect
        self.dom = Element("document")
        if self.is_html:
            parser = PageParser()
            parser.feed(response.get_data(as_text=True))
            self.dom = parser.root
            self.faults = parser.faults + [f"<{e.tag}> is not closed" for e in parser.open[1:]]
            inspect(self)

    @property
    def heading(self) -> str:
        return next((h1.text for h1 in self.dom.all("h1")), "")

    @property
    def title(self) -> str:
        return next((title.text for title in self.dom.all("title")), "")

    @property
    def text(self) -> str:
        """The words of the main part."""
        main = self.dom.all("main")
        return main[0].text if main else self.dom.text

    @property
    def notices(self) -> list[str]:
        """The flash messages above the content."""
        return [
            notice.text
            for place in self.dom.with_class("flashes")
            for notice in place.with_class("notice")
        ]

    @property
    def errors(self) -> list[str]:
        """The sentences of the error summary."""
        return [
            item.text
            for summary in self.dom.with_class("error-summary")
            for item in summary.all("li")
        ]

    @property
    def links(self) -> dict[str, str]:
        """Where each link leads, by its words."""
        return {a.text: a["href"] for a in self.dom.all("a")}

    @property
    def buttons(self) -> list[str]:
        return [button.text for button in self.dom.all("button")]

    def follow(self, words: str) -> "Page":
        """Go where the link with these words leads."""
        links = self.links
        if words not in links:
            near = [text for text in links if words in text]
            if len(near) != 1:
                raise AssertionError(f"no link “{words}” among {sorted(links)}")
            words = near[0]
        return self.browser.visit(urljoin(self.url, links[words]))

    def submit(self, button: str, values: Mapping[str, Any] | None = None) -> "Page":
        """Fill the fields with these labels and press the button with these words."""
        pressed = [b for b in self.dom.all("button") if b.text == button]
        pressed = pressed or [b for b in self.dom.all("button") if button in b.text]
        if not pressed:
            raise AssertionError(f"no button “{button}” among {self.buttons}")
        form = self._form_of(pressed[0])
        data = fill(form, dict(values or {}))
        if pressed[0]["name"]:
            data.append((pressed[0]["name"], pressed[0]["value"]))
        address = urljoin(self.url, pressed[0]["formaction"] or form["action"] or self.url)
        if (form["method"] or "get").lower() == "get":
            query = [(k, v) for k, v in data if isinstance(v, str)]
            return self.browser.get(address.partition("?")[0], query=query)
        return self.browser.post(address, data)

    def confirm(self, button: str) -> "Page":
        """Press the same button again, now that the page has shown what would be saved."""
        assert self.shown_before_saving, f"nothing was shown before saving: {self!r}"
        return self.submit(button)

    @property
    def shown_before_saving(self) -> str:
        """What a form shows before it saves, or nothing."""
        return next((e.text for e in self.dom.all("section", id="check")), "")

    def _form_of(self, button: Element) -> Element:
        if button["form"]:
            return next(f for f in self.dom.all("form") if f["id"] == button["form"])
        form = button.above("form")
        assert form is not None, f"the button “{button.text}” stands in no form"
        return form

    def __repr__(self) -> str:
        return f"<Page {self.status} {self.path} “{self.heading}” {self.errors or ''}>"


def label_of(form: Element, control: Element) -> str:
    """The visible name of a control: its label without the words in brackets and hints."""
    for label in form.all("label"):
        if control["id"] and label["for"] == control["id"]:
            return plain_label(label)
    wrapping = control.above("label")
    if wrapping is not None:
        return plain_label(wrapping)
    return control["aria-label"]


def plain_label(label: Element) -> str:
    kept = Element(label.tag, {}, [])
    for child in label.children:
        if isinstance(child, str) or not (child.classes & {"optional", "hint"}):
            kept.children.append(child)
    return kept.text


def legend_of(control: Element) -> str:
    fieldset = control.above("fieldset")
    legends = fieldset.all("legend") if fieldset is not None else []
    return plain_label(legends[0]) if legends else ""


def fill(form: Element, values: dict[str, Any]) -> list[tuple[str, Any]]:
    """The form's data as a browser would send it, with ``values`` typed in by label.

    A radio or checkbox group goes by its legend and the words of its choices.
    """
    asked = dict(values)
    data: list[tuple[str, Any]] = []
    used: set[str] = set()
    offered: dict[str, set[str]] = {}
    for control in form.all(*TYPED):
        name, kind = control["name"], control["type"] or "text"
        if not name or "disabled" in control.attributes or kind in ("submit", "button"):
            continue
        label, legend = label_of(form, control), legend_of(control)
        key = label if label in asked else (name if name in asked else None)
        if kind in ("radio", "checkbox"):
            if key is not None and isinstance(asked[key], bool):
                used.add(key)
                chosen = asked[key]
            elif legend in asked:
                used.add(legend)
                wanted = asked[legend]
                wanted = wanted if isinstance(wanted, list | tuple | set) else [wanted]
                offered.setdefault(legend, set()).update((label, control["value"]))
                chosen = label in wanted or control["value"] in wanted
            else:
                chosen = "checked" in control.attributes
            if chosen:
                data.append((name, control.attributes.get("value", "on")))
        elif control.tag == "select":
            data += [(name, value) for value in chosen_options(control, asked, key)]
            used |= {key} if key else set()
        elif kind == "file":
            if key is not None:
                used.add(key)
                body, file_name = asked[key]
                data.append((name, (io.BytesIO(body), file_name)))
            else:
                data.append((name, (io.BytesIO(b""), "")))
        elif key is not None:
            used.add(key)
            data.append((name, str(asked[key])))
        else:
            text = control["value"]
            if control.tag == "textarea":
                text = "".join(c for c in control.children if isinstance(c, str))
                text = text.removeprefix("\n")
            data.append((name, text))
    missing = set(asked) - used
    if missing:
        labels = sorted({label_of(form, c) or legend_of(c) for c in form.all(*TYPED)})
        raise AssertionError(f"no field {sorted(missing)} among {labels}")
    refuse_unknown_choices(asked, offered)
    return data


def refuse_unknown_choices(asked: dict[str, Any], offered: dict[str, set[str]]) -> None:
    """A choice that no group offers was not made, whatever the test believes. (A group and a file
    beside it may go by one name; a file is no choice.)"""
    for legend, choices in offered.items():
        if isinstance(asked[legend], tuple) and isinstance(asked[legend][0], bytes):
            continue
        wanted = asked[legend] if isinstance(asked[legend], list | tuple | set) else [asked[legend]]
        unknown = set(map(str, wanted)) - choices
        if unknown:
            raise AssertionError(f"no choice {sorted(unknown)} of “{legend}” among {choices}")


def chosen_options(select: Element, asked: dict[str, Any], key: str | None) -> list[str]:
    options = select.all("option")

    def value(option: Element) -> str:
        return option["value"] if "value" in option.attributes else option.text

    if key is not None:
        wanted = asked[key] if isinstance(asked[key], list | tuple | set) else [asked[key]]
        found = [value(o) for o in options if o.text in wanted or value(o) in map(str, wanted)]
        return found or [str(one) for one in wanted]
    marked = [value(o) for o in options if "selected" in o.attributes]
    if marked or "multiple" in select.attributes:
        return marked
    return [value(options[0])] if options else []


def inspect(page: Page) -> None:
    """What every page must keep, whatever it is about (design, law 12)."""
    faults = list(page.faults)
    dom = page.dom
    headings = dom.all("h1")
    if len(headings) != 1:
        faults.append(f"{len(headings)} h1 headings")
    elif not page.title.startswith(page.heading):
        faults.append(f"title “{page.title}” does not start with h1 “{page.heading}”")
    ids = [e["id"] for e in dom.all() if "id" in e.attributes]
    faults += [
        f"id “{one}” stands {ids.count(one)} times" for one in set(ids) if ids.count(one) > 1
    ]
    for html in dom.all("html"):
        if not html["lang"]:
            faults.append("no language")
    for element in dom.all():
        for name, value in element.attributes.items():
            if name.startswith("on") or name == "style":
                faults.append(f"inline {name} on <{element.tag}>")
            if name in ("href", "src", "action") and value.strip().lower().startswith("javascript"):
                faults.append(f"script address on <{element.tag}>")
            if name in ("aria-describedby", "aria-labelledby", "for"):
                faults += [f"{name} points at no id {i!r}" for i in value.split() if i not in ids]
        if element.tag == "style":
            faults.append("inline style element")
        is_data = element["type"] == "application/ld+json"
        if element.tag == "script" and not element["src"] and not is_data:
            faults.append("inline script element")
        if element.tag in ("img", "script", "link", "source") and (
            urlsplit(element["src"]).netloc
            or (
                urlsplit(element["href"]).netloc
                and element["rel"] in ("stylesheet", "preload", "icon")
                and not element["href"].startswith(BASE)
            )
        ):
            faults.append(f"third-party request: {element.attributes}")
        if element.tag == "img" and "alt" not in element.attributes:
            faults.append(f"picture without alt: {element['src']}")
    for form in dom.all("form"):
        posts = form["method"].lower() == "post"
        if posts and not form.all("input", name="csrf_token"):
            faults.append(f"form without CSRF token: {form['action']}")
        for control in form.all(*TYPED):
            if control["type"] in ("hidden", "submit") or control["name"] == "csrf_token":
                continue
            if not label_of(form, control):
                faults.append(f"no label for {control['name']}")
    has_form = any(form["method"].lower() == "post" for form in dom.all("form"))
    sets_cookie = bool(page.response.headers.getlist("Set-Cookie"))
    if page.browser.is_anonymous and sets_cookie and not has_form:
        faults.append("a page without a form sets a cookie")
    if faults:
        raise AssertionError(f"{page.url}: " + "; ".join(faults))


class Browser:
    """One person's browser against the real app."""

    def __init__(self, app: Flask, sign_in: Callable[["Browser", Any], None] | None = None) -> None:
        self.app = app
        self.client = app.test_client()
        self._sign_in = sign_in
        self.is_anonymous = True
        self.headers: dict[str, str] = {}

    def sign_in(self, user: Any) -> "Browser":
        """Be this member of the team from now on."""
        assert self._sign_in is not None
        self._sign_in(self, user)
        self.is_anonymous = False
        return self

    def visit(self, where: str, /, **values: Any) -> Page:
        """Open a page by its address, or by its endpoint and the parts of its address."""
        return self.get(self.address(where, **values))

    def address(self, where: str, /, **values: Any) -> str:
        if where.startswith(("/", "http://", "https://")):
            return where
        with self.app.test_request_context(base_url=BASE):
            return url_for(where, **values)

    def get(self, address: str, query: list[tuple[str, str]] | None = None, **more: Any) -> Page:
        return self._send("GET", address, query_string=query, **more)

    def post(
        self, address: str, data: list[tuple[str, Any]] | Mapping[str, Any], **more: Any
    ) -> Page:
        return self._send("POST", address, data=multi(data), **more)

    def _send(self, method: str, address: str, follow: bool = True, **more: Any) -> Page:
        if address.startswith(BASE):
            address = address[len(BASE) :] or "/"
        # Each request in a context of its own: otherwise Flask would share the test's app
        # context, and with it the database session, and hide a commit that never happened.
        headers = self.headers | more.pop("headers", {})
        response = contextvars.Context().run(
            lambda: self.client.open(address, method=method, base_url=BASE, headers=headers, **more)
        )
        url = urljoin(BASE, address)
        if follow and response.status_code in (301, 302, 303, 307, 308):
            location = urljoin(url, response.headers["Location"])
            if location.startswith(BASE):
                page = self._send("GET", location)
                page.redirected_by = response.status_code  # type: ignore[attr-defined]
                return page
        return Page(self, response, url)


def multi(data: list[tuple[str, Any]] | Mapping[str, Any]) -> dict[str, Any]:
    """Form data with repeated names, as the test client takes it."""
    pairs = data.items() if isinstance(data, Mapping) else data
    gathered: dict[str, Any] = {}
    for name, value in pairs:
        gathered.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in gathered.items()}
