"""``python -m runner.attack.threats_page > docs/threats.md``: the suite as a page, with one line for each threat."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator

from runner.attack.threat import FOLDER, Threat, all_threats
from runner.protocol import Device

_REPOSITORY = FOLDER.parents[2]

_GROUPS = {
    "A": "Resources",
    "B": "Values that come back",
    "C": "Files",
    "D": "Network and other processes",
    "E": "The kernel",
    "F": "The verdict itself",
    "G": "GPU",
    "H": "The next submission",
}
_HEAD = """\
# Threats

Each is a file of hostile code, graded like a learner's by `python -m runner attack [ID …]`. It names the expected
verdict. In brackets are the [layers](security.md#the-layers) that stop it (`runner/attack/threat.py` lists them). A
threat is held only if nothing was left behind, the next honest submission passed, and the report gave nothing away.

`python -m runner.attack.threats_page > docs/threats.md` writes this page, and a test compares the two.
"""
_NOTES = {
    "G": """\
None of these has run on a real card yet ([gpu.md](gpu.md)). G12 can't be ruled out: we trust the driver.

""",
}


def page() -> str:
    """The whole page, as docs/threats.md must have it."""
    return _HEAD + "".join(_sections(all_threats()))


def _sections(threats: tuple[Threat, ...]) -> Iterator[str]:
    for letter, title in _GROUPS.items():
        yield f"\n## {letter}. {title}\n\n"
        yield _NOTES.get(letter, "") + "".join(_row(threat) for threat in threats if threat.group == letter)
    submissions = sum(len(threat.submissions) or 1 for threat in threats)
    needs = Counter("a GPU" if threat.device is Device.GPU else _need(threat) for threat in threats)
    others = ", ".join(f"{count} need {need}" for need, count in sorted(needs.items()) if need)
    yield f"\n{len(threats)} threats in {submissions} submissions; {needs['']} of them run on every host, {others}.\n"


def _need(threat: Threat) -> str:
    """Return the package that a host may lack to run it: Triton, or none."""
    return "Triton" if threat.exercise == "kernel" else ""


def _row(threat: Threat) -> str:
    return f"- [{threat.id}](../{threat.path.relative_to(_REPOSITORY)}) {threat.title} ({', '.join(threat.layers)})\n"


if __name__ == "__main__":
    sys.stdout.write(page())
