"""When periodic tasks run: Celery's scheduler, on a host whose clock may be set back."""

from datetime import timedelta
from typing import Any

from celery.beat import PersistentScheduler

from runner.protocol import mark_alive

CLOCK_SKEW = timedelta(seconds=60)


class Scheduler(PersistentScheduler):
    """Goes on after the clock was set back.

    Celery's own would wait until the time of the last run comes again. If the clock was an hour ahead, no lost
    submission would be sent again for an hour.
    """

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Run one task that is due. Return the seconds until the next one."""
        for entry in self.schedule.values():
            now = entry.default_now()
            if entry.last_run_at and entry.last_run_at > now + CLOCK_SKEW:
                entry.last_run_at = now
                self._heap = None  # Celery makes it again
        delay: float = super().tick(*args, **kwargs)
        mark_alive()
        return delay
