"""Prometheus learns what fails silently: processes, tasks, mail, webhooks, backups, the disk, failing pages."""

import re
import socketserver
import threading
import time
import urllib.request
from datetime import timedelta
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from celery import Celery
from celery.signals import task_postrun
from django.conf import LazySettings
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from accounts.models import User
from config.beat import Scheduler
from config.operations.site_metrics import TASK_LISTS
from exercises.fleet.report_collector import Collector, HostThread
from exercises.tests.processes import database_url
from lib.broker import client as broker_client
from lib.process_heartbeats import Process, record_heartbeat
from notices.models import Webhook
from tests.patience import PATIENCE_S, comes_true
from tests.serving import serving

TOKEN = "a long enough token"
NEVER = float("inf")


@pytest.fixture(autouse=True)
def _broker(db: None) -> None:
    broker_client().flushdb()


def figures(page: str) -> dict[tuple[str, ...], float]:
    """Each sample by its name and the values of its labels."""
    families = text_string_to_metric_families(page)
    return {(sample.name, *sample.labels.values()): sample.value for family in families for sample in family.samples}


@pytest.fixture
def scrape(client: Client, settings: LazySettings) -> Any:
    settings.METRICS_TOKEN = TOKEN
    return lambda: figures(client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text)


def age(samples: dict[tuple[str, ...], float], process: str) -> float:
    return samples["descent_heartbeat_age_seconds", process]


# ------------------------------------------------------------------ processes


def test_a_process_that_never_worked_is_missed_and_not_left_out(scrape: Any) -> None:
    samples = scrape()
    assert {process: age(samples, process) for process in ("beat", "worker-web", "take_reports")} == {
        "beat": NEVER, "worker-web": NEVER, "take_reports": NEVER,
    }  # fmt: skip
    assert samples["descent_backup_age_seconds",] == NEVER


def test_beat_is_at_work_when_it_ticks(tmp_path: Path, valkey: str, scrape: Any) -> None:
    app = Celery("site", broker=valkey, set_as_current=False)
    scheduler = Scheduler(app=app, schedule_filename=str(tmp_path / "schedule"))
    scheduler.tick()
    scheduler.close()
    samples = scrape()
    assert age(samples, "beat") < PATIENCE_S
    assert age(samples, "worker-web") == NEVER


def test_the_webs_worker_is_at_work_when_it_ends_a_task(scrape: Any) -> None:
    task_postrun.send(sender=None)
    assert age(scrape(), "worker-web") < PATIENCE_S


def test_take_reports_is_at_work_while_all_of_its_threads_are(scrape: Any) -> None:
    collector = Collector()
    collector.threads["gone"] = HostThread("gone")  # not running, as after an error that nobody expected
    collector._record_heartbeat()
    assert age(scrape(), "take_reports") == NEVER
    collector.threads.clear()
    collector._record_heartbeat()
    assert age(scrape(), "take_reports") < PATIENCE_S


def test_the_age_grows_until_the_process_works_again(scrape: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    with monkeypatch.context() as earlier:
        earlier.setattr("lib.process_heartbeats.time.time", lambda: now - 1000)
        record_heartbeat(Process.BEAT)
    assert age(scrape(), "beat") >= 999


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_noted_once_it_is_complete(scrape: Any, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="Create it first"):
        call_command("backup", "--into", str(tmp_path / "none"))
    assert scrape()["descent_backup_age_seconds",] == NEVER
    call_command("backup", "--into", str(tmp_path))
    assert scrape()["descent_backup_age_seconds",] < PATIENCE_S


def test_without_the_broker_the_other_figures_are_there(scrape: Any, settings: LazySettings, tmp_path: Path) -> None:
    settings.CELERY_BROKER_URL = f"redis+socket://{tmp_path}/none.sock"
    broker_client.cache_clear()
    try:
        samples = scrape()
    finally:
        broker_client.cache_clear()
    assert samples["descent_broker_up",] == 0
    assert samples["descent_disk_size_bytes",] > samples["descent_disk_free_bytes",] > 0
    assert not [name for name, *_ in samples if "heartbeat" in name]


# ------------------------------------------------------------------ tasks, mail, webhooks


def test_tasks_that_wait_are_counted_at_every_priority(scrape: Any) -> None:
    for name in TASK_LISTS:
        broker_client().lpush(name, "a task")
    assert scrape()["descent_tasks_waiting",] == len(TASK_LISTS)


class _MailServer(socketserver.StreamRequestHandler):
    """Accepts mail to anybody but nobody@example.org."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        is_data = False
        for line in self.rfile:
            is_data = is_data and line != b".\r\n"
            if not is_data:
                refused = line.startswith(b"rcpt") and b"nobody" in line
                is_data = line.startswith(b"data")
                self.wfile.write(b"550 unknown\r\n" if refused else b"354 go\r\n" if is_data else b"250 ok\r\n")


def test_mails_are_counted_as_sent_or_failed(scrape: Any, settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "config.mail.SMTPBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _MailServer) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_PORT = server.server_address[1]
        EmailMessage("Hello", "there", to=["ada@example.org"]).send()
        with pytest.raises(SMTPRecipientsRefused):
            EmailMessage("Hello", "there", to=["nobody@example.org"]).send()
        server.shutdown()
    with pytest.raises(ConnectionRefusedError):  # nobody listens any more
        EmailMessage("Hello", "there", to=["ada@example.org"]).send()
    samples = scrape()
    assert samples["descent_mails_total", "sent"] == 1
    assert samples["descent_mails_total", "failed"] == 2


def test_webhooks_that_fail_are_counted(scrape: Any, ada: User) -> None:
    now = timezone.now()
    for path, fields in {"a": {}, "b": {"failing_since": now}, "c": {"switched_off_at": now}}.items():
        Webhook.objects.create(
            person=ada, url=f"https://ada.example.org/{path}", created_at=now - timedelta(days=1), **fields
        )
    samples = scrape()
    assert (samples["descent_webhooks", "working"], samples["descent_webhooks", "failing"]) == (1, 1)


# ------------------------------------------------------------------ requests


def request_count(samples: dict[tuple[str, ...], float], status: str) -> float:
    return samples.get(("descent_http_request_seconds_count", status), 0)


def test_requests_are_measured_by_the_class_of_their_status(scrape: Any, client: Client) -> None:
    earlier_samples = scrape()
    client.get("/about/")
    client.get("/no-such-page/")
    client.get("/healthz")  # a probe
    after = scrape()
    assert request_count(after, "2xx") == request_count(earlier_samples, "2xx") + 1
    assert request_count(after, "4xx") == request_count(earlier_samples, "4xx") + 1


def test_all_processes_of_a_host_are_measured_whichever_is_asked() -> None:
    with serving("--processes", "2", METRICS_TOKEN=TOKEN, DATABASE_URL=database_url()) as (port, _):
        address = f"http://127.0.0.1:{port}"
        for _ in range(20):
            with urllib.request.urlopen(f"{address}/robots.txt", timeout=PATIENCE_S) as response:
                response.read()

        def counts() -> set[str]:
            request = urllib.request.Request(f"{address}/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
                return set(re.findall(r"request_seconds_count.*2xx.* (\S+)", response.read().decode()))

        assert comes_true(lambda: counts() == {"20.0"})


# ------------------------------------------------------------------ the disk


@pytest.mark.parametrize(("free", "is_said"), [(110, False), (100, True), (0, True)])
def test_admins_see_on_the_status_page_that_the_disk_is_nearly_full(
    grace: User, ada: User, client_of: Any, monkeypatch: pytest.MonkeyPatch, free: int, is_said: bool
) -> None:
    usage = type("Usage", (), {"free": free, "used": 1000 - free})
    monkeypatch.setattr("config.operations.site_metrics.shutil.disk_usage", lambda path: usage)
    assert ('id="disk"' in client_of(grace).get("/status/").text) == is_said
    assert 'id="disk"' not in client_of(ada).get("/status/").text
