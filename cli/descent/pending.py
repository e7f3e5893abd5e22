"""The keys of submissions that have no verdict yet: the same code gets the same key, and so isn't submitted twice."""

import hashlib
import json
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

from descent import places

LASTS_S = 23 * 3600  # a site forgets a key after 24 hours
Keys = dict[str, dict[str, Any]]


def key_for(site: str, data: dict[str, Any]) -> str:
    """The key of what is sent: a new one, unless the same was sent before and has no verdict yet."""
    name = hashlib.sha256(json.dumps([site, data], sort_keys=True).encode()).hexdigest()
    new = {"key": str(uuid4()), "at": time.time()}
    return str(_change(lambda keys: keys | {name: keys.get(name, new)}).get(name, new)["key"])


def forget(key: str) -> None:
    _change(lambda keys: {name: entry for name, entry in keys.items() if entry["key"] != key})


def _change(change: Callable[[Keys], Keys]) -> Keys:
    """A home that can't be written to only costs that a key isn't found again."""
    path = places.pending_file()
    with suppress(OSError), places.lock(path):
        oldest = time.time() - LASTS_S
        keys = {name: entry for name, entry in places.read_json(path).items() if entry["at"] > oldest}
        changed = change(keys)
        places.write_json(path, changed)
        return changed
    return {}
