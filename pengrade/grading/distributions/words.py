r"""A distribution in LaTeX and in English words, from what was read.

Both name every parameter that could have been meant otherwise: \mathcal{N}(mean = μ, variance = σ²) is "normal with
mean mu and variance sigma squared".
"""

from pengrade.grading.declarations import Declarations
from pengrade.grading.distributions.families import FAMILIES
from pengrade.grading.distributions.family import Family, Form, Slot
from pengrade.grading.distributions.laws import Law, Named
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.rendering.latex import latex
from pengrade.grading.rendering.spoken import spoken
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.tree import MatrixOf, Name, Node

OF_VECTORS = {"mean": "mean vector", "variance": "covariance matrix", "precision": "precision matrix"}
SHORT = {"sd": "standard deviation", "sd of the logarithm": "standard deviation of the logarithm"}
SHORT["sd of the normal"] = "standard deviation of the normal"


def latex_of_law(law: Law) -> str:
    if not isinstance(law, Named):
        return f"p\\left({latex(Name(0, 0, law.variable))}\\right) = {latex(law.body)}"
    family = FAMILIES[law.family]
    alone = len(law.parameters) == 1
    trees = [_shown(slot, tree, alone) for slot, tree in zip(family.slots, law.parameters, strict=True)]
    named = zip(law.forms, trees, strict=True)
    shown = [f"\\text{{{form}}} = {tree}" if family.has_forms() else tree for form, tree in named]
    if family.start is not None:
        shown.append(f"\\text{{support}} = {family.start}")
    return f"{family.latex}\\left({', '.join(shown)}\\right)"


def spoken_of_law(law: Law, declarations: Declarations) -> str:
    if not isinstance(law, Named):
        return f"the density of {spoken(Name(0, 0, law.variable))} is {spoken(law.body)}"
    family = FAMILIES[law.family]
    parts = [
        f"{parameter_in_words(slot, slot.form(form), tree, declarations)} {_said(slot, tree)}"
        for slot, form, tree in zip(family.slots, law.forms, law.parameters, strict=True)
    ]
    return f"{family.words} with {_listed(parts)}"


def _shown(slot: Slot, tree: Node, alone: bool) -> str:
    """Probabilities are a list, without brackets where nothing else stands beside them."""
    if not _is_list(slot, tree):
        return latex(tree)
    entries = ", ".join(map(latex, tree.children()))
    return entries if alone else f"\\left({entries}\\right)"


def _said(slot: Slot, tree: Node) -> str:
    return _listed([spoken(entry) for entry in tree.children()]) if _is_list(slot, tree) else spoken(tree)


def _is_list(slot: Slot, tree: Node) -> bool:
    typed = isinstance(tree, MatrixOf) and len(tree.rows[0]) == 1 < len(tree.rows)
    return typed and slot.domain in ("simplex", "concentrations")


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def parameter_in_words(slot: Slot, form: Form, tree: Node, declarations: Declarations) -> str:
    """ "variance", or "covariance matrix" where the parameter is none but a matrix."""
    if form.name in OF_VECTORS and not is_number(tree, declarations) and slot.domain in ("location", "spread"):
        return OF_VECTORS[form.name]
    return SHORT.get(form.name, form.name)


def is_number(tree: Node, declarations: Declarations) -> bool:
    """Not so for an I or a 1 that may be of any size."""
    try:
        return shaped(tree, declarations).shape == SCALAR
    except ReadingError:
        return False


def family_in_words(family: Family) -> str:
    return family.words.rstrip(",")
