r"""Graphs: a->b, a \to b <- c, a-b-c, a -> {b, c}, f:{a,b}, f(a,b), p(c|a,b), {a,b} (without a name), a (alone).

Items are separated by commas, semicolons, ends of lines or "and". The same edge typed twice is one edge.
"""

from collections.abc import Iterable
from itertools import product

from pengrade.grading.graphs.model import Factor, Graph, Pair, cycle_in, pair
from pengrade.grading.graphs.typed import TypedEdge, TypedFactor, TypedGraph, TypedNode
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.graph_tokens import BOTH, END_OF_LINE, LEFT, LINE, RIGHT, graph_tokens
from pengrade.grading.reading.tokens import Token
from pengrade.grading.reading.variables import PAIRS, NameReader

MOST_NODES = 30
MOST_ITEMS = 500
SIGNS = {RIGHT: "->", LEFT: "<-", LINE: "-"}
SEPARATORS = (",", ";", "and", END_OF_LINE, "\\\\")
HOW = "Write an edge as a->b or a-b."


def read_graph(text: str, known: Iterable[str] = (), cycles: bool = False) -> tuple[TypedGraph, tuple[str, ...]]:
    """The graph and the leniencies used. ReadingError otherwise, as for a name that is not known, if any are.

    `cycles`: arrows may lead round in a circle. The graph has the known nodes, whether they are typed or not.
    """
    names = frozenset(known)
    tokens, readings = graph_tokens(text, names)
    reader = GraphReader(tokens, names, readings)
    typed = reader.whole(cycles)
    return typed, tuple(reader.readings)


def node_called(typed: str) -> str:
    """The one spelling of a node's name: x_1 for x_{1}, mu for \\mu, 7 for 7. ReadingError for what is no name."""
    tokens, readings = graph_tokens(typed, frozenset())
    return NameReader(tokens, (), readings).name()[0]


class GraphReader(NameReader):
    def __init__(self, tokens: list[Token], known: Iterable[str], readings: list[str]) -> None:
        super().__init__(tokens, known, readings)
        self.items: list[TypedNode | TypedEdge | TypedFactor] = []
        self.joined: dict[
            Pair, str
        ] = {}  # pairs in alphabetical order: "-", ">" from the first to the second, "<", "<>"
        self.places: dict[str, tuple[int, int]] = {}
        self.cycles = False

    def whole(self, cycles: bool) -> TypedGraph:
        self.cycles = cycles
        self.skip_separators(END_OF_LINE, "\\\\")
        if self.token.kind == "end":
            raise ReadingError("There is nothing here yet.", 0, 0)
        if self.sees("∅") and self.tokens[self.at + 1].kind == "end":
            self.take()
        while self.token.kind != "end":
            self.item()
            self.separator()
        return TypedGraph(tuple(self.items), self.graph(), self.places)

    def separator(self) -> None:
        """At least one, or the end; ends of lines may stand beside the others."""
        self.skip_separators(END_OF_LINE, "\\\\")
        if self.token.kind == "end":
            return
        ends_of_lines = self.at > 0 and self.tokens[self.at - 1].text in (END_OF_LINE, "\\\\")
        if self.sees(*SEPARATORS):
            mark = self.take()
            self.skip_separators(END_OF_LINE, "\\\\")
            if self.token.kind == "end":
                raise ReadingError("An edge is missing after this.", mark.start, mark.end - mark.start)
        elif not ends_of_lines:
            raise self.unexpected()

    def skip_separators(self, *signs: str) -> None:
        while self.sees(*signs):
            self.take()

    def unexpected(self) -> ReadingError:
        if self.sees(BOTH):
            return self.refusal("An edge has one arrowhead or none here.")
        if self.sees_name():
            return self.refusal(f"A sign is missing before {self.token.text}. {HOW}")
        return self.refusal(f"This {self.token.text} has no meaning here. {HOW}")

    def item(self) -> None:
        if len(self.items) >= MOST_ITEMS:
            raise self.refusal(f"At most {MOST_ITEMS} edges are read here.")
        if self.sees("(", "["):
            raise self.refusal(HOW)
        if self.sees_name() and self.factor():
            return
        opened = self.token
        ends = self.group()
        if not self.sees(*SIGNS, BOTH):
            if opened.text in ("{", "\\{"):
                self.add_factor("", ends, opened)
            else:
                self.items.extend(map(TypedNode, ends))
            return
        while self.sees(*SIGNS, BOTH):
            if self.sees(BOTH):
                raise self.unexpected()
            sign = self.take()
            others = self.group()
            for one, other in product(ends, others):
                self.join(one, SIGNS[sign.text], other, sign)
            ends = others

    def group(self) -> list[str]:
        """The nodes at one end of an edge."""
        if self.sees("{", "\\{"):
            return self.bracketed()
        if self.token.kind == "end" or self.sees(*SEPARATORS):
            place = self.tokens[self.at - 1] if self.at else self.token
            raise ReadingError("A node is missing after this.", place.start, place.end - place.start)
        return [self.node()]

    def bracketed(self) -> list[str]:
        opened = self.take()
        nodes = [self.node()]
        while self.sees(",", ";", "|"):
            self.take()
            nodes.append(self.node())
        self.expect(PAIRS[opened.text], opened)
        return list(dict.fromkeys(nodes))

    def node(self) -> str:
        start = self.token.start
        name = self.variable()
        self.places.setdefault(name, (start, self.tokens[self.at - 1].end - start))
        if len(self.places) > MOST_NODES:
            raise ReadingError(f"At most {MOST_NODES} nodes are read here.", start, 1)
        return name

    def factor(self) -> bool:
        """f:{a,b}, f(a,b) or both; False (and nothing read) if it is no factor that begins here."""
        begin, first = self.at, self.token
        name, _, end = self.name()
        if not self.sees("(", ":"):
            self.at = begin
            return False
        if self.spelled(name) in self.known:
            raise ReadingError(f"{name} is a node, so it cannot be a factor.", first.start, end - first.start)
        scope = self.bracketed() if self.sees("(") else []
        if self.sees(":"):
            self.take()
            if not self.sees("{", "\\{", "("):
                raise self.refusal("A factor is written with its variables in braces, as in f:{a,b}.")
            again = self.bracketed()
            if scope and set(scope) != set(again):
                raise ReadingError("The brackets name other variables than the braces.", first.start, end - first.start)
            scope = again
        self.add_factor(name, scope, first)
        return True

    def add_factor(self, name: str, scope: list[str], first: Token) -> None:
        factor = TypedFactor(name, tuple(scope))
        if name and any(_same_factor(factor, item) for item in self.items):
            self.note(f"The factor {name} with these variables was typed twice and counts once.")
            return
        if name in self.places:
            raise ReadingError(f"{name} is a node, so it cannot be a factor.", first.start, first.end - first.start)
        self.items.append(factor)

    def join(self, one: str, sign: str, other: str, at: Token) -> None:
        length = at.end - at.start
        if one == other:
            raise ReadingError(f"{one} is joined to itself.", at.start, length)
        ends = pair(one, other)
        mark = "-" if sign == "-" else ">" if (sign == "->") == (one == ends[0]) else "<"
        before = self.joined.get(ends, "")
        if mark in before:
            self.note(f"The edge between {ends[0]} and {ends[1]} was typed twice and counts once.")
            return
        if before and "-" in before + mark:
            raise ReadingError(
                f"{ends[0]} and {ends[1]} are joined twice, with and without an arrow.", at.start, length
            )
        if before and not self.cycles:
            raise ReadingError(f"{ends[0]} and {ends[1]} point at each other.", at.start, length)
        self.joined[ends] = "<>" if before else mark
        self.items.append(TypedEdge(one, sign, other))

    def graph(self) -> Graph:
        edges = [item for item in self.items if isinstance(item, TypedEdge)]
        graph = Graph(
            self.known.union(self.places),
            frozenset(
                (one.one, one.other) if one.sign == "->" else (one.other, one.one) for one in edges if one.sign != "-"
            ),
            frozenset(pair(one.one, one.other) for one in edges if one.sign == "-"),
            tuple(Factor(item.name, frozenset(item.scope)) for item in self.items if isinstance(item, TypedFactor)),
        )
        if graph.factors and edges:
            raise ReadingError("A graph has edges or factors here, not both.", 0, self.tokens[-1].end)
        clash = next((factor.name for factor in graph.factors if factor.name in graph.nodes), "")
        if clash:
            raise ReadingError(f"{clash} is a node, so it cannot be a factor.", *self.places[clash])
        cycle = () if self.cycles else cycle_in(graph)
        if cycle:
            start, length = self.places[cycle[0]]
            raise ReadingError(f"The arrows lead round in a circle: {' → '.join(cycle)}.", start, length)
        return graph


def _same_factor(factor: TypedFactor, item: object) -> bool:
    return isinstance(item, TypedFactor) and (item.name, set(item.scope)) == (factor.name, set(factor.scope))
