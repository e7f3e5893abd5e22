"""A file is evidence only if its content is what its name says, and it is never unpacked."""

import io
import json
import zipfile
import zlib

import pytest

from cohorts.sign_offs.files import (
    EMPTY,
    FILE_TYPES,
    MAX_FILE_BYTES,
    MAX_NAME_CHARS,
    TOO_LARGE,
    WRONG_CONTENT,
    WRONG_SUFFIX,
    EvidenceError,
    check_file,
    clean_name,
)

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"
NOTEBOOK = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
GOOD = {
    "a.pdf": b"%PDF-1.7\n",
    "a.png": PNG,
    "a.jpg": b"\xff\xd8\xff\xe0",
    "a.JPEG": b"\xff\xd8\xff\xe1",
    "a.txt": "Naïve text\r\n\twith a tab".encode(),
    "a.md": b"# Attention",
    "a.py": b"print(1)\n",
    "a.ipynb": NOTEBOOK,
    "bom.ipynb": b"\xef\xbb\xbf" + NOTEBOOK,
}


@pytest.mark.parametrize(("name", "content"), GOOD.items(), ids=GOOD)
def test_it_accepts_each_type_with_matching_content(name: str, content: bytes) -> None:
    assert check_file(name, content) == name


@pytest.mark.parametrize("suffix", FILE_TYPES)
def test_it_rejects_mismatched_content(suffix: str) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(10_000_000))
    contents = [bomb.getvalue(), zlib.compress(bytes(10_000_000)), b"\x7fELF\x02", b"MZ\x90\x00", b"GIF89a\x00"]
    contents += [b"\x00", b"\xff\xfe<\x00h\x00", b"text\x1b[2J"]
    for content in contents:
        with pytest.raises(EvidenceError) as refusal:
            check_file(f"a{suffix}", content)
        assert str(refusal.value) == WRONG_CONTENT.format(suffix=suffix)


@pytest.mark.parametrize(
    "content",
    [b"[]", b"{}", b'{"cells": 1, "nbformat": 4}', b"[" * MAX_FILE_BYTES, b"9" * 10_000, b"not JSON", b'{"cells": ['],
    ids=repr,
)
def test_it_recognises_a_notebook(content: bytes) -> None:
    with pytest.raises(EvidenceError):
        check_file("a.ipynb", content)


@pytest.mark.parametrize("name", ["a", "a.html", "a.svg", "a.pdf.exe", "a.zip", "a.pdf ", "", "..", "a.htm\u202efdp."])
def test_it_rejects_other_extensions(name: str) -> None:
    with pytest.raises(EvidenceError) as refusal:
        check_file(name, GOOD["a.pdf"])
    assert str(refusal.value) == WRONG_SUFFIX


def test_it_rejects_empty_and_large_files() -> None:
    with pytest.raises(EvidenceError) as refusal:
        check_file("a.txt", b"")
    assert str(refusal.value) == EMPTY
    assert check_file("a.txt", b"x" * MAX_FILE_BYTES)
    with pytest.raises(EvidenceError) as refusal:
        check_file("a.txt", b"x" * (MAX_FILE_BYTES + 1))
    assert str(refusal.value) == TOO_LARGE


@pytest.mark.parametrize(
    ("name", "stored_name"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\boot.md", "boot.md"),
        ("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie: x=1.txt"),
        ("\u202etxt.a\u200b.py", "txt.a.py"),
        ("/", "evidence"),
        ("...", "evidence."),
        ("é" * 300 + ".ipynb", "é" * (MAX_NAME_CHARS - 6) + ".ipynb"),
        ("a." + "x" * 300, ("evidence." + "x" * 300)[:MAX_NAME_CHARS]),
    ],
)
def test_names_are_stripped_of_folders_and_invisible_characters(name: str, stored_name: str) -> None:
    assert clean_name(name) == stored_name
    assert len(clean_name(name)) <= MAX_NAME_CHARS
