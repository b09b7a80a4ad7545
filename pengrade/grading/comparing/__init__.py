"""One module for each kind of answer, all of the same shape:

read(spec, answer) -> Heard       reads only; ReadingError for a learner's slip, SpecError for bad symbols
judge(spec, heard) -> Verdict     compares; SpecError for a bad key
check(spec)                       SpecError for whatever an author can get wrong, foreseen mistakes included
read_place(spec, text) -> Heard   reads one cell or line by itself; only where that is no expression
"""

from types import ModuleType

from pengrade.grading.comparing import (
    choice,
    derivation,
    distribution,
    equation,
    expression,
    graph,
    independence,
    number,
    ordering,
    probability,
    relation,
    sets,
    tables,
    tuples,
)
from pengrade.grading.spec import SpecError

KINDS: dict[str, ModuleType] = {
    "choice": choice,
    "derivation": derivation,
    "distribution": distribution,
    "equation": equation,
    "expression": expression,
    "graph": graph,
    "independence": independence,
    "number": number,
    "ordering": ordering,
    "probability": probability,
    "relation": relation,
    "set": sets,
    "table": tables,
    "tuple": tuples,
}


def kind_called(name: str) -> ModuleType:
    if name not in KINDS:
        raise SpecError(f"Unknown kind {name!r}; known: {', '.join(sorted(KINDS))}.", "kind")
    return KINDS[name]
