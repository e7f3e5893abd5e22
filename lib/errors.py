"""Errors that every app shares."""


class RefusedError(ValueError):
    """The action isn't possible now. The message says why and what to do instead."""
