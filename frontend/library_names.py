"""Write static/js/editor.names.js, the names of NumPy and torch that the editor completes.

Run ``.venv/bin/python frontend/library_names.py`` after either library was upgraded. The names are read from the
installed libraries: what is public and of use to a learner.
"""

import importlib
from pathlib import Path
from types import ModuleType

OUTPUT = Path(__file__).resolve().parents[1] / "static" / "js" / "editor.names.js"
MODULES = (
    *("numpy", "numpy.fft", "numpy.linalg", "numpy.random", "numpy.ndarray"),
    *("torch", "torch.linalg", "torch.nn", "torch.nn.functional", "torch.nn.init", "torch.optim", "torch.autograd"),
)
TORCH_CLASSES = ("Generator", "Size", "Tensor")
_HEAD = "// Made by frontend/library_names.py. Names by module, for the editor to complete.\n"


def names_of(path: str) -> list[str]:
    """The public names of a module, or of a class if the last part of the path is one."""
    try:
        owner = importlib.import_module(path)
    except ModuleNotFoundError:
        module, _, name = path.rpartition(".")
        owner = getattr(importlib.import_module(module), name)
    names = [name for name in dir(owner) if not name.startswith("_") and not name.endswith("_")]
    return [name for name in names if isinstance(owner, type) or _is_useful(path, name, getattr(owner, name))]


def _is_useful(path: str, name: str, value: object) -> bool:
    """Leave out what the library only imported, its constants, and modules and classes for its own use."""
    if isinstance(value, ModuleType):
        return any(module.startswith(f"{path}.{name}") for module in MODULES)
    if (name.isupper() and not isinstance(value, type)) or name == "test":
        return False
    if path == "torch" and isinstance(value, type) and name[:1].isupper():
        return name in TORCH_CLASSES
    return str(getattr(value, "__module__", None) or path).partition(".")[0] in {path.partition(".")[0], "builtins"}


def render() -> str:
    """The whole file."""
    rows = [f'  "{path}":\n    "{" ".join(names_of(path))}",\n' for path in MODULES]
    return f"{_HEAD}export const NAMES = {{\n{''.join(rows)}}};\n"


if __name__ == "__main__":
    OUTPUT.write_text(render(), encoding="utf-8")
