"""Which variables a density depends on where it is written by its name alone, as in E_q[…] and KL(q || r).

That is told by the places where it is written with its arguments: for an answer those in the key, and only where that
says nothing those in the answer itself. All variables that stand before a bar somewhere are averaged over, the others
are given.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pengrade.grading.probability.tree import Density, Drawn, Observed, Primed
from pengrade.grading.tree import Node, walk

_Pattern = tuple[str, list[Node], list[Node]]  # the name, what stands before the bar and behind it


@dataclass(frozen=True)
class Scope:
    """`clear`: every place says the same, so that the name alone can stand for the density."""

    left: tuple[Node, ...]
    right: tuple[Node, ...]
    clear: bool


def scopes(trees: Iterable[Node]) -> dict[str, Scope]:
    """By the name of the density; without those that are never written with their arguments.

    x ~ q tells of q as well, where nothing else does.
    """
    trees = tuple(trees)
    written = [one for tree in trees for one in _written(tree)]
    known = {name for name, _, _ in written}
    written += [one for tree in trees for one in _drawn(tree) if one[0] not in known]
    left: dict[str, list[Node]] = {}
    right: dict[str, list[Node]] = {}
    patterns: dict[str, set[tuple[frozenset[Node], frozenset[Node]]]] = {}
    for name, before, behind in written:
        kept = left.setdefault(name, [])
        kept.extend(one for one in before if one not in kept)
        kept = right.setdefault(name, [])
        kept.extend(one for one in behind if one not in kept)
        patterns.setdefault(name, set()).add((frozenset(before), frozenset(behind)))
    return {
        name: Scope(
            tuple(variables),
            tuple(one for one in right[name] if one not in variables),
            len(patterns[name]) == 1,
        )
        for name, variables in left.items()
    }


def _written(tree: Node) -> list[_Pattern]:
    return [
        (node.name, _variables(node.left), _variables(node.right))
        for node in walk(tree)
        if isinstance(node, Density) and not (node.is_bare or node.indices)
    ]


def _drawn(tree: Node) -> list[_Pattern]:
    return [
        (node.density.name, _variables(node.variables), [])
        for node in walk(tree)
        if isinstance(node, Drawn) and node.density.is_bare
    ]


def _variables(nodes: Iterable[Node]) -> list[Node]:
    """Without primes and values: q(z') and q(z = 1) tell of z."""
    return [_plain(node) for node in nodes]


def _plain(node: Node) -> Node:
    while isinstance(node, Observed | Primed):
        node = node.variable
    return node
