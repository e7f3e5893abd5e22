"""axe-core on the page that is open: what it finds against WCAG 2.2 AA at both widths, and in both themes."""

from pathlib import Path
from typing import Any, Literal
from zlib import crc32

from playwright.sync_api import Page

from tests.pages import WIDTHS
from tests.sample import RUN

AXE = (Path(__file__).resolve().parent / "vendor" / "axe-4.14.1.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {
    "runOnly": TAGS,
    "resultTypes": ["violations"],  # every rule runs; what holds is not described node by node: a third of the time
    "rules": {"label-content-name-mismatch": {"enabled": True}},  # 2.5.3, which axe calls experimental
    "preload": False,  # it would copy imported style sheets into inline ones, which the policy blocks
}

# The rules of TAGS that look at colours. The two themes differ in nothing else: tests/lint/look.py.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]


def violations(tab: Page) -> list[str]:
    """What it finds. Colours take half of its time, so each theme's are looked at in one width, drawn for each run."""
    tab.wait_for_load_state()  # a click returns before the style sheets are there
    add_axe(tab)
    first, second = WIDTHS if crc32(f"{RUN} {tab.url}".encode()) % 2 else WIDTHS[::-1]
    return [
        *_found(tab, "light", first, RULES),
        *_found(tab, "light", second, RULES | {"rules": {rule: {"enabled": False} for rule in COLOUR_RULES}}),
        *_found(tab, "dark", second, RULES | {"runOnly": COLOUR_RULES}),
    ]


def _found(tab: Page, theme: Literal["light", "dark"], width: int, rules: dict[str, Any]) -> list[str]:
    # Without motion, or a colour would be measured on its way from one theme to the other.
    tab.emulate_media(color_scheme=theme, reduced_motion="reduce")
    tab.set_viewport_size({"width": width, "height": 900})
    # In a window as high as the page, where no sticky bar covers half of a control that scrolls out from under it.
    height = tab.evaluate("document.documentElement.scrollHeight")
    tab.set_viewport_size({"width": width, "height": height})
    tab.evaluate("new Promise(requestAnimationFrame)")  # a script that follows the width has run before it
    result: dict[str, Any] = tab.evaluate("rules => axe.run(document, rules)", rules)
    return [
        f"{theme} {width}: {violation['id']} {node['target']} {node['failureSummary']}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def add_axe(tab: Page) -> None:
    tab.evaluate(AXE)  # by the debugger's door, which the page's content security policy does not guard


def colour_rules(tab: Page) -> list[str]:
    """The names of all of axe's rules about colours that have one of our tags."""
    names: list[str] = tab.evaluate(
        """tags => axe.getRules(["cat.color"]).filter((rule) => rule.tags.some((tag) => tags.includes(tag)))
        .map((rule) => rule.ruleId).sort()""",
        TAGS,
    )
    return names
