"""Python source as HTML. A learner's source is highlighted within a time limit, and never during a request."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers.python import PythonLexer

CPU_SECONDS = 0.5
_LINE = '<span class="line">'
MAX_HTML_CHARS = 512 * 1024  # each token gets a span of its own, which may be 25 times its length


class _OutOfTime(BaseException):
    """The highlighting took too long. It is no Exception, so that no library code catches it."""


def python_html(source: str) -> SafeString:
    """Our own source as escaped HTML with Pygments' classes. Each line is a span, for line numbers in CSS.

    Not for a learner's source, which could take minutes: some of Pygments' expressions are quadratic.
    """
    html = highlight(source, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True))
    return _in_lines(html.removesuffix("\n"))  # Pygments closes its spans at the end of each line


def plain_html(source: str) -> SafeString:
    """Return the source as escaped HTML without colours, in linear time."""
    return _in_lines(escape(source.removesuffix("\n")))


def highlight_within_budget(source: str) -> str:
    """A learner's source as `python_html`, or empty if that takes more than CPU_SECONDS or grows too large.

    For workers and commands: it can be stopped in a process's main thread only. In other threads it returns empty.
    """
    try:
        with _cpu_limit(CPU_SECONDS):
            html = python_html(source)
    except (_OutOfTime, ValueError):  # signal's error outside the main thread is a ValueError
        return ""
    return html if len(html) <= MAX_HTML_CHARS else ""


def learner_html(source: str, html: str | None) -> SafeString:
    """A learner's source for a page: as a worker highlighted it, or plain."""
    return mark_safe(html) if html else plain_html(source)  # noqa: S308  python_html made it


def split_lines(html: SafeString) -> list[SafeString]:
    """The content of each line of `python_html`, `plain_html` or `learner_html`."""
    lines = html.removeprefix(_LINE).removesuffix("</span>").split(f"</span>\n{_LINE}")
    return [mark_safe(line) for line in lines]  # noqa: S308  parts of safe HTML


def count_lines(source: str) -> int:
    """Return the number of lines that the pages count."""
    return source.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").count("\n") + 1


@contextmanager
def _cpu_limit(seconds: float) -> Iterator[None]:
    """Stop the block after so much processor time, even within one regular expression."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise _OutOfTime

    earlier_handler = signal.signal(signal.SIGVTALRM, stop)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, earlier_handler)


def _in_lines(html: str) -> SafeString:
    lines = html.replace("\n", f"</span>\n{_LINE}")
    return mark_safe(f"{_LINE}{lines}</span>")  # noqa: S308  escaped by Pygments or by escape
