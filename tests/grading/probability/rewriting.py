"""Expressions in probabilities and what may be done with them: identities, which change no value, and slips."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

import networkx

from pengrade.grading.probability.tree import Density, Marginal
from pengrade.grading.proving.substitution import rebuilt
from pengrade.grading.tree import Divide, Name, Node, Number, Product, walk
from tests.grading.trees import number

Names = tuple[str, ...]


def density(left: Names, right: Names = (), name: str = "p") -> Node:
    """1 where nothing is asked for."""
    if not left:
        return number(1)
    return Density(0, 0, name, tuple(map(variable, left)), tuple(map(variable, right)))


def variable(name: str) -> Name:
    return Name(0, 0, name)


def times(*factors: Node) -> Node:
    kept = [factor for factor in factors if factor != number(1)]
    return kept[0] if len(kept) == 1 else Product(0, 0, tuple(kept), ("",) * (len(kept) - 1)) if kept else number(1)


def summed(name: str, body: Node) -> Node:
    return Marginal(0, 0, (variable(name),), body, "sum")


def names_of(nodes: tuple[Node, ...]) -> Names:
    return tuple(node.name for node in nodes if isinstance(node, Name))


def rewritten(
    tree: Node, steps: int, names: Names, source: random.Random, graph: "networkx.DiGraph[str] | None"
) -> Node:
    """The same value in other words."""
    for _ in range(steps):
        densities = [node for node in walk(tree) if isinstance(node, Density)]
        if densities:
            chosen = source.choice(densities)
            tree = replaced(tree, chosen, source.choice(list(_identities(chosen, names, graph))))
    return tree


def _identities(node: Density, names: Names, graph: "networkx.DiGraph[str] | None") -> Iterator[Node]:
    left, right = names_of(node.left), names_of(node.right)
    own = node.name
    unused = [name for name in names if name not in (*left, *right)]
    yield times(density(left[:1], (*left[1:], *right), own), density(left[1:], right, own))
    yield Divide(0, 0, density((*left, *right), (), own), density(right, (), own)) if right else node
    for given in right[:1]:
        others = tuple(name for name in right if name != given)
        above = times(density((given,), (*left, *others), own), density(left, others, own))
        yield Divide(0, 0, above, density((given,), others, own))
    for other in unused[:1]:
        yield summed(other, density((*left, other), right, own))
        yield summed(other, times(density(left, (other, *right), own), density((other,), right, own)))
        yield times(node, summed(other, density((other,), right, own)))
    if graph is not None:
        for given in right:
            kept = tuple(name for name in right if name != given)
            if networkx.is_d_separator(graph, set(left), {given}, set(kept)):
                yield density(left, kept, own)


def slip(tree: Node, names: Names, source: random.Random) -> Node:
    """The tree with one thing done wrong, which may by chance be right."""
    slips = list(_slips(tree, names))
    return source.choice(slips) if slips else tree


def _slips(tree: Node, names: Names) -> Iterator[Node]:
    for node in walk(tree):
        if isinstance(node, Density):
            if node.right:
                yield replaced(tree, node, replace(node, left=node.right, right=node.left))
                yield replaced(tree, node, replace(node, right=node.right[1:]))
            unused = [name for name in names if name not in names_of((*node.left, *node.right))]
            for name in unused[:1]:
                yield replaced(tree, node, replace(node, left=(variable(name), *node.left[1:])))
                yield replaced(tree, node, replace(node, right=(*node.right, variable(name))))
        elif isinstance(node, Product):
            for place in range(len(node.factors)):
                yield replaced(tree, node, times(*node.factors[:place], *node.factors[place + 1 :]))
        elif isinstance(node, Marginal):
            yield replaced(tree, node, node.body)
        elif isinstance(node, Divide) and not isinstance(node.numerator, Number):
            yield replaced(tree, node, node.numerator)


def replaced(tree: Node, old: Node, new: Node) -> Node:
    """`new` in the place of the node that is `old` itself."""
    change: Callable[[Node], Node] = lambda child: replaced(child, old, new)  # noqa: E731
    if tree is old:
        return new
    return rebuilt(tree, change) if tree.children() else tree
