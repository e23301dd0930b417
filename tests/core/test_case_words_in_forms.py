"""A form points out words that hint at a case: once, next to the field, and nothing is lost."""

from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import StringField, TextAreaField

from osl.core.forms import KeepWordsField, OslForm, check_no_case_data
from tests.browser import PageParser

PAGE = """{% from "components/forms.html" import form_page, field with context %}
{% call form_page(form, submit="Save") %}
  {{ field(form.first) }}{{ field(form.second) }}
{% endcall %}"""


class NoteForm(OslForm):
    first = StringField("First", [check_no_case_data])
    second = TextAreaField("Second", [check_no_case_data])
    keep_words = KeepWordsField()


@pytest.fixture
def request_of_a_form(app: Flask) -> Iterator[None]:
    with app.test_request_context("/", method="POST"):
        yield


def typed(**words: str) -> NoteForm:
    form = NoteForm(MultiDict(words), meta={"csrf": False})
    form.validate()
    return form


def boxes(form: NoteForm) -> list[str]:
    """The checkboxes a person sees, and whether they are ticked."""
    parser = PageParser()
    parser.feed(render_template_string(PAGE, form=form))
    found = parser.root.all("input", type="checkbox")
    return [f"{one['id']}{' ticked' if 'checked' in one.attributes else ''}" for one in found]


@pytest.mark.usefixtures("request_of_a_form")
class TestAForm:
    def test_with_ordinary_words_is_kept_and_asks_nothing(self) -> None:
        form = typed(first="Piecze ciasta", second="Uczy dzieci szydełkować")

        assert form.errors == {}
        assert boxes(form) == []

    def test_points_such_words_out_beside_their_field_and_keeps_them(self) -> None:
        form = typed(first="Piecze ciasta", second="Ma depresję")

        assert list(form.errors) == ["second"]
        assert "depresję" in form.errors["second"][0]
        assert (form.first.data, form.second.data) == ("Piecze ciasta", "Ma depresję")
        assert boxes(form) == ["keep_words"]

    def test_has_one_box_however_many_fields_hold_such_words(self) -> None:
        form = typed(first="Bierze leki", second="Ma depresję")

        assert list(form.errors) == ["first", "second"]
        assert boxes(form) == ["keep_words"]

    def test_keeps_them_when_somebody_says_so(self) -> None:
        form = typed(first="Prowadzi grupę po rozwodzie", second="", keep_words="y")

        assert form.errors == {}
        assert form.fields == {"first": "Prowadzi grupę po rozwodzie", "second": ""}
        assert boxes(form) == ["keep_words ticked"]
