from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers.python import PythonLexer


def python_html(source: str) -> SafeString:
    """Python source as escaped HTML with Pygments' classes, each line in a span that the style sheet numbers."""
    html = highlight(source, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True))
    lines = html.removesuffix("\n").split("\n")  # Pygments closes its spans at the end of each line
    return format_html_join("\n", '<span class="line">{}</span>', ((mark_safe(line),) for line in lines))  # noqa: S308
