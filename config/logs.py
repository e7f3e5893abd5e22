"""The context of every log line: the id of its request and, about a submission, the submission's uid.

The runner has its own (runner/logs.py), since it must not import structlog or Django.
"""

import logging
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

JSON, LINE = "json", "line"
REQUEST_ID = "request_id"


def add_request_id(logger: Any, name: str, event: EventDict) -> EventDict:
    """Django logs a refused request after its context has been cleared, but with the request."""
    record = event.get("_record")
    request = getattr(record, "request", None)
    if REQUEST_ID not in event and (request_id := getattr(request, REQUEST_ID, "")):
        event[REQUEST_ID] = request_id
    return event


class WithoutTraceback(logging.Filter):
    """Leave the traceback out of a logger's lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = None
        return True


PROCESSORS: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
]


def formatter(style: str) -> logging.Formatter:
    """Lines for people, or one JSON object a line."""
    last: Processor = structlog.processors.JSONRenderer()
    processors: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if style == JSON:
        processors.append(structlog.processors.format_exc_info)
    else:
        # Where rich is installed, its traceback takes seconds, in which no page is served, and shows local variables.
        last = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    return structlog.stdlib.ProcessorFormatter(
        processors=[*processors, last], foreign_pre_chain=[*PROCESSORS, add_request_id]
    )
