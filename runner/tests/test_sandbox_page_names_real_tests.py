"""Every test file that docs/security.md names exists, and it names every sandbox test file."""

import re

from runner.tests.cells import REPOSITORY


def test_every_test_file_that_the_security_page_names_exists() -> None:
    page = (REPOSITORY / "docs" / "security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:runner|config)/tests/\w+\.py)`", page))
    assert len(named) >= 10
    assert not [path for path in named if not (REPOSITORY / path).exists()]


def test_every_sandbox_test_file_is_on_the_security_page() -> None:
    page = (REPOSITORY / "docs" / "security.md").read_text(encoding="utf-8")
    attacks = {path.name for path in (REPOSITORY / "runner" / "tests").glob("test_sandbox_*.py")}
    assert not [name for name in attacks - {"test_sandbox_page_names_real_tests.py"} if name not in page]
