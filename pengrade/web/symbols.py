"""The keys above an answer field: what this part's declarations make worth a key."""

from collections.abc import Sequence
from functools import lru_cache

from pengrade.banks.drawing import DrawnPart
from pengrade.web.counterexamples import name_in_latex
from pengrade.web.shown import SymbolKey

Key = SymbolKey

_TRANSPOSE = Key("x^{\\mathsf T}", "^T")
_INVERSE = Key("A^{-1}", "^(-1)")
_MOST_NAMES = 12  # more keys than that are slower than typing

_PROBABILITIES = (
    Key("p(x \\mid y)", "p(|)", 2),
    Key("\\mathbb E[x]", "E[]", 1),
    Key("\\mathrm{KL}", "KL( || )", 5),
    Key("\\log", "log()", 1),
)
_DISTRIBUTIONS = (
    Key("\\mathcal N", "N(, )", 3),
    Key("\\mathrm{Gamma}", "Gamma(, )", 3),
    Key("\\mathrm{Beta}", "Beta(, )", 3),
)
_TYPED = frozenset(
    {"expression", "equation", "relation", "tuple", "table", "set", "derivation", "probability", "distribution"}
)


def insertable(part: DrawnPart) -> Sequence[Key]:
    """Declared names first, then the operations that fit them; nothing for answers that need no symbols."""
    if part.kind not in _TYPED:
        return ()
    keys = _keys(tuple(part.declarations.items()))
    return [*keys, *_DISTRIBUTIONS] if part.kind == "distribution" else keys


@lru_cache(maxsize=512)
def _keys(declarations: tuple[tuple[str, str], ...]) -> Sequence[Key]:
    names = [_name_key(*pair) for pair in declarations[:_MOST_NAMES]]
    kinds = " ".join(declaration for _, declaration in declarations)
    if "matrix" in kinds or "vector" in kinds:
        names.append(_TRANSPOSE)
    if "matrix" in kinds:
        names.append(_INVERSE)
    if "variable" in kinds:
        names.extend(_PROBABILITIES)
    return [*names, *_sum_keys(declarations)]


def _name_key(name: str, declaration: str) -> Key:
    latex = name_in_latex(name)
    return Key(f"{latex}_i", f"{name}_i") if _is_family(declaration) else Key(latex, name)


def _sum_keys(declarations: tuple[tuple[str, str], ...]) -> list[Key]:
    sizes = [d[d.index("[") + 1 :].split("]")[0].split(",")[0].strip() for _, d in declarations if _is_family(d)]
    return [Key(f"\\sum_{{i=1}}^{{{n}}}", f"sum_{{i=1}}^{n} ") for n in dict.fromkeys(sizes)]


def _is_family(declaration: str) -> bool:
    return "[" in declaration
