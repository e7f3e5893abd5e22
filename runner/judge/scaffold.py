"""``python -m runner new SLUG --section SECTION``: the folder of a new exercise, with everything left to write marked.

Each mark is a line with AUTHOR: in it. The audit lists them, file by file, until there is none left; then it proves.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from runner.catalog import catalogs
from runner.protocol import folders_of, write_exercise_files
from runner.protocol.scaffold import MARK, scaffold_files

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def main(argv: list[str]) -> int:
    """Make the folder and say what comes next. 2 where it can't be made."""
    options = _parser().parse_args(argv)
    try:
        folder = make(options.slug, options.section, options.catalog)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(
        f"Made {folder}, an exercise as small as one can be.\n"
        f"Now: python -m runner audit {options.slug} --level checked\n"
        "It lists what is left to write and to correct. Without --level, it proves the checks too. docs/authoring.md\n"
        "explains checks.py.\n"
    )
    return 0


def make(slug: str, section: str, catalog: Path) -> Path:
    """Write the folder ``section/slug`` of a catalogue.

    Raises:
        ValueError: the name is no slug, or is taken, or no command would find the folder.
    """
    if catalog not in catalogs():
        variable = os.pathsep.join(["shipped", str(catalog)])
        raise ValueError(f"DESCENT_CATALOG doesn't name {catalog}. Run this first: export DESCENT_CATALOG={variable}")
    for name in (slug, section):
        if not _SLUG.fullmatch(name):
            raise ValueError(f"{name!r} is no slug: lower-case words with hyphens between them, such as row-means")
    if twins := folders_of(slug, catalogs()):
        raise ValueError(f"{slug} is there already: {twins[0]}")
    folder = catalog / section / slug
    write_exercise_files(scaffold_files(slug=slug, title=slug.replace("-", " ").capitalize()), folder)
    return folder


def unwritten_marks(folder: Path) -> Iterator[str]:
    """List what the author has yet to write, in the best order for writing it: "file, line n: what"."""
    for name in scaffold_files(slug="", title=""):
        lines = (folder / name).read_text(encoding="utf-8").splitlines() if (folder / name).is_file() else []
        for number, line in enumerate(lines, 1):
            if MARK in line:
                what = line.partition(MARK)[2].strip(' |"')
                yield f"{name}, line {number}: {what}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m runner new", description="Create the folder of a new exercise.")
    parser.add_argument("slug", help="its name in URLs, such as row-means")
    sections = ", ".join(sorted({path.name for catalog in catalogs() for path in catalog.glob("*/")})) or "none yet"
    parser.add_argument("--section", required=True, help=f"the folder it belongs in. Existing ones: {sections}")
    parser.add_argument(
        "--catalog",
        type=Path,
        default=catalogs()[-1],
        help="the folder of DESCENT_CATALOG that the section belongs in (default: the last, %(default)s)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
