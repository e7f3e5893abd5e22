"""A folder of a project that can't be read is reported at the start, not by the first page that needs it."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from projects.catalogue import projects


@register
def project_folders_are_readable(**kwargs: Any) -> list[CheckMessage]:
    try:
        projects()
    except (OSError, ValueError) as error:
        return [Error(str(error), hint="docs/projects.md says what a project's folder has.", id="projects.E001")]
    return []
