"""Draw SVG as PNG with our own fonts: each picture once, and one at a time in each web process."""

import base64
import contextlib
import subprocess
import sys
from hashlib import blake2s
from pathlib import Path
from threading import BoundedSemaphore

from django.core.cache import cache
from redis import RedisError

HERE = Path(__file__).parent
FONTS = sorted(str(path) for path in (HERE.parent / "fonts").glob("*.ttf"))
CACHE_SECONDS = 7 * 24 * 3600
MAX_WAIT_SECONDS, MAX_SECONDS = 1.0, 10
RENDERER = 1  # another number where the same SVG gives another picture
_TURN = BoundedSemaphore(1)


class BusyError(Exception):
    """Another picture is being drawn, or this one took too long. Ask again a second later."""


def render_png(svg: str, *, width: int) -> bytes:
    """The picture, from the cache or drawn. Raises BusyError."""
    key = f"picture:{RENDERER}:{width}:{blake2s(svg.encode()).hexdigest()}"
    with contextlib.suppress(RedisError):  # then it is drawn again
        if text := cache.get(key):
            return base64.b64decode(text)
    if not _TURN.acquire(timeout=MAX_WAIT_SECONDS):
        raise BusyError
    try:
        png = _draw(svg, width)
    finally:
        _TURN.release()
    with contextlib.suppress(RedisError):
        cache.set(key, base64.b64encode(png).decode(), timeout=CACHE_SECONDS)
    return png


def _draw(svg: str, width: int) -> bytes:
    command = [sys.executable, "-I", str(HERE / "draw.py"), str(width), *FONTS]
    try:
        result = subprocess.run(command, input=svg.encode(), capture_output=True, check=True, timeout=MAX_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise BusyError from error
    return result.stdout
