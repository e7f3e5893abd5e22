"""Make the fonts of card images: resvg reads TrueType with a name table only. Run by fonts.sh, needs fonttools, brotli.

Usage: card_fonts.py FONTSOURCE_FOLDER OUTPUT_FOLDER
"""

import sys
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

CHARACTERS = {*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x218, 0x21C), 0x2013, 0x2014, 0x2018, 0x2019, 0x201C}
CHARACTERS |= {0x201D, 0x2026, 0xB7}  # proof.cards.KNOWN_CHARACTERS has the same letters
FONTS = (
    ("source-serif-4", 600, "Descent Serif"),
    ("instrument-sans", 400, "Descent Sans"),
    ("instrument-sans", 600, "Descent Sans"),
)


def make_font(source: Path, package: str, weight: int, family: str, target: Path) -> None:
    parts = []
    for script in ("latin", "latin-ext"):
        font = TTFont(source / package / "files" / f"{package}-{script}-wght-normal.woff2")
        part = target / f".{script}.ttf"
        font.flavor = None
        instantiateVariableFont(font, {"wght": weight}, inplace=True).save(part)
        parts.append(part)
    font = Merger().merge([str(part) for part in parts])
    for part in parts:
        part.unlink()
    options = Options(layout_features=["kern", "liga", "ccmp", "mark"], name_IDs=[0, 13, 14], hinting=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    style = "SemiBold" if weight == 600 else "Regular"
    for number, text in ((1, family), (2, style), (4, f"{family} {style}"), (6, f"{family}-{style}".replace(" ", ""))):
        font["name"].setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font.save(target / f"{family.lower().replace(' ', '-')}-{weight}.ttf")
    missing = CHARACTERS - set(font.getBestCmap())
    print(family, weight, "lacks", sorted(map(hex, missing)))  # noqa: T201


if __name__ == "__main__":
    for row in FONTS:
        make_font(Path(sys.argv[1]), *row, Path(sys.argv[2]))
