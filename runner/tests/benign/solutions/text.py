import base64
import csv
import hashlib
import io
import json
import re
import string
import struct
import textwrap
import unicodedata
import zlib


def text(words):
    rows = list(csv.reader(io.StringIO("a,b\n1,2\n")))
    return {
        "json": json.loads(json.dumps({"x": [1, None, "é"]})),
        "re": re.sub(r"(\w+)@(\w+)", r"\2 at \1", "me@here"),
        "named": re.match(r"(?P<year>\d{4})", "2026-01")["year"],
        "sha": hashlib.sha256(words.encode()).hexdigest()[:8],
        "zlib": zlib.decompress(zlib.compress(b"x" * 1000)) == b"x" * 1000,
        "struct": struct.unpack("<hI", struct.pack("<hI", -2, 7)),
        "base64": base64.b64encode(b"hi").decode(),
        "csv": rows,
        "wrapped": textwrap.shorten("one two three", 9, placeholder=""),
        "letters": string.ascii_lowercase[:3],
        "form": unicodedata.normalize("NFC", "e\u0301"),
        "format": f"{3.14159:>8.2f}|{1_000_000:,}|{255:#x}",
    }
