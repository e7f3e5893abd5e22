"""``python -m runner.attack.page > docs/threats.md``: the suite as a page, one row for each threat."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from runner.attack.threat import FOLDER, Threat, all_threats
from runner.protocol import Device, Verdict

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

Each row is a file of hostile code that is graded for real, by the same judge and in the same sandbox as a learner's.
Its head tells the story; `python -m runner attack` plays them all, `python -m runner attack E7` one of them. After each
submission the invariants I1 to I7 of `runner/attack/stage.py` are looked at as well, so a row holds only where nothing
was left behind, the next honest submission passed, and the report gave nothing away.

The layers are those that stand against it; [security.md](security.md) says what each one is. This page is written by
`python -m runner.attack.page > docs/threats.md`, and a test compares the two.
"""
_NOTES = {
    "G": """\
No cell has a GPU yet: its root holds no device node and no driver's library. These are played, all or none, where the
host has one (`/dev/nvidiactl`), and are shown as not played elsewhere. On such a host they must not find a way to the
device; what they would do with it is written out, for the first cell that is lent one.

""",
}
_COLUMNS = "| | what is tried | submissions | layers | it must come to |\n|---|---|---:|---|---|\n"


def page() -> str:
    """The whole page, as it must lie in docs/threats.md."""
    return _HEAD + "".join(_sections(all_threats()))


def _sections(threats: tuple[Threat, ...]) -> Iterator[str]:
    for letter, title in _GROUPS.items():
        rows = [_row(threat) for threat in threats if threat.group == letter]
        yield f"\n## {letter}. {title}\n\n"
        yield _NOTES.get(letter, "") + _COLUMNS + "".join(rows)
    submissions = sum(_count(threat) for threat in threats)
    played = sum(threat.device is Device.CPU for threat in threats)
    yield f"\n{len(threats)} threats in {submissions} submissions; {played} of them are played on every host.\n"


def _row(threat: Threat) -> str:
    link = f"[{threat.id}](../{threat.path.relative_to(_REPOSITORY)})"
    cells = (link, threat.title, str(_count(threat)), ", ".join(threat.layers), _outcome(threat))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _count(threat: Threat) -> int:
    return len(threat.submissions) or 1


def _outcome(threat: Threat) -> str:
    if not threat.submissions:
        return "nothing gets through, seen from outside"
    verdicts = list(dict.fromkeys(verdict for one in threat.submissions for verdict in one.expected.verdict))
    words = " or ".join(f"`{verdict}`" for verdict in verdicts)
    return f"nothing gained, and judged as usual: {words}" if verdicts == [Verdict.PASSED] else words


if __name__ == "__main__":
    sys.stdout.write(page())
