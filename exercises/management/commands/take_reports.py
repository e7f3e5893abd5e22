import gc
import signal
from typing import Any

from django.core.management.base import BaseCommand

from exercises.fleet.report_collector import Collector
from exercises.grading.jobs import prepare_to_send


class Command(BaseCommand):
    help = "Records the reports of runner hosts from the broker until it's stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        collector = Collector()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: collector.stop_event.set())
        prepare_to_send()
        gc.freeze()  # what is loaded stays: the garbage collector need not look through it during a verdict
        collector.run()
