"""Print the matrix as a table. Exit with 0 only if every layer makes the difference on its own."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator

from runner.attack import ordinary_user

from .host import Host
from .layers import LAYERS, UNSEEN_BY_THE_DOCTOR, WARM_ONLY
from .play import COLD, WARM, Daemons, play, seen_by_the_doctor
from .probes import DONE, PROBES, WARM_PROBES


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m runner.tests.sabotage")
    parser.add_argument("layers", nargs="*", metavar="LAYER", help="only these; all where none is named")
    parser.add_argument("--cells", choices=(COLD, WARM), default=COLD)
    parser.add_argument("--as-user", action="store_true", help="for root: do it as an ordinary user")
    options = parser.parse_args(argv)
    if options.as_user and os.geteuid() == 0:
        return subprocess.run(ordinary_user.python("-m", "runner.tests.sabotage", *argv), check=False).returncode
    wrong = 0
    with Host() as host, Daemons(host) as daemons:
        for right, layer, text in _rows(options.cells, frozenset(options.layers), host, daemons):
            wrong += not right
            sys.stdout.write(f"{'ok' if right else 'WRONG':6}{layer:13}{text}\n")
            sys.stdout.flush()
    return 1 if wrong else 0


def _rows(cells: str, only: frozenset[str], host: Host, daemons: Daemons) -> Iterator[tuple[bool, str, str]]:
    for probe in (*PROBES, *(WARM_PROBES if cells == WARM else ())):
        if (probe.root and os.geteuid() != 0) or (only and probe.layer not in only):
            continue
        held, opened = (play(probe, cells, daemons, host, out=out) for out in (False, True))
        right = held != DONE and opened == DONE
        yield right, probe.layer, f"{probe.name:42} in: {held[:40]:42} out: {opened[:40]}"
    for layer in (*LAYERS, *(WARM_ONLY if cells == WARM else ())):
        if only and layer not in only:
            continue
        found = seen_by_the_doctor(layer, cells, daemons, host)
        right = bool(found) != (layer in UNSEEN_BY_THE_DOCTOR)
        yield right, layer, f"the doctor, with it out: {found[:100] or 'does not look'}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
