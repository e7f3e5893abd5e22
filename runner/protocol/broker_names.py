"""Names that both sides derive: the broker's socket, a host's user and keys on it, an attempt's."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

# sun_path holds 108 bytes with its NUL (unix(7)); a deep checkout needs a shorter path.
_MAX_SOCKET_PATH_BYTES = 100
ALL_WORKERS = "*"  # in a drain_key: no worker of this name exists, since Celery's names have an @


def host_id(public_key: str) -> str:
    """A host's short name, made from its key, so that no two hosts share one and none can be chosen."""
    return hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:16]


def broker_user(host: str) -> str:
    return f"runner-{host}"


def report_list(host: str) -> str:
    """The list on the broker to which a host appends its messages. Only the web reads it."""
    return f"reports.{host}"


def unacked_keys(host: str) -> dict[str, str]:
    """Return the keys of the jobs that a host grades, as kombu's transport options. No other host may read them."""
    return {f"{name}_key": f"{name}.{host}" for name in ("unacked", "unacked_index")}


def cancelled_key(attempt: str) -> str:
    """A key that exists while an attempt that its learner cancelled may still be on a queue."""
    return f"cancelled:{attempt}"


def drain_key(host: str) -> str:
    """A hash with the host's workers that take no new jobs. Only the web writes it, and only that host reads it."""
    return f"drained.{host}"


def broker_socket(var: Path) -> Path:
    """The unix socket of the bundled Valkey: in ``var`` or, where that path is too long, in a private temp folder."""
    path = var / "valkey.sock"
    if len(str(path).encode()) <= _MAX_SOCKET_PATH_BYTES:
        return path
    name = hashlib.sha256(str(var).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"descent-{name}" / "valkey.sock"
