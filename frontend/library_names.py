"""Write what the editor knows of NumPy and torch: their names, which it completes, and their signatures.

Run ``.venv/bin/python frontend/library_names.py`` after either library was upgraded. Both are read from the installed
libraries: what is public and of use to a learner. The editor loads the signatures when they are first asked for.
"""

import importlib
import inspect
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

SCRIPTS = Path(__file__).resolve().parents[1] / "static" / "js"
MODULES = (
    *("numpy", "numpy.fft", "numpy.linalg", "numpy.random", "numpy.random.Generator", "numpy.ndarray"),
    *("torch", "torch.Tensor", "torch.linalg", "torch.nn", "torch.nn.functional", "torch.nn.init", "torch.optim"),
    "torch.autograd",
)
TORCH_CLASSES = ("Generator", "Size", "Tensor")
MAX_PARAMETERS, MAX_SUMMARY = 120, 80  # characters
_NOISE = {
    *("args", "capturable", "casting", "device", "differentiable", "foreach", "fused", "generator"),
    *("initial", "kwargs", "layout", "like", "maximize", "memory_format", "order", "out"),
    *("pin_memory", "reduce", "requires_grad", "self", "signature", "size_average", "subok", "where"),
}
_HEAD = "// Made by frontend/library_names.py. {} by module, for the editor{}.\n"


def names_of(path: str) -> list[str]:
    """The public names of a module, or of a class if the last part of the path is one."""
    owner = _owner(path)
    names = [name for name in dir(owner) if not name.startswith("_") and not name.endswith("_")]
    return [name for name in names if isinstance(owner, type) or _is_useful(path, name, getattr(owner, name))]


def _owner(path: str) -> Any:
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError:
        module, _, name = path.rpartition(".")
        return getattr(importlib.import_module(module), name)


def _is_useful(path: str, name: str, value: object) -> bool:
    """Leave out what the library only imported, its constants, and modules and classes for its own use."""
    if isinstance(value, ModuleType):
        return any(module.startswith(f"{path}.{name}") for module in MODULES)
    if (name.isupper() and not isinstance(value, type)) or name == "test":
        return False
    if path == "torch" and isinstance(value, type) and name[:1].isupper():
        return name in TORCH_CLASSES
    return str(getattr(value, "__module__", None) or path).partition(".")[0] in {path.partition(".")[0], "builtins"}


def signature_of(name: str, value: Any) -> str:
    """The parameters that a learner sets, and the first sentence of the documentation, as "x, axis=None|Sum …"."""
    documentation = inspect.getdoc(value) or ""
    lines = documentation.splitlines() or [""]
    stated = re.match(rf"(?:\w+\.)?{name}\((.*?)\)(?:\s*->.*)?$", lines[0])
    try:
        parameters = [_parameter(parameter) for parameter in inspect.signature(value).parameters.values()]
    except (TypeError, ValueError):
        parameters = []
    if stated and (not parameters or "**kwargs" in parameters):
        parameters = [part.strip() for part in stated[1].split(",")]
    if not parameters and not stated:
        return ""
    kept = [text for text in parameters if text and text.strip("*").partition("=")[0].strip("[] ") not in _NOISE]
    while kept and kept[-1] in ("*", "/"):
        kept.pop()
    text = ", ".join(text for text in kept if text != "/").replace("=<no value>", "=False")
    text = re.sub(r"=<[^>]*>", "=…", text)
    prose = re.split(r"\n\s*\n", documentation, maxsplit=1)[-1] if stated else documentation
    return f"{text[:MAX_PARAMETERS]}|{_first_sentence(prose)}"


def _parameter(parameter: inspect.Parameter) -> str:
    """Without its type, which is often longer than its name."""
    plain = parameter.replace(annotation=inspect.Parameter.empty)
    return "" if parameter.name.startswith("_") else str(plain)


def _first_sentence(text: str) -> str:
    paragraph = " ".join(re.split(r"\n\s*\n", text.strip(), maxsplit=1)[0].split())
    sentence = re.split(r"(?<=[a-z)`])\.(?:\s|$)", paragraph, maxsplit=1)[0]
    plain = re.sub(r":\w+:`~?([^`]*)`|``?([^`]*)``?", lambda match: match[1] or match[2] or "", sentence)
    return plain if len(plain) <= MAX_SUMMARY and not re.match(r"^\w*\(|^See ", plain) else ""


def render_names() -> str:
    rows = [f'  "{path}":\n    "{" ".join(names_of(path))}",\n' for path in MODULES]
    return f"{_HEAD.format('Names', ' to complete')}export const NAMES = {{\n{''.join(rows)}}};\n"


def render_signatures() -> str:
    """An object for each module: parameters and a sentence by name, where there are any."""
    head = _HEAD.format("Signatures", ", which loads them when somebody asks")
    rows = [f'  "{path}": {json.dumps(signatures, ensure_ascii=False)},\n' for path, signatures in _signatures()]
    return f"{head}export const SIGNATURES = {{\n{''.join(rows)}}};\n"


def _signatures() -> list[tuple[str, dict[str, str]]]:
    return [
        (path, {name: text for name in names_of(path) if (text := _callable_signature(_owner(path), name))})
        for path in MODULES
    ]


def _callable_signature(owner: Any, name: str) -> str:
    value = getattr(owner, name)
    return signature_of(name, value) if callable(value) else ""


OUTPUTS = {SCRIPTS / "editor.names.js": render_names, SCRIPTS / "editor.signatures.js": render_signatures}

if __name__ == "__main__":
    for path, render in OUTPUTS.items():
        path.write_text(render(), encoding="utf-8")
