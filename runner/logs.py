"""Log lines that say what they are about: the submission, the attempt, and the request that sent it.

As text, or as one JSON object a line with LOG_FORMAT=json, like the web's. Standard library only.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

MAX_CHARS = 64  # of a field: it comes from the broker
_NONE: Mapping[str, str] = MappingProxyType({})
_FIELDS: ContextVar[Mapping[str, str]] = ContextVar("fields", default=_NONE)


@contextmanager
def about(**fields: object) -> Iterator[None]:
    """Add these fields to every line that is logged meanwhile. Empty ones are left out."""
    new = {name: str(value)[:MAX_CHARS] for name, value in fields.items() if value}
    token = _FIELDS.set({**_FIELDS.get(), **new})
    try:
        yield
    finally:
        _FIELDS.reset(token)


class JSONFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "event": record.getMessage(),
            "timestamp": f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(record.created))}.{record.msecs:03.0f}Z",
            "logger": record.name,
            "level": record.levelname.lower(),
        } | dict(_FIELDS.get())
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


class LineFormatter(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("[%(asctime)s: %(levelname)s/%(processName)s] %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  overrides the standard library's
        fields = "".join(f" {name}={json.dumps(value)}" for name, value in _FIELDS.get().items())
        return super().formatMessage(record) + fields


def set_up(level: int) -> None:
    """Log to the standard error. Celery's own lines on each job would name only the attempt, so they are left out."""
    handler = logging.StreamHandler()
    handler.setFormatter(JSONFormatter() if os.environ.get("LOG_FORMAT") == "json" else LineFormatter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("celery.worker.strategy", "celery.app.trace"):
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
