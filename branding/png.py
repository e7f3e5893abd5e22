"""Read a PNG file that somebody uploads. SVG isn't accepted: it can contain scripts.

What is stored is the picture alone: text, metadata and whatever else the file holds are left out, also after its end.
"""

import struct
import zlib
from collections.abc import Iterator

from lib.errors import RefusedError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
PICTURE_CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
MAX_BYTES, MAX_SIDE = 100_000, 1024
MAX_PIXEL_BYTES = MAX_SIDE * (MAX_SIDE * 8 + 1) * 2  # 16 bits in four channels, and a byte for each row of each pass

NOT_PNG = "This isn’t a PNG file. Save your logo as PNG, and choose that file."
TOO_LARGE = f"A logo has at most {MAX_BYTES // 1000} kB and {MAX_SIDE} × {MAX_SIDE} pixels. Choose a smaller file."
DAMAGED = "This PNG file is damaged. Save it again, and choose the new file."


def read_png(data: bytes) -> bytes:
    """Return the picture. Raises RefusedError if it isn't one."""
    if len(data) > MAX_BYTES:
        raise RefusedError(TOO_LARGE)
    if not data.startswith(SIGNATURE):
        raise RefusedError(NOT_PNG)
    chunks = [(kind, body) for kind, body in _chunks(data) if kind in PICTURE_CHUNKS]
    kinds = [kind for kind, _ in chunks]
    if not chunks or kinds[0] != b"IHDR" or kinds.count(b"IHDR") != 1 or len(chunks[0][1]) != 13:
        raise RefusedError(DAMAGED)
    width, height = struct.unpack(">II", chunks[0][1][:8])
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise RefusedError(TOO_LARGE)
    _check_pixels(b"".join(body for kind, body in chunks if kind == b"IDAT"))
    return SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each with its kind, up to the last one."""
    place, kind = len(SIGNATURE), b""
    while kind != b"IEND":
        if len(data) < place + 12:
            raise RefusedError(DAMAGED)
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        body, checksum = data[place + 8 : place + 8 + length], data[place + 8 + length : place + 12 + length]
        if checksum != struct.pack(">I", zlib.crc32(kind + body)):
            raise RefusedError(DAMAGED)
        yield kind, body
        place += 12 + length


def _check_pixels(compressed: bytes) -> None:
    """They can be unpacked, and to no more than such a picture has."""
    unpacker = zlib.decompressobj()
    try:
        pixels = unpacker.decompress(compressed, MAX_PIXEL_BYTES)
    except zlib.error:
        raise RefusedError(DAMAGED) from None
    if not pixels or not unpacker.eof:
        raise RefusedError(DAMAGED)
