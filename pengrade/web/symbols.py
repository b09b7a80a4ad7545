"""The keys above an answer field: what this part's declarations make worth a key."""

from collections.abc import Sequence
from functools import lru_cache

from pengrade.banks.drawing import DrawnPart
from pengrade.web.counterexamples import name_in_latex

Key = tuple[str, str]  # LaTeX on the key, text it inserts

_TRANSPOSE: Key = ("x^{\\mathsf T}", "^T")
_INVERSE: Key = ("A^{-1}", "^(-1)")
_MOST_NAMES = 12  # more keys than that are slower than typing


def insertable(part: DrawnPart) -> Sequence[Key]:
    """Declared names first, then the operations that fit them; nothing for answers that need no symbols."""
    return _keys(tuple(part.declarations.items())) if part.kind == "expression" else ()


@lru_cache(maxsize=512)
def _keys(declarations: tuple[Key, ...]) -> Sequence[Key]:
    names = [_name_key(*pair) for pair in declarations[:_MOST_NAMES]]
    kinds = " ".join(declaration for _, declaration in declarations)
    if "matrix" in kinds or "vector" in kinds:
        names.append(_TRANSPOSE)
    if "matrix" in kinds:
        names.append(_INVERSE)
    return [*names, *_sum_keys(declarations)]


def _name_key(name: str, declaration: str) -> Key:
    latex = name_in_latex(name)
    return (f"{latex}_i", f"{name}_i") if _is_family(declaration) else (latex, name)


def _sum_keys(declarations: tuple[Key, ...]) -> list[Key]:
    sizes = [d[d.index("[") + 1 :].split("]")[0].split(",")[0].strip() for _, d in declarations if _is_family(d)]
    return [(f"\\sum_{{i=1}}^{{{n}}}", f"sum_{{i=1}}^{n} ") for n in dict.fromkeys(sizes)]


def _is_family(declaration: str) -> bool:
    return "[" in declaration
