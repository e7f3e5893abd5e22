"""Record whatever a runner host sends."""

import structlog

from exercises.fleet.heartbeats import record_worker
from exercises.grading.errors import BadReportError
from exercises.grading.signed_messages import read_message
from exercises.lifecycle.audits import record_audit
from exercises.submissions.reports import record_report
from runner.protocol import MessageKind

log = structlog.get_logger(__name__)


def record_message(*, data: bytes, host: str) -> bool:
    """Record a message from the list of this host. True if it is a report that became a verdict."""
    text = data.decode("utf-8", "replace")
    try:
        message = read_message(text)
    except BadReportError as error:
        log.warning("message.refused", reason=str(error), host=host)
        return False
    if message.host != host:
        log.warning("message.refused", reason="another host's message", host=host, names=message.host[:16])
        return False
    if message.kind == MessageKind.REPORT:
        return record_report(data=text)
    if message.kind == MessageKind.AUDIT:
        record_audit(data=text)
    else:
        record_worker(data=text)
    return False
