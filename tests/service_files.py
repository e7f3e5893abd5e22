"""A pytest plugin: `-m service` reads only the files that have such tests.

They are one in thirty. To import the others, too, took three quarters of the time that a process needs to collect.
"""

from pathlib import Path

import pytest

MARK = "pytest.mark.service"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    is_file = collection_path.name.startswith("test_") and collection_path.suffix == ".py"
    return True if config.option.markexpr == "service" and is_file and not _has_mark(collection_path) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Raise UsageError if a test has the mark from elsewhere: `-m service` would not find it."""
    files = sorted({item.path for item in items if item.get_closest_marker("service")})
    if hidden := [path.name for path in files if not _has_mark(path)]:
        raise pytest.UsageError(f"Write {MARK} in the file itself: {', '.join(hidden)}. See tests/service_files.py.")


def _has_mark(file: Path) -> bool:
    return MARK in file.read_text(encoding="utf-8")
