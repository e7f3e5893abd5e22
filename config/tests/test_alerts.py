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
NAMES = {  # of the samples
    "counter": ("{}_total",),
    "histogram": ("{}", "{}_bucket", "{}_count", "{}_sum"),
    "info": ("{}_info",),
}


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_each_alert_names_the_fix(alert: dict[str, Any]) -> None:
    assert alert["annotations"].keys() == {"summary", "fix"}
    assert alert["for"]


@pytest.mark.usefixtures("db")
def test_alerts_and_the_scaling_of_runners_name_metrics_that_exist() -> None:
    metrics = {
        name.format(family.name) for family in site_registry().collect() for name in NAMES.get(family.type, ("{}",))
    }
    in_alerts = {name for alert in ALERTS for name in re.findall(r"descent_\w+", alert["expr"])}
    kubernetes = (ROOT / "docs/deploy/kubernetes.yml").read_text(encoding="utf-8")
    in_queries = {name for query in re.findall(r"query: .*", kubernetes) for name in re.findall(r"descent_\w+", query)}
    assert in_queries
    assert in_alerts | in_queries <= metrics


@pytest.mark.usefixtures("db")
def test_each_metric_explains_itself() -> None:
    """docs/operations.md leaves that to the HELP lines of /metrics."""
    assert not [family.name for family in site_registry().collect() if not family.documentation]
