"""Static files in production: hashed names, compressed, and one style sheet instead of fifteen."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLE_SHEET = "css/descent.css"
STYLE_IMPORT = re.compile(r'@import "([\w-]+\.css)";')
FOR_READERS = re.compile(r"/\*.*?\*/|^\s+", re.DOTALL | re.MULTILINE)
# Django's own patterns for modules would read the packages' scripts too, and one of those names a file it doesn't ship.
MODULE_IMPORT = (r"""(?P<matched>(?P<import>import [^"']*from )"(?P<url>\.\.?/[^"]+)";)""", '%(import)s"%(url)s";')
LATE_IMPORT = (r"""(?P<matched>import\("(?P<url>\.\.?/[^"]+)"\))""", 'import("%(url)s")')
# Vim's keys must share the editor's modules. A second copy under another name would be another editor.
VIM, VIM_IMPORT = "vendor/codemirror-vim.min.js", (r"""(?P<matched>from"(?P<url>\./[^"]+)")""", 'from"%(url)s"')


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Puts the files that the style sheet imports into it, and gives the imports of modules their hashed names.

    It stays because otherwise a browser asks for fifteen style sheets one after the other. In development it does, so
    nothing has to be built.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", (MODULE_IMPORT, LATE_IMPORT)),
        (VIM, (VIM_IMPORT,)),
    )

    def post_process(
        self, paths: dict[str, tuple[Storage, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        if STYLE_SHEET in paths and not dry_run:
            self.delete(STYLE_SHEET)
            self._save(STYLE_SHEET, ContentFile(bundle(paths, STYLE_SHEET)))
            paths = paths | {STYLE_SHEET: (self, STYLE_SHEET)}
        yield from super().post_process(paths, dry_run, **options)


def bundle(paths: dict[str, tuple[Storage, str]], name: str) -> str:
    """A style sheet with the content of those that it imports, which lie beside it, without comments and indents."""

    def content(name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            return file.read().decode()  # type: ignore[no-any-return]  # the storage's file has no type

    folder = name.rpartition("/")[0]
    text = STYLE_IMPORT.sub(lambda match: content(f"{folder}/{match[1]}"), content(name))
    return FOR_READERS.sub("", text)
