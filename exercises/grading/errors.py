"""Errors between the web and the runners."""


class QueueDownError(Exception):
    """The broker can't be reached."""


class BadReportError(ValueError):
    """Not a valid report, or one that contradicts itself."""
