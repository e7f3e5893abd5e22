"""Errors between the web and the runners."""


class QueueDownError(Exception):
    """The broker can't be reached."""


class BadReportError(ValueError):
    """It isn't a valid report, or it contradicts itself."""
