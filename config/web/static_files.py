"""Static files in production: hashed names, compressed, without comments, and one style sheet instead of fifteen."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from rcssmin import cssmin
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLE_SHEET = "css/descent.css"
STYLE_IMPORT = re.compile(r'@import "([\w-]+\.css)";')
OURS = re.compile(r"(css|js)/[\w.-]+\.\1")
# Django's own patterns for modules would read the packages' scripts too, and one of those names a file it doesn't ship.
MODULE_IMPORT = (r"""(?P<matched>from"(?P<url>\.\.?/[^"]+)")""", 'from"%(url)s"')
LATE_IMPORT = (r"""(?P<matched>import\("(?P<url>\.\.?/[^"]+)"\))""", 'import("%(url)s")')
# Vim's keys must share the editor's modules. A second copy under another name would be another editor.
VIM = "vendor/codemirror-vim.min.js"


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Puts the files that the style sheet imports into it, and gives the imports of modules their hashed names.

    It stays because otherwise a browser asks for fifteen style sheets one after the other. In development it does, so
    nothing has to be built.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", (MODULE_IMPORT, LATE_IMPORT)),
        (VIM, (MODULE_IMPORT,)),
    )

    def post_process(
        self, paths: dict[str, tuple[Storage, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        ours = {} if dry_run else {name: served_text(paths, name) for name in paths if OURS.fullmatch(name)}
        for name, text in ours.items():
            self.delete(name)
            self._save(name, ContentFile(text))
        yield from super().post_process(paths | {name: (self, name) for name in ours}, dry_run, **options)


def served_text(paths: dict[str, tuple[Storage, str]], name: str) -> str:
    """A script or a style sheet without comments and indents, with the sheets beside it that it imports in it."""

    def content(name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            return file.read().decode()  # type: ignore[no-any-return]  # the storage's file has no type

    folder, kind, text = name.partition("/")[0], name.rpartition(".")[2], content(name)
    if name == STYLE_SHEET:
        text = STYLE_IMPORT.sub(lambda match: content(f"{folder}/{match[1]}"), text)
    return jsmin(text) if kind == "js" else cssmin(text)  # type: ignore[no-any-return]  # neither has types
