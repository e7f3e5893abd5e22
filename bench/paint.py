"""How long a page takes from its request to the first paint with content in Chromium, and how many tab stops it has."""

import os
import statistics
from collections.abc import Iterator, Sequence
from typing import Any

from playwright.sync_api import sync_playwright

from tests.chromium import launch

ROUNDS = 5
FIRST_PAINT = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(list.getEntriesByName("first-contentful-paint")[0].startTime))
    .observe({ type: "paint", buffered: true });
})"""
TAB_STOPS = """() => [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex]")]
  .filter((one) => one.tabIndex >= 0 && one.type !== "hidden" && one.checkVisibility()).length"""
CELLS = "() => document.querySelectorAll('[data-grid] td').length"


def measure_paint(client: Any, pages: Sequence[str], learners: int) -> Iterator[dict[str, Any]]:
    """One row for each page. The server runs in this process, so its time is part of the paint."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright has an event loop in this thread
    from django.conf import settings
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.test.testcases import LiveServerThread

    settings.ALLOWED_HOSTS = ["*"]
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    address = f"http://127.0.0.1:{server.port}"
    try:
        with sync_playwright() as playwright:
            browser = launch(playwright)
            context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
            tab = context.new_page()
            for page in pages:
                times = []
                for _ in range(ROUNDS + 1):
                    tab.goto(page)
                    times.append(tab.evaluate(FIRST_PAINT))
                yield {
                    "page": page, "learners": learners, "cells": tab.evaluate(CELLS),
                    "paint_ms": round(statistics.median(times[1:])), "tab_stops": tab.evaluate(TAB_STOPS),
                }  # fmt: skip
            browser.close()
    finally:
        server.terminate()
