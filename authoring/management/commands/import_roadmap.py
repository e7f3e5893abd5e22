"""Import a roadmap: free-form Markdown, a plain outline, JSON, or a content folder or an archive of one.

The roadmap of the site gets it as a draft. Without a roadmap, or with --beside, it's loaded as a new one.
"""

import json
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from textwrap import shorten
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from authoring.drafts.queries import draft_content
from authoring.impact.sentences import changes_text
from authoring.roadmaps.imports import import_changes, import_document
from curriculum.documents.document import ContentError, Document
from curriculum.imports import find_problems, for_new_roadmap, for_roadmap, load_new_roadmap, read_source
from curriculum.models import Roadmap
from curriculum.models.base import validate_uid
from curriculum.outlines.errors import OutlineError
from curriculum.outlines.outline import RoadmapOutline
from lib.errors import RefusedError

MAX_VALUE = 70  # characters of a value, where it is listed


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="A file, a content folder or a .zip of one.")
        parser.add_argument("--dry-run", action="store_true", help="Print what would be imported, and change nothing.")
        parser.add_argument("--json", action="store_true", help="Print the tree as export_roadmap --json does.")
        parser.add_argument("--lines", action="store_true", help="Print what each line was understood as.")
        parser.add_argument("--uid", default="", help="The uid of the roadmap, instead of one made from its title.")
        parser.add_argument("--beside", action="store_true", help="Load it as another roadmap of the site.")

    def handle(self, *args: Any, **options: Any) -> None:
        outline = self._read(options["path"], options["uid"])
        roadmap = None if options["beside"] else self._roadmap_for(outline.document, is_dry_run=options["dry_run"])
        outline = for_roadmap(outline, roadmap) if roadmap else for_new_roadmap(outline)
        result = "" if options["dry_run"] else self._store(outline.document, roadmap)
        if options["json"]:
            self.stdout.write(json.dumps(outline.tree(), ensure_ascii=False, indent=2))
            return
        if options["lines"]:
            for reading in outline.readings:
                self.stdout.write(f"{reading.line:>6}  {reading.reading} of {reading.uid}: {reading.text}")
        self._summarize(outline)
        if options["dry_run"]:
            self._compare(outline.document, roadmap)
        else:
            self.stdout.write(result)

    def _read(self, path: Path, uid: str) -> RoadmapOutline:
        try:
            if uid:
                validate_uid(uid)
            outline = read_source(path)
        except OSError as error:
            raise CommandError(f"{path} can’t be read: {error.strerror}") from error
        except (OutlineError, ContentError) as error:
            raise CommandError(f"{path}: {error}" if isinstance(error, OutlineError) else str(error)) from error
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        if not uid:
            return outline
        return replace(outline, document=outline.document.with_values(uid=uid))

    def _roadmap_for(self, document: Document, *, is_dry_run: bool) -> Roadmap | None:
        """The roadmap with the document's uid, or None if the site has no roadmap at all."""
        roadmap = Roadmap.objects.filter(uid=document.uid).first()
        other = None if roadmap or is_dry_run else Roadmap.objects.current().first()
        if other:
            raise CommandError(
                f"The file is the roadmap “{document.uid}”, and this site has “{other.uid}”. To bring the file into "
                f"its draft, add --uid {other.uid}. To load it as another roadmap, add --beside."
            )
        return roadmap

    def _store(self, document: Document, roadmap: Roadmap | None) -> str:
        """Put it into the roadmap's draft, or load it as a new one. What was done, as a sentence."""
        try:
            if roadmap is None:
                return f"Loaded: {load_new_roadmap(document=document)}."
            edit = import_document(person=None, roadmap=roadmap, document=document)
        except (ContentError, RefusedError) as error:
            raise CommandError(str(error)) from error
        if edit is None:
            return "Nothing differs from the draft, so nothing was written."
        url = settings.SITE_ROOT + reverse("authoring:draft_detail", args=[roadmap.uid])
        problems = len(draft_content(roadmap).blocking_problems)
        text = f"{problems} problems must be fixed before it can be published. " if problems else ""
        return f"It’s in the draft now, and learners see nothing of it. {text}Read the changes at {url}"

    def _summarize(self, outline: RoadmapOutline) -> None:
        document = outline.document
        self.stdout.write(f"{document.values['title']} ({document.uid})")
        counts = {kind: count for kind, count in outline.counts().items() if kind != "roadmap"}
        self.stdout.write("  " + ", ".join(f"{count} {kind}" for kind, count in counts.items()))
        if outline.was_damaged:
            self.stdout.write("  The encoding was damaged and has been repaired.")
        lines = len(outline.readings) + len(outline.not_understood)
        if lines:  # a content folder is read as a whole
            texts = len(outline.text_lines)
            self.stdout.write(f"  {texts} of {lines} lines became plain text. --lines shows what each line became.")
        count = len(outline.not_understood)
        self.stdout.write(
            f"  {count} line wasn’t understood." if count == 1 else f"  {count} lines weren’t understood."
        )
        for line in outline.not_understood:
            self.stdout.write(f"{line.line:>6}  {line.text}")

    def _compare(self, document: Document, roadmap: Roadmap | None) -> None:
        """Say what can't be stored, and what would change in the roadmap's draft, if there is one."""
        problems = find_problems(document)
        if problems:
            self.stdout.write(f"  {len(problems)} texts can’t be stored until you correct them:")
        for problem in problems:
            self.stdout.write(f"    {problem}")
        if roadmap is not None:
            self._print_changes(roadmap, document)
        self.stdout.write("Nothing was written.")

    def _print_changes(self, roadmap: Roadmap, document: Document) -> None:
        try:
            changes = import_changes(draft_content(roadmap), document)
        except RefusedError as error:
            raise CommandError(str(error)) from error
        summary = changes_text([{"verb": change.verb, "kind": change.kind} for change in changes])
        self.stdout.write(f"Importing it would change the draft: {summary or 'nothing differs'}.")
        for change in changes:
            self.stdout.write(f"  {change.verb} {change.kind} {change.uid}")
            for field in change.fields if change.verb != "added" else ():
                before, after = (shorten(text, MAX_VALUE, placeholder="…") for text in (field.before, field.after))
                self.stdout.write(f"    {field.label}: {before or 'empty'} → {after or 'empty'}")
