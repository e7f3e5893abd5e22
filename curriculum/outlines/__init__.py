"""Import what people have: free-form Markdown, plain outlines and JSON become a tree of documents, with a report."""

from curriculum.outlines.errors import OutlineError
from curriculum.outlines.outline import RoadmapOutline, read_outline

__all__ = ["OutlineError", "RoadmapOutline", "read_outline"]
