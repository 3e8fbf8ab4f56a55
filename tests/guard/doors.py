"""An import contract: what a package offers, others take from its ``__init__``, never from a module inside it."""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output


def door_of(importer: str, imported: str, graph: ImportGraph) -> str:
    """Return the module through which ``importer`` may reach ``imported``.

    Walk down from what both have in common: the first package that holds ``imported`` and not ``importer`` is the door. A
    module that lies in a package both share is its own door.
    """
    parts = imported.split(".")
    for depth in range(1, len(parts) + 1):
        name = ".".join(parts[:depth])
        is_shared = importer == name or importer.startswith(name + ".")
        if not is_shared and (graph.find_children(name) or name == imported):
            return name
    return imported


class DoorsContract(Contract):
    """Every import across a package border names the package itself."""

    type_name = "doors"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        deep = []
        for importer in sorted(graph.modules - {"cxtext"}):  # which names what it loads on demand, a function nps among them
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                if imported not in graph.modules or not imported.startswith("cxtext."):
                    continue
                door = door_of(importer, imported, graph)
                if door != imported:
                    deep.append((importer, imported, door))
        return ContractCheck(kept=not deep, metadata={"deep": deep})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported, door in check.metadata["deep"]:
            output.print_error(f"{importer} imports {imported}; take it from {door}", bold=False)
