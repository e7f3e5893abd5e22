"""From click to verdict in Chromium, on a site of its own: `python -m bench.click [--json]`. Median of 20 runs.

The time runs from the click on Submit to the frame that shows the verdict's headline. The runner's own phases come from
the same submissions, so the rest is the browser, the web and the two queues.
"""

import argparse
import json
import re
import statistics
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.chromium import launch, paste, sign_in
from tests.pages import LEARNER
from tests.site import Site

CATALOG = Path(__file__).resolve().parent.parent / "exercises" / "catalog"
EXERCISE = "transformers/scaled-dot-product-attention"
RUNS = 20
WATCH = """() => new Promise((resolve) => {
  const started = performance.now();
  const look = () => {
    const headline = document.querySelector("#result .verdict:not(.waiting) h2");
    if (headline && !headline.dataset.seen) {
      headline.dataset.seen = "yes";
      requestAnimationFrame(() => resolve(performance.now() - started));
    } else requestAnimationFrame(look);
  };
  for (const old of document.querySelectorAll("#result h2")) old.dataset.seen = "yes";
  document.querySelector("[data-submit]").click();
  look();
})"""
SETTLED_MS = re.compile(r"Graded in ([\d.]+) (ms|s)")


def click(page: Page, source: str, number: int) -> tuple[float, float]:
    """(ms from click to verdict, ms of them in the runner) for one submission."""
    paste(page, f"{source}\n# {number}\n")
    total: float = page.evaluate(WATCH)
    match = SETTLED_MS.search(page.locator("#result").inner_text())
    if match is None:
        raise RuntimeError(page.locator("#result").inner_text())
    return total, float(match[1]) * (1000 if match[2] == "s" else 1)


def measure() -> dict[str, float]:
    source = (CATALOG / EXERCISE / "solution.py").read_text(encoding="utf-8")
    with Site() as site, sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page()
        sign_in(page, site, LEARNER)
        page.goto(f"{site.address}/exercises/{EXERCISE.split('/')[1]}/")
        runs = []
        for number in range(RUNS + 2):
            runs.append(click(page, source, number))
            page.wait_for_timeout(3100)  # stay below the rate of 20 a minute
        browser.close()
    totals, runner_ms = zip(*runs[2:], strict=True)  # the first two warm up the judges
    return {
        "runs": RUNS,
        "click_ms_p50": round(statistics.median(totals), 1),
        "click_ms_p95": round(sorted(totals)[int(0.95 * len(totals))], 1),
        "runner_ms_p50": round(statistics.median(runner_ms), 1),
        "rest_ms_p50": round(statistics.median(t - g for t, g in zip(totals, runner_ms, strict=True)), 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.click", description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = measure()
    if options.json:
        sys.stdout.write(json.dumps(result) + "\n")
        return
    sys.stdout.writelines(f"{name:16} {value}\n" for name, value in result.items())


if __name__ == "__main__":
    main()
