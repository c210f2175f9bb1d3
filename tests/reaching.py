"""What a function comes to, through all that it calls: read from the source, not from a run."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Below these is only storage.
# It mentions every right itself.
TABLE = ROOT / "bot/rules/permissions.py"
FOLDERS = ("handlers", "bot/services", "bot/rules")


@cache
def mentioned() -> dict[str, frozenset[str]]:
    """Return, by its dotted name, every name that a function or class of ours mentions."""
    files = [file for folder in FOLDERS for file in sorted((ROOT / folder).glob("*.py"))]
    return dict(each for file in files if file != TABLE for each in _of_file(file))


@cache
def reached(name: str) -> frozenset[str]:
    """Return every name that a function comes to, its own and those of all that it calls."""
    known, seen, waiting = mentioned(), set[str](), [name]
    while waiting:
        found = waiting.pop()
        if found not in seen:
            seen.add(found)
            waiting += known.get(found, ())
    return frozenset(seen - {name})


def _of_file(file: Path) -> Iterator[tuple[str, frozenset[str]]]:
    module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
    tree = ast.parse(file.read_text())
    defined = [one for one in tree.body if isinstance(one, ast.FunctionDef | ast.ClassDef)]
    meant = dict(_imported(tree)) | {one.name: f"{module}.{one.name}" for one in defined}
    for one in defined:
        yield f"{module}.{one.name}", frozenset(_names(one, meant))


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for one in tree.body:
        if isinstance(one, ast.ImportFrom):
            yield from (
                (each.asname or each.name, f"{one.module}.{each.name}") for each in one.names
            )
        elif isinstance(one, ast.Import):
            for each in one.names:
                first = each.name.partition(".")[0]
                yield each.asname or first, each.name if each.asname else first


def _names(inside: ast.AST, meant: dict[str, str]) -> Iterator[str]:
    for node in ast.walk(inside):
        first, _dot, more = ast.unparse(node).partition(".") if _is_name(node) else ("", "", "")
        if first:
            yield f"{meant.get(first, first)}.{more}".rstrip(".")


def _is_name(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return _is_name(node.value)
    return isinstance(node, ast.Name)
