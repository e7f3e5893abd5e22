"""Verify the messages that runner hosts sign."""

from typing import Any

from exercises.grading.errors import BadReportError
from exercises.grading.signed_messages import read_message, verified_payload
from exercises.models import RunnerHost
from lib.compiled_objects import CompiledObjects
from lib.compiled_queries import Param
from runner.protocol import MessageKind

_ACTIVE = CompiledObjects(lambda: RunnerHost.objects.active().filter(host=Param("host")))


def verify_message(data: Any, kind: MessageKind) -> tuple[RunnerHost, Any]:
    """Return the host that signed a message of this kind, and the message's payload.

    Raises:
        BadReportError: it is another kind of message, or no active host signed it.
    """
    message = read_message(data)
    host = _ACTIVE.first(host=message.host)
    if host is None:
        raise BadReportError("no registered host signed it")
    if message.kind != kind:
        raise BadReportError(f"a {message.kind}, not a {kind}")
    return host, verified_payload(message, host.public_key)
