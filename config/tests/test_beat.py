"""Periodic tasks go on after the host's clock was set back."""

from datetime import timedelta
from pathlib import Path

from celery import Celery

from config.beat import Scheduler


def test_tasks_run_again_at_once_after_the_clock_was_an_hour_ahead(tmp_path: Path) -> None:
    app = Celery("site", broker="memory://", set_as_current=False)
    app.conf.update(beat_schedule={"lost": {"task": "resend", "schedule": 0.01}}, timezone="UTC")
    scheduler = Scheduler(app=app, schedule_filename=str(tmp_path / "schedule"))
    entry = scheduler.schedule["lost"]
    entry.last_run_at = entry.default_now() + timedelta(hours=1)
    for _ in range(2):  # the first may only find that none is due yet
        delay_s = scheduler.tick()
        assert delay_s <= 1
    scheduler.close()
