"""Where the bundled Valkey listens when no CELERY_BROKER_URL is given."""

import hashlib
import tempfile
from pathlib import Path

# sun_path holds 108 bytes with its NUL (unix(7)); a deep checkout needs a shorter place.
LONGEST_SOCKET_PATH = 100


def socket_path(var: Path) -> Path:
    """The unix socket of the bundled Valkey: in ``var`` or, when that path is too long, in a private temp folder."""
    path = var / "valkey.sock"
    if len(str(path).encode()) <= LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(str(var).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"descent-{name}" / "valkey.sock"
