"""A pytest plugin: every test process gets a `var` folder and Redis databases of its own, before it reads the settings.

It is named in pyproject.toml because a conftest.py comes too late: pytest-django reads the settings first.
"""

import os
import re
import shutil
import tempfile

_URLS = ("CELERY_BROKER_URL", "CACHE_URL")


def own_database(url: str, worker: str) -> str:
    """The URL for xdist's process ``worker``: the second one uses the database with a number higher by two, and so on.

    The broker and the cache lie side by side, and tests empty both.
    """
    place = re.fullmatch(r"(rediss?://[^/]+/)(\d+)", url)
    if not place:
        return url
    return f"{place[1]}{int(place[2]) + 2 * int(worker.removeprefix('gw') or 0)}"


os.environ["DESCENT_VAR"] = tempfile.mkdtemp(prefix="descent-test-")
for _name in _URLS:
    if _url := os.environ.get(_name):
        os.environ[_name] = own_database(_url, os.environ.get("PYTEST_XDIST_WORKER", ""))


def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ["DESCENT_VAR"], ignore_errors=True)
