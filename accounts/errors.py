"""Errors about accounts."""

from lib.errors import RefusedError


class LastAdminError(RefusedError):
    """The site would be left without an admin who can sign in."""
