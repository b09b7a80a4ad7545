"""Declarations as authors write them, ``x, y: real; A: matrix(n,n)``, split into names; the engine reads the rest."""

from collections.abc import Mapping


def merged(problem: str, part: str) -> Mapping[str, str]:
    """Declarations by name: the problem's and the part's; of a name declared in both, the part's."""
    return {**_by_name(problem), **_by_name(part)}


def written(declarations: Mapping[str, str]) -> str:
    """The declarations as text again."""
    return "; ".join(f"{name}: {declaration}" for name, declaration in declarations.items())


def _by_name(symbols: str) -> Mapping[str, str]:
    """An entry without a colon stays whole, for the engine to complain of."""
    found: dict[str, str] = {}
    for entry in filter(str.strip, symbols.split(";")):
        names, _, declaration = entry.partition(":")
        for name in names.split(","):
            found[name.strip()] = declaration.strip()
    return found
