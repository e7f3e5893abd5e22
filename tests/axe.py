"""axe-core on the page that is open: what it finds against WCAG 2.2 AA, in both themes and at both widths."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.pages import THEMES, WIDTHS

AXE = (Path(__file__).resolve().parent / "vendor" / "axe-4.14.1.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {
    "runOnly": TAGS,
    "resultTypes": ["violations"],  # every rule runs; what holds is not described node by node: a third of the time
    "preload": False,  # it would copy imported style sheets into inline ones, which the policy blocks
}

# The rules of TAGS that look at colours. The two themes differ in nothing else: tests/lint/look.py.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]


def violations(tab: Page) -> list[str]:
    found: list[str] = []
    tab.wait_for_load_state()  # a click returns before the style sheets are there
    add_axe(tab)
    for theme in THEMES:
        rules = RULES if theme == THEMES[0] else RULES | {"runOnly": COLOUR_RULES}
        # Without motion, or a colour would be measured on its way from one theme to the other.
        tab.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 900})
            tab.evaluate("new Promise(requestAnimationFrame)")  # a script that follows the width has run before it
            result: dict[str, Any] = tab.evaluate("rules => axe.run(document, rules)", rules)
            found += [
                f"{theme} {width}: {violation['id']} {node['target']} {node['failureSummary']}"
                for violation in result["violations"]
                for node in violation["nodes"]
            ]
    return found


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
