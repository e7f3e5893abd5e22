"""A pytest plugin: every test process gets a `var` folder of its own, before anything reads the settings.

It is named in pyproject.toml because a conftest.py comes too late: pytest-django reads the settings first.
"""

import os
import shutil
import tempfile

os.environ["DESCENT_VAR"] = tempfile.mkdtemp(prefix="descent-test-")


def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ["DESCENT_VAR"], ignore_errors=True)
