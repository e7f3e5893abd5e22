"""The example calls of an exercise, which the runner recorded: ``python -m runner examples``."""

import logging
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from exercises.catalogue.models import Exercise
from runner.protocol import EXAMPLES_FILE, ExampleCall, ExampleCalls, read_example_calls

__all__ = ["ExampleCall", "example_calls", "worked_example_html"]

_LOG = logging.getLogger(__name__)
_WORKED_EXAMPLE = re.compile(r"<h2>A worked example</h2>(.*?)(?=<h2>|\Z)", re.DOTALL)


def example_calls(exercise: Exercise) -> Sequence[ExampleCall]:
    """The calls that were recorded for the live version. Empty if there are none."""
    for catalog in settings.EXERCISE_CATALOGS:
        try:
            changed_at = (catalog / EXAMPLES_FILE).stat().st_mtime_ns
        except OSError:
            continue
        entry = _read(catalog, changed_at).get(exercise.slug)
        if entry and entry.digest == exercise.digest:
            return entry.calls
    return ()


def worked_example_html(exercise: Exercise) -> SafeString:
    """The part of the statement that explains the example, step by step. Empty if it has none. One query."""
    statement = Exercise.objects.values_list("statement_html", flat=True).get(pk=exercise.pk)
    section = _WORKED_EXAMPLE.search(statement)
    return mark_safe(section[1] if section else "")  # noqa: S308 - sanitized when the statement was saved


@lru_cache(maxsize=8)
def _read(catalog: Path, changed_at: int) -> Mapping[str, ExampleCalls]:
    """Read the file once after each change. A review is possible without it, so a broken one is only logged."""
    try:
        return read_example_calls(catalog)
    except (OSError, ValueError):
        _LOG.exception("%s of %s can’t be read", EXAMPLES_FILE, catalog)
        return {}
