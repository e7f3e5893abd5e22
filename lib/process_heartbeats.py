"""Which of the site's own processes are at work. Each writes the time to the broker, which all of them need.

The broker may lose them: a process that works writes again within seconds, and one that doesn't is rightly missed.
"""

import time
from contextlib import suppress
from enum import StrEnum

from lib.broker import CONNECTION_ERRORS, client

_KEY = "site.heartbeats"


class Process(StrEnum):
    BEAT = "beat"
    WORKER_WEB = "worker-web"
    TAKE_REPORTS = "take_reports"
    BACKUP = "backup"  # runs once a day, and its heartbeat is its success


def record_heartbeat(process: Process) -> None:
    """Note that the process has just done its work. If the broker can't be reached, the process counts as silent."""
    with suppress(*CONNECTION_ERRORS):
        client().hset(_KEY, process, f"{time.time():.0f}")


def heartbeat_ages() -> dict[Process, float]:
    """Seconds since each process was last at work, by the clocks of both hosts; infinite if nothing is known.

    Raises:
        redis.RedisError, OSError: the broker can't be reached.
    """
    now, times = time.time(), client().hgetall(_KEY)
    return {
        process: max(0.0, now - float(times[process.encode()])) if process.encode() in times else float("inf")
        for process in Process
    }
