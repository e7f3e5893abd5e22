"""The environment, where each variable may be a file: ``SECRET_KEY_FILE`` names one that holds ``SECRET_KEY``."""

from typing import Any

import environ
from environ.fileaware_mapping import FileAwareMapping

NAMES: set[str] = set()
"""The variables that were read."""


class _Files(FileAwareMapping):  # type: ignore[misc]  # the library has no types
    def __getitem__(self, key: str) -> str:
        """Return the value without the line break that an editor or ``echo`` writes at the end of a file."""
        return str(super().__getitem__(key)).rstrip("\r\n")


class FileEnvironment(environ.FileAwareEnv):  # type: ignore[misc]  # the library has no types
    """Reads variables as django-environ does, and files without their last line break."""

    def __init__(self) -> None:
        super().__init__()
        self.ENVIRON = _Files()

    def get_value(self, var: str, *args: Any, **options: Any) -> Any:
        """Read a variable, and remember its name for `config.checks`."""
        NAMES.add(var)
        return super().get_value(var, *args, **options)
