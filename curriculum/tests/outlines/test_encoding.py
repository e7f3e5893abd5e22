"""A file is read whatever encoding it has or once went through."""

import ftfy.bad_codecs  # noqa: F401  registers sloppy-windows-1252
import pytest

from curriculum.outlines.encoding import decode
from curriculum.outlines.outline import read_outline
from curriculum.tests.outlines.bakery import TEXT

DATA = TEXT.encode()


@pytest.mark.parametrize("encoding", ["mac_roman", "sloppy-windows-1252", "latin-1", "cp437"])
def test_utf_8_that_was_read_as_another_encoding_is_repaired(encoding: str) -> None:
    outline = read_outline(DATA.decode(encoding).encode(), name="bakery.md")
    assert outline.tree() == read_outline(DATA, name="bakery.md").tree()
    assert outline.was_damaged


def test_damage_that_happened_twice_is_repaired() -> None:
    twice = DATA.decode("sloppy-windows-1252").encode().decode("sloppy-windows-1252")
    assert decode(twice.encode()).text == TEXT.rstrip("\n")


@pytest.mark.parametrize("errors", ["replace", "ignore"])
def test_stars_survive_a_program_that_dropped_what_it_could_not_show(errors: str) -> None:
    text = decode(DATA.decode("cp1252", errors=errors).encode()).text
    assert text.count("⭐") == TEXT.count("⭐")


def test_only_the_damaged_lines_of_a_file_are_repaired() -> None:
    fine = "## Käse → Brot ⭐⭐\n"
    assert decode((DATA.decode("mac_roman") + fine).encode()).text == TEXT + fine.rstrip("\n")


def test_text_that_is_fine_stays_as_it_is() -> None:
    text = "# Ünïcode → “quotes” – ‚Äôs\nnaïve café ½ © Ωμέγα 漢字 🚀"
    assert decode(text.encode()).text.split("\n")[1] == text.split("\n")[1]
    assert not decode(DATA).was_damaged


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + DATA,
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        DATA.replace(b"\n", b"\r\n"),
        DATA.replace(b"\n", b"\r"),
    ],
    ids=["byte order mark", "UTF-16", "little-endian", "big-endian", "UTF-32", "CRLF", "CR"],
)
def test_byte_order_marks_utf_16_and_line_ends_make_no_difference(data: bytes) -> None:
    outline = read_outline(data, name="bakery.md")
    assert outline.tree() == read_outline(DATA, name="bakery.md").tree()
    assert not outline.was_damaged
