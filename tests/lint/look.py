"""docs/look.md names every component and every colour, and shows only pictures that are there."""

import re
from collections.abc import Iterator

from tests.lint.files import DOCS, ROOT, at, read, tracked

PAGE = DOCS / "look.md"
COLOUR = re.compile(r"^  (--[\w-]+): light-dark", re.MULTILINE)


def problems() -> Iterator[str]:
    components = [path.name for path in tracked("templates/components/*.html")]
    colours = sorted(set(COLOUR.findall(read(ROOT / "static/css/tokens.css"))))
    for name in (*components, *colours):
        if f"`{name}`" not in read(PAGE):
            yield f"{at(PAGE, 0)}: explain `{name}`"
    for match in re.finditer(r"\]\((images/[\w.-]+)\)", read(PAGE)):
        if not (DOCS / match[1]).is_file():
            yield f"{at(PAGE, match.start())}: {match[1]} isn’t there"
    for path in tracked("static/**.css", "static/**.js", "templates/**.html"):
        if (start := read(path).find("prefers-color-scheme")) >= 0:
            # tests/axe.py relies on it: in the dark it runs only the rules about colours.
            yield f"{at(path, start)}: use light-dark(), so that the themes differ in colours only"
