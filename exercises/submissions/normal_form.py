"""A digest that two sources share if they are equal after renaming variables and dropping comments and docstrings."""

import ast
import builtins
import hashlib
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping

MAX_SOURCE_CHARS = 16 * 1024  # the parser takes the square of the length of a dotted name
_BUILTINS = frozenset(dir(builtins))
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_NAME_FIELDS: Mapping[type[ast.AST], tuple[str, ...]] = {
    ast.Name: ("id",),
    ast.arg: ("arg",),
    ast.alias: ("asname",),
    ast.MatchMapping: ("rest",),
    **dict.fromkeys((*_FUNCTIONS, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar), ("name",)),
}
# The parser's and ours: no syntax, nested too deeply, or a number too long to print.
_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


def normal_digest(source: str, entry: Collection[str] = ()) -> str:
    """The digest of the source's normal form; empty if it's too long or can't be parsed.

    Names that are bound in a function are numbered in order of appearance, and so are the module's own ones. Names that
    something else may refer to stay: builtins, the functions of ``entry``, attributes, and the names of keywords in
    calls. So sources with the same digest do the same.

    >>> normal_digest("def f(x):\\n    y = x  # a note\\n    return y") == normal_digest("def f(a): b = a; return b")
    True
    """
    if len(source) > MAX_SOURCE_CHARS:
        return ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escapes in the learner's strings
            tree = ast.parse(source)
        _Renaming(tree, entry).apply()
        return _digest_of(tree)
    except _UNREADABLE:
        return ""


class _Renaming:
    """The new names of one module: a numbering for the module and one for each outermost function or method."""

    def __init__(self, tree: ast.Module, entry: Collection[str]) -> None:
        self.tree = tree
        self.functions = list(_outermost_functions(tree))
        inside = {id(node) for function in self.functions for node in _below(function)}
        self.outside = [node for node in ast.walk(tree) if id(node) not in inside]
        module_names = {name for node in self.outside for name in _bound_names(node)}
        self.function_names = [
            {name for node in _below(function) for name in _bound_names(node)} for function in self.functions
        ]
        # A name of the module that a function binds too could mean either, so nobody renames it.
        ambiguous_names = module_names & set().union(*self.function_names)
        self.public_names = _BUILTINS | set(entry) | ambiguous_names | set(_names_to_keep(tree))
        self.module_names = module_names - self.public_names

    def apply(self) -> None:
        """The new names are no identifiers, so none of them is in use already."""
        _rename(ast.walk(self.tree), self.module_names, "module {}")
        for function, names in zip(self.functions, self.function_names, strict=True):
            _rename(_below(function), names - self.public_names, "local {}")


def _below(function: ast.AST) -> Iterator[ast.AST]:
    """Yield every node in it, without itself."""
    nodes = ast.walk(function)
    next(nodes)
    return nodes


def _outermost_functions(tree: ast.Module) -> Iterator[ast.AST]:
    """The functions and methods that lie in no other function."""
    rest: list[ast.AST] = [tree]
    while rest:
        node = rest.pop()
        if isinstance(node, _FUNCTIONS):
            yield node
        else:
            rest += reversed(list(ast.iter_child_nodes(node)))


def _bound_names(node: ast.AST) -> Iterator[str]:
    """The names that this node itself binds."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        return
    for field in _NAME_FIELDS.get(type(node), ()):
        if name := getattr(node, field):
            yield name


def _names_to_keep(tree: ast.Module) -> Iterator[str]:
    """The names that are used as more than a variable."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.Global | ast.Nonlocal):
            yield from node.names
        elif isinstance(node, ast.arguments):
            yield from (argument.arg for argument in node.kwonlyargs)
        elif isinstance(node, ast.alias) and not node.asname:
            yield node.name.partition(".")[0]
        elif isinstance(node, ast.ClassDef):
            for statement in node.body:
                yield from (name for inner in _in_this_scope(statement) for name in _bound_names(inner))


def _in_this_scope(statement: ast.stmt) -> Iterator[ast.AST]:
    """The statement's nodes without the insides of functions and classes."""
    rest: list[ast.AST] = [statement]
    while rest:
        node = rest.pop()
        yield node
        if not isinstance(node, (*_FUNCTIONS, ast.ClassDef, ast.Lambda)):
            rest += ast.iter_child_nodes(node)


def _rename(nodes: Iterable[ast.AST], names: Collection[str], pattern: str) -> None:
    numbers: dict[str, str] = {}
    for node in nodes:
        for field in _NAME_FIELDS.get(type(node), ()):
            name = getattr(node, field)
            if name in names:
                setattr(node, field, numbers.setdefault(name, pattern.format(len(numbers))))


def _digest_of(tree: ast.Module) -> str:
    """SHA-256 over the nodes in order, with their counts, so that no two trees look the same. Not recursive."""
    digest = hashlib.sha256()
    values: list[object] = [tree]
    while values:
        value = values.pop()
        if isinstance(value, ast.AST):
            fields = [(name, field) for name, field in ast.iter_fields(value) if not _is_redundant(name, field)]
            digest.update(f"({type(value).__name__} {' '.join(name for name, _ in fields)})".encode())
            values += (field for _, field in reversed(fields))
        elif isinstance(value, list):
            statements = [item for item in value if not _is_docstring(item)]
            digest.update(f"[{len(statements)}]".encode())
            values += reversed(statements)
        else:
            digest.update(f"{type(value).__name__} {value!r};".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


def _is_redundant(name: str, value: object) -> bool:
    """Whether the field is empty, as one of a later version of Python would be, or follows from where the node is."""
    return (value is None and name != "value") or value == [] or name in ("ctx", "type_comment", "kind")


def _is_docstring(statement: object) -> bool:
    """Whether it is a text on its own, which does nothing wherever it stands."""
    value = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)
