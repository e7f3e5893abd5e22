"""Reading and writing the curriculum's content files. `content/README.md` describes the format."""

from curriculum.documents.document import ContentError, Document, Place
from curriculum.documents.folder import read_folder, write_folder

__all__ = ["ContentError", "Document", "Place", "read_folder", "write_folder"]
