"""The catalogues of a site: the folders in ``DESCENT_CATALOG``, separated as in PATH. ``shipped`` stands for ours.

Each folder has its own record of audits, so a school's exercises lie beside ours, and nobody edits our record. Slugs
and uids are unique in all of them together.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from .exercise import Spec

SHIPPED = "shipped"
SHIPPED_CATALOG = Path(__file__).resolve().parents[2] / "exercises" / "catalog"
_SLUG = re.compile(r"[\w-]{1,100}")


def catalog_folders(variable: str) -> tuple[Path, ...]:
    """The folders that the variable names, ours alone if it is empty.

    >>> [folder.name for folder in catalog_folders("shipped:/srv/school")]
    ['catalog', 'school']
    """
    names = filter(None, variable.split(os.pathsep))
    folders = dict.fromkeys(SHIPPED_CATALOG if name == SHIPPED else Path(name) for name in names)
    return tuple(folders) or (SHIPPED_CATALOG,)


def folders_of(slug: str, catalogs: Iterable[Path]) -> list[Path]:
    """Every exercise folder of that name, at most one unless somebody made a mistake.

    The name is compared with those of folders, and is never joined to a path before it is known to be one.
    """
    if not _SLUG.fullmatch(slug):
        return []
    sections = (section for catalog in catalogs if catalog.is_dir() for section in os.scandir(catalog))
    return [Path(section.path, slug) for section in sections if os.path.isfile(f"{section.path}/{slug}/exercise.md")]


def twin_problems(exercises: Sequence[tuple[Path, Spec]]) -> Iterator[str]:
    """Name each slug and uid that two folders have, with both."""
    for name in ("slug", "uid"):
        first: dict[str, Path] = {}
        for folder, spec in exercises:
            value = getattr(spec, name)
            if (twin := first.setdefault(value, folder)) is not folder:
                yield f"{folder / 'exercise.md'}: the {name} {value!r} is also that of {twin / 'exercise.md'}"
