"""Verify the messages that runner hosts sign."""

from typing import Any

from exercises.grading import BadReportError, MessageKind, read_message, verified_payload
from exercises.models import RunnerHost


def verify_message(data: Any, kind: MessageKind) -> tuple[RunnerHost, Any]:
    """Return the host that signed a message of this kind, and the message's payload.

    Raises:
        BadReportError: it is another kind of message, or no active host signed it.
    """
    message = read_message(data)
    host = RunnerHost.objects.active().filter(host=message.host).first()
    if host is None:
        raise BadReportError("no registered host signed it")
    if message.kind != kind:
        raise BadReportError(f"a {message.kind}, not a {kind}")
    return host, verified_payload(message, host.public_key)
