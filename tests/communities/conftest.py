"""What tests of communities, places, projects and the centre share."""

import io

import pytest
from PIL import Image


@pytest.fixture
def photograph() -> tuple[bytes, str]:
    """A photograph as a phone sends it: the bytes, and the name of the file."""
    made = io.BytesIO()
    Image.new("RGB", (1800, 600), (40, 120, 80)).save(made, "JPEG")
    return made.getvalue(), "sasiedzi.jpg"
