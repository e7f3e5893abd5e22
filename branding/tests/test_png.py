"""Of an uploaded logo only the picture is stored, and only if it is one."""

import zlib

import pytest

from branding.png import DAMAGED, MAX_BYTES, NOT_PNG, TOO_LARGE, read_png
from branding.tests.pictures import PNG, chunk, png
from lib.errors import RefusedError


def test_a_picture_is_stored_as_it_is() -> None:
    assert read_png(PNG) == PNG


def test_metadata_and_what_follows_the_picture_are_left_out() -> None:
    file = png(extra=chunk(b"tEXt", b"Author\0Ada, 12 Main Street")) + b"<script>alert(1)</script>"
    assert read_png(file) == PNG


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", NOT_PNG),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", NOT_PNG),
        (b"\xff\xd8\xff\xe0 a photo", NOT_PNG),
        (PNG[:-4], DAMAGED),
        (PNG[:40] + b"\0" + PNG[41:], DAMAGED),
        (PNG[:8] + chunk(b"IEND", b""), DAMAGED),
        (png(pixels=b""), DAMAGED),
        (png(width=0), TOO_LARGE),
        (png(width=5000), TOO_LARGE),
        (b"\0" * (MAX_BYTES + 1), TOO_LARGE),
    ],
)
def test_anything_else_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(RefusedError) as error:
        read_png(data)
    assert str(error.value) == message


def test_a_picture_that_unpacks_to_gigabytes_is_refused_early() -> None:
    bomb = zlib.compressobj(9)
    pixels = bomb.compress(bytes(60_000_000)) + bomb.flush()
    file = PNG[:33] + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    assert len(file) < MAX_BYTES
    with pytest.raises(RefusedError) as error:
        read_png(file)
    assert str(error.value) == DAMAGED
