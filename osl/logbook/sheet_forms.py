"""Choosing a photograph of a signed sheet."""

from werkzeug.datastructures import FileStorage

from osl.core.forms import OslForm, required
from osl.core.i18n import _l
from osl.core.pictures import PictureField
from osl.core.redrawing import prepare_sheet


class SheetField(PictureField):
    """A photograph of a sheet of paper. After the form is checked, ``data`` are the bytes of a
    JPEG drawn anew, large enough to read handwriting."""

    @staticmethod
    def prepare(upload: FileStorage) -> bytes:
        return prepare_sheet(upload)


class PhotoForm(OslForm):
    """A photograph of the signed list."""

    photo = SheetField(
        _l("Photo of the signed list"), [required(_l("Choose or take a photo first."))]
    )
