"""Sums of money, as one types them in Poland; what is kept are grosze."""

import re
from typing import Any

from wtforms import Field
from wtforms.widgets import TextInput

from osl.core.i18n import _
from osl.core.text import clean


class Zlote(int):
    """A sum in grosze that is said in złote: "31,40"."""

    def __str__(self) -> str:
        return f"{self // 100},{self % 100:02d}"


class ZloteField(Field):
    """A sum of money as one types it in Poland; what it holds are grosze.

    ``digits`` is how many the złote have at most: more is a slip of the finger.
    """

    data: Any
    widget = TextInput()

    def __init__(self, *args: Any, digits: int = 4, **options: Any) -> None:
        super().__init__(*args, **options)
        self.digits = digits

    def _value(self) -> str:
        if self.raw_data:
            return clean(str(self.raw_data[0]))
        return "" if self.data is None else str(Zlote(self.data))

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = "".join(valuelist[0].split()).removesuffix("zł") if valuelist else ""
        self.data = None
        if not typed:
            return
        told = re.fullmatch(r"(\d+)(?:[.,](\d{1,2}))?", typed, re.ASCII)
        if told is None or len(told[1]) > self.digits:
            raise ValueError(_("Type a sum of money like this: 31,40."))
        self.data = Zlote(int(told[1]) * 100 + int((told[2] or "0").ljust(2, "0")))
