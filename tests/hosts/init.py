"""The first process of a host: names it, starts its services, and starts them again when they end, as systemd would."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

_RESTART_AFTER_S = 1.0  # as in docs/deploy/systemd


class Services:
    """The services of this host. Each writes its log into ``logs``."""

    def __init__(self, commands: dict[str, list[str]], logs: Path) -> None:
        self.commands, self.logs = commands, logs
        self.pids: dict[int, str] = {}
        self.is_stopping = False

    def start(self, name: str) -> None:
        with (self.logs / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                self.commands[name], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        process.returncode = 0  # it's reaped below, with the orphans
        self.pids[process.pid] = name

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.is_stopping = True
        for pid in self.pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)

    def run(self) -> None:
        for name in self.commands:
            self.start(name)
        while self.pids or not self.is_stopping:
            pid, _ = os.waitpid(-1, 0)
            name = self.pids.pop(pid, "")
            if name and not self.is_stopping:
                time.sleep(_RESTART_AFTER_S)
                self.start(name)


def main() -> None:
    """The arguments: the host's name, the folder for its logs, and its commands by service, as JSON."""
    name, logs, commands = sys.argv[1:]
    socket.sethostname(name)
    services = Services(json.loads(commands), Path(logs))
    signal.signal(signal.SIGTERM, services.stop)
    services.run()


if __name__ == "__main__":
    main()
