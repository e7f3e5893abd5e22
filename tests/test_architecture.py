"""What import-linter cannot see."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.messages.storage.fallback import FallbackStorage
from django.utils.module_loading import import_string

from config.celery import app as web
from runner.worker import app as runner

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "lib",
    "config",
    "audit_log",
    "branding",
    "accounts",
    "curriculum",
    "exercises",
    "progress",
    "cohorts",
    "projects",
    "proof",
    "authoring",
    "lti",
    "personal_data",
    "notices",
)
HEAVY = "{'numpy', 'torch', 'msgspec', 'runner.judge', 'runner.sandbox'}"


def test_importing_the_protocol_imports_nothing_else_of_the_runner() -> None:
    assert (ROOT / "runner/__init__.py").read_text() == ""


def test_the_running_web_has_not_imported_numpy_or_torch() -> None:
    """Import every URL and every task, as a web process that has run for a day has done."""
    code = (
        "import sys, config.asgi, django.urls; from config.celery import app;"
        "django.urls.get_resolver().url_patterns; app.loader.import_default_modules();"
        "app.autodiscover_tasks(force=True);"
        f"sys.exit(str({HEAVY} & set(sys.modules)) if {HEAVY} & set(sys.modules) else 0)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_a_started_runner_has_no_django() -> None:
    """Modules that work without settings don't count, because kombu imports a type from Django if it is installed."""
    code = "import sys, runner.worker, runner.judge.grading; sys.exit('django.conf' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize(
    ("file", "never"), [("web.txt", ("torch", "numpy", "msgspec")), ("runner.txt", ("django", "psycopg", "drf"))]
)
def test_each_half_installs_without_the_other(file: str, never: tuple[str, ...]) -> None:
    names = re.findall(r"^([a-z][\w-]*)", (ROOT / "requirements" / file).read_text().lower(), re.MULTILINE)
    assert names
    assert not [name for name in names if name.startswith(never)]


def test_nothing_is_ever_unpickled() -> None:
    pattern = re.compile(
        r"\b(?:import|from)\s+(?:pickle|cPickle|dill|cloudpickle|marshal|shelve)\b|torch\.load\(|allow_pickle=True"
    )
    guilty = [
        path.relative_to(ROOT)
        for folder in ("runner", *APPS)
        for path in (ROOT / folder).rglob("*.py")
        if not {"tests", "catalog", "threats"}.intersection(path.parts) and pattern.search(path.read_text())
    ]
    assert not guilty


def test_everything_that_django_and_celery_store_for_us_is_json() -> None:
    assert {cache["BACKEND"] for cache in settings.CACHES.values()} == {"config.cache.JSONCache"}
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert issubclass(import_string(settings.MESSAGE_STORAGE), FallbackStorage)  # JSON, signed
    for app in (web, runner):
        assert app.conf.accept_content == ["json"]
        assert {app.conf.task_serializer, app.conf.result_serializer, app.conf.event_serializer} == {"json"}


def test_no_page_fetches_from_elsewhere() -> None:
    outside = re.compile(r"""(?:src|href)=["'](?:https?:)?//|url\(["']?(?:https?:)?//""")
    guilty = [
        path.relative_to(ROOT)
        for folder in ("templates", "static/css", "static/js")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".html", ".css", ".js"} and outside.search(path.read_text())
    ]
    assert not guilty


def test_no_template_carries_inline_style_or_script() -> None:
    script = r"""<script(?![^>]*\b(?:src=|type="application/json"))"""  # a block of JSON is data, which no browser runs
    inline = re.compile(rf"\sstyle=|<style|{script}|\son[a-z]+=|hx-on", re.IGNORECASE)
    guilty = [
        path.relative_to(ROOT) for path in (ROOT / "templates").rglob("*.html") if inline.search(path.read_text())
    ]
    assert not guilty
