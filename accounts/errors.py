"""Why something can't be done."""


class RefusedError(ValueError):
    """It can't be done now; the text says why and what to do instead."""
