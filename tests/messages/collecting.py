"""Every message that the source can show, read from the source itself.

A message is what an error class is called with, what a listener is told, or
what `complain` is given. Where that is a name or a call, it is followed to the
strings that it stands for: assignments in the same function, constants of the
module, what a function of ours returns, what its callers pass for a parameter.
An f-string becomes a template with numbered places: `{1}`, `{2}` …
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = "ZhaorenError"
SAYING = {
    *("said", "say", "waiting", "complain"),
    *("well", "doubtful", "absent"),  # what the doctor finds
    *("problem", "Problem", "Finding"),  # what checks find
}
DEPTH = 6


@dataclass
class Module:
    """A source file: its functions, its constants, and what it imports from where."""

    path: Path
    tree: ast.Module
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    constants: dict[str, ast.expr] = field(default_factory=dict)
    imported: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef):
                self.functions[node.name] = node
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("zhaoren"):
                self.imported |= {one.asname or one.name: str(node.module) for one in node.names}
        for statement in self.tree.body:
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                self.constants[statement.targets[0].id] = statement.value


@dataclass(frozen=True)
class Place:
    """An expression's surroundings: its module and the function that it stands in."""

    module: Module
    function: ast.FunctionDef | None


class Source:
    """All modules of the package."""

    def __init__(self, package: Path) -> None:
        self.modules = {
            ".".join(("zhaoren", *path.relative_to(package).with_suffix("").parts)): Module(
                path, ast.parse(path.read_text(encoding="utf-8"))
            )
            for path in sorted(package.rglob("*.py"))
            if "_content" not in path.parts
        }
        self.errors = self._subclasses()

    def _subclasses(self) -> set[str]:
        """The names of the error classes."""
        classes = [
            node
            for module in self.modules.values()
            for node in ast.walk(module.tree)
            if isinstance(node, ast.ClassDef)
        ]
        found = {ROOT}
        for _ in range(DEPTH):
            found |= {one.name for one in classes if found & {_name(base) for base in one.bases}}
        return found

    def messages(self) -> dict[str, str]:
        """Template → where it stands, the first of several."""
        found: dict[str, str] = {}
        for module in self.modules.values():
            for place, call in _calls(module):
                name = _name(call.func)
                if name not in self.errors and name not in SAYING:
                    continue
                given = [*call.args, *(one.value for one in call.keywords if one.arg in TOLD)]
                for template in (t for value in given for t in self.templates(value, place)):
                    if any(character.isalpha() for character in _literal(template)):
                        where = f"{module.path.name}:{call.lineno}"
                        found.setdefault(template, where)
        return found

    def templates(self, node: ast.expr, place: Place, depth: int = 0) -> list[str]:
        """The templates that an expression can be; none if it is not known here."""
        if depth > DEPTH:
            return []
        match node:
            case ast.Constant(value=str(text)):
                return [text.replace("{", "{{").replace("}", "}}")]
            case ast.JoinedStr():
                return [_numbered(self._joined(node, place)), *self._within(node, place, depth)]
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._sum(left, right, place, depth)
            case ast.IfExp(body=body, orelse=orelse):
                return [t for one in (body, orelse) for t in self.templates(one, place, depth + 1)]
            case ast.BoolOp(values=values):
                return [t for one in values for t in self.templates(one, place, depth + 1)]
            case ast.Starred(value=value) | ast.ListComp(elt=value) | ast.GeneratorExp(elt=value):
                return self.templates(value, place, depth + 1)
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                return [t for one in elements for t in self.templates(one, place, depth + 1)]
            case ast.Name(id=name):
                return self._named(name, place, depth)
            case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="join"), args=[joined]):
                return self.templates(joined, place, depth + 1)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                return self._returned(name, place, depth)
            case ast.Subscript(value=ast.Name(id=name)):
                return self._named(name, place, depth)
            case ast.Dict(values=values):
                return [t for one in values for t in self.templates(one, place, depth + 1)]
        return []

    def _joined(self, node: ast.JoinedStr, place: Place) -> str:
        """An f-string; a place that can only be a constant of the module is that constant."""
        text = ""
        for part in node.values:
            if isinstance(part, ast.Constant):
                text += str(part.value).replace("{", "{{").replace("}", "}}")
                continue
            value = part.value if isinstance(part, ast.FormattedValue) else part
            constant = place.module.constants.get(_name(value))
            if constant is not None and _is_text(constant):
                text += str(constant.value)  # type: ignore[attr-defined] # a constant
            else:
                text += "{}"
        return text

    def _within(self, node: ast.JoinedStr, place: Place, depth: int) -> list[str]:
        """What an f-string puts in its places that is itself a message."""
        values = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        constants = {name for name, value in place.module.constants.items() if _is_text(value)}
        return [
            template
            for value in values
            if _name(value) not in constants
            for template in self.templates(value, place, depth + 1)
        ]

    def _sum(self, left: ast.expr, right: ast.expr, place: Place, depth: int) -> list[str]:
        """Both sides joined where each is one template; else each for itself."""
        before, after = (self.templates(one, place, depth + 1) for one in (left, right))
        if isinstance(left, ast.Constant) and str(left.value).endswith("\n"):
            return [before[0].rstrip("\n"), *after]
        return [*before, *after]

    def _named(self, name: str, place: Place, depth: int) -> list[str]:
        function = place.function
        if function is not None:
            assigned = [value for node in ast.walk(function) for value in _given(node, name)]
            if assigned:
                return [t for one in assigned for t in self.templates(one, place, depth + 1)]
            names = [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]
            if name in names:
                return self._passed(function, names, name, place, depth)
        constant = place.module.constants.get(name)
        return self.templates(constant, Place(place.module, None), depth + 1) if constant else []

    def _passed(
        self, function: ast.FunctionDef, names: list[str], name: str, place: Place, depth: int
    ) -> list[str]:
        """What the callers in the same module pass for a parameter."""
        found = []
        for caller, call in _calls(place.module):
            if _name(call.func) != function.name:
                continue
            own = names[1:] if names and names[0] == "self" else names
            index = own.index(name)
            given = [one.value for one in call.keywords if one.arg == name]
            given += call.args[index : index + 1]
            found += [t for one in given for t in self.templates(one, caller, depth + 1)]
        return found

    def _returned(self, name: str, place: Place, depth: int) -> list[str]:
        module = self.modules.get(place.module.imported.get(name, ""), place.module)
        function = module.functions.get(name)
        if function is None:
            return []
        own = Place(module, function)
        returned = [
            node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Return | ast.Yield) and node.value is not None
        ]
        return [t for one in returned for t in self.templates(one, own, depth + 1)]


TOLD = {"next_step", "what", "message"}


def _calls(module: Module) -> Iterator[tuple[Place, ast.Call]]:
    """Every call, with the innermost function around it."""
    todo: list[tuple[ast.AST, ast.FunctionDef | None]] = [(module.tree, None)]
    while todo:
        node, function = todo.pop()
        if isinstance(node, ast.Call):
            yield Place(module, function), node
        inner = node if isinstance(node, ast.FunctionDef) else function
        todo += [(child, inner) for child in ast.iter_child_nodes(node)]


def _given(node: ast.AST, name: str) -> list[ast.expr]:
    """What a node gives a name: by assignment, or as one of what it goes through."""
    match node:
        case ast.Assign(targets=targets, value=value) if name in {_name(one) for one in targets}:
            return [value]
        case ast.AugAssign(target=target, value=value) if name == _name(target):
            return [value]
        case ast.comprehension(target=target, iter=value) | ast.For(target=target, iter=value):
            return [value] if name == _name(target) else []
    return []


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _numbered(text: str) -> str:
    """`{}` … → `{1}` …."""
    first, *rest = text.split("{}")
    return first + "".join(f"{{{number}}}{part}" for number, part in enumerate(rest, start=1))


def _literal(template: str) -> str:
    return template.replace("{", "").replace("}", "")
