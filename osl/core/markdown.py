"""Markdown as the team writes it, made into HTML that can do no harm (security A5)."""

from collections.abc import Iterator

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "em",
    "h3",
    "h4",
    "hr",
    "li",
    "ol",
    "p",
    "strong",
    "ul",
}
"""What a description may be made of. Larger headings belong to the page itself."""

SCHEMES = {"http", "https", "mailto", "tel"}

HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}

# A picture needs a description and a place of its own, so ![…](…) stays what was typed; raw
# HTML is shown as text, and nh3 would take it out if it ever got through.
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["image", "html_block", "html_inline"]
)


def render_markdown(text: str) -> Markup:
    """The description as safe HTML: thirteen tags, links only to the web, mail and phones."""
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.tag in HEADINGS:
            token.tag = HEADINGS[token.tag]
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return Markup(  # noqa: S704 - nh3 has cleaned it
        nh3.clean(
            html,
            tags=TAGS,
            attributes={"a": {"href"}, "*": set()},
            url_schemes=SCHEMES,
            url_relative="deny",
            link_rel="nofollow ugc noopener",
        )
    )


def plain_text(text: str) -> str:
    """The description without marks, for calendars and shared links: paragraphs on lines."""
    lines: list[str] = []
    bullets: list[int | None] = []
    starts_item = False
    for token in _markdown.parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            ordered = token.type == "ordered_list_open"
            bullets.append(int(token.attrGet("start") or 1) if ordered else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            bullets.pop()
        elif token.type == "list_item_open":
            starts_item = True
        elif token.type == "list_item_close":
            starts_item = False
        elif token.type in ("inline", "code_block", "fence"):
            words = "".join(_words(token)).strip()
            if starts_item:
                number = bullets[-1]
                words = f"{number}. {words}" if number is not None else f"– {words}"
                bullets[-1] = None if number is None else number + 1
                starts_item = False
            lines.append(words)
    return "\n".join(line for line in lines if line)


def _words(token: Token) -> Iterator[str]:
    """The words of one block; a link's address follows its words unless they are the same."""
    if token.children is None:
        yield token.content
        return
    links: list[tuple[str, str]] = []
    since = ""
    for part in token.children:
        if part.type in ("softbreak", "hardbreak"):
            since += "\n"
            yield "\n"
        elif part.type == "link_open":
            links.append((str(part.attrGet("href") or ""), since))
        elif part.type == "link_close":
            address, before = links.pop()
            shown = since[len(before) :]
            bare = address.removeprefix("mailto:").removeprefix("tel:")
            if bare and bare not in shown and not address.startswith("tel:"):
                since += f" ({bare})"
                yield f" ({bare})"
        else:
            since += part.content
            yield part.content
