"""docs/privacy.md names every model that is about a person, and every setting that says how long it's kept."""

import re

from django.apps import apps
from django.conf import settings

from personal_data.inventory import INVENTORY, NOT_EXPORTED
from personal_data.tests.test_export import STAYING, owned_models
from tests.site import ROOT

PAGE = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
CODE = (ROOT / "config/settings/retention.py").read_text(encoding="utf-8")


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_the_record_has_each_model_that_is_about_a_person_and_no_other() -> None:
    named = set(re.findall(r"`([a-z_]+\.[A-Z]\w+)`", section("Record of processing")))
    assert named == {item.model._meta.label for item in INVENTORY} | set(NOT_EXPORTED) | set(owned_models()) | STAYING
    assert all(apps.get_model(label) for label in named)


def test_each_row_of_the_record_says_all_there_is_to_say() -> None:
    rows = [line for line in section("Record of processing").splitlines() if line.startswith("| `")]
    assert len(rows) > 10
    assert [row for row in rows if len([cell for cell in row.strip("|").split("|") if cell.strip()]) != 5] == []


def test_the_table_of_limits_has_each_setting_with_its_default() -> None:
    limits = dict(re.findall(r'env\.int\("(KEEP_\w+)", default=(\d+)\)', CODE))
    assert len(limits) == len(settings.RETENTION_DAYS)
    assert dict(re.findall(r"^\| `(KEEP_\w+)` \| `(\d+)` \|", section("How long"), re.MULTILINE)) == limits
