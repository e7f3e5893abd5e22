"""The error for a file that can't be imported."""


class OutlineError(Exception):
    """The file can't be imported. `line` counts from 1, and is None if no single line is to blame."""

    def __init__(self, complaint: str, line: int | None = None) -> None:
        super().__init__(complaint if line is None else f"Line {line}: {complaint}")
        self.line = line
