"""The alerts in docs/ are about metrics that exist, and say what to do."""

import re
from typing import Any

import pytest
import yaml

from config.operations.monitoring import site_registry
from tests.site import ROOT

ALERTS: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((ROOT / "docs/alerts.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
NAMES = {  # of the samples, the documented one first
    "counter": ("{}_total",),
    "histogram": ("{}", "{}_bucket", "{}_count", "{}_sum"),
    "info": ("{}_info",),
}


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_each_alert_names_the_fix(alert: dict[str, Any]) -> None:
    assert alert["annotations"].keys() == {"summary", "fix"}
    assert alert["for"]


@pytest.mark.usefixtures("db")
def test_alerts_and_the_documentation_name_metrics_that_exist() -> None:
    families = list(site_registry().collect())
    metrics = {
        name for family in families for name in NAMES.get(family.type, ("{}",)) for name in [name.format(family.name)]
    }
    in_alerts = {name for alert in ALERTS for name in re.findall(r"descent_\w+", alert["expr"])}
    documented = set(re.findall(r"`(descent_\w+)`", (ROOT / "docs/operations.md").read_text(encoding="utf-8")))
    assert in_alerts <= metrics
    assert documented == {NAMES.get(family.type, ("{}",))[0].format(family.name) for family in families}
