"""What is assumed in every line of a derivation, as a setting to compare them in.

An assumption becomes, whichever is the strongest,
- a declaration: x > 0, 0 < p < 1, A^T = A, A^T A = I, det A != 0;
- something put in for a name: y = 1 - x, x + y = 1, x + t with t >= 0 for y where y >= x is assumed, u / ||u|| for u
  where ||u|| = 1 is, and a corrected A where A u = b is (`actions`). This reaches every value that the assumption
  allows and no other, so that neither proof nor counterexample is touched by it;
- a condition on the points at which lines are compared: n >= 2, x^2 + y^2 < 1. Proofs do without it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from pengrade.grading.comparing.deriving.actions import Action, acting, action_of
from pengrade.grading.comparing.deriving.decision import CannotJudgeError
from pengrade.grading.comparing.deriving.setting import Setting, put_into
from pengrade.grading.comparing.places import of_author
from pengrade.grading.declarations import Declarations, Symbol
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.proving.substitution import literal
from pengrade.grading.proving.zeros import Vanishing
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.relations import read_relation
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.spec import SpecError
from pengrade.grading.tree import Add, Call, Chain, Divide, Joined, Name, Negate, Node, names_in, walk

Pair = tuple[Node, str, Node]

ZERO, UNITY = Fraction(0), Fraction(1)
DOMAINS = {">": "positive", "≥": "nonnegative", "<": "negative"}
REFINED = {("nonnegative", "positive")} | {("real", one) for one in (*DOMAINS.values(), "probability")}
OFFSETS = {"≥": (1, "nonnegative"), ">": (1, "positive"), "≤": (-1, "nonnegative"), "<": (-1, "positive")}
FLIPPED = {"<": ">", "≤": "≥", ">": "<", "≥": "≤", "=": "=", "≠": "≠"}
RANGES = {
    "positive": (("<", ZERO),),
    "nonnegative": (("≤", ZERO),),
    "negative": ((">", ZERO),),
    "probability": (("<", ZERO), (">", UNITY)),
}
# What says of a matrix A, or of a column u, that it has a property.
OF_MATRICES = {
    "{0}^T = {0}": "symmetric",
    "{0}^T {0} = I": "orthogonal",
    "{0} {0}^T = I": "orthogonal",
    "{0}^{{-1}} = {0}^T": "orthogonal",
    "det({0}) != 0": "invertible",
}
OF_UNIT_COLUMNS = ("{0}^T {0} = 1", "||{0}|| = 1", "||{0}||^2 = 1", "|{0}| = 1")


def setting_of(declarations: Declarations, assumptions: Sequence[str]) -> Setting:
    """Raises SpecError for an assumption that nothing can be made of."""
    return _setting(declarations, tuple(assumptions))


@lru_cache(maxsize=256)
def _setting(declarations: Declarations, assumptions: tuple[str, ...]) -> Setting:
    assuming = _Assuming(declarations)
    for number, text in enumerate(assumptions):
        assuming.assume(text, f"options.assumptions.{number}")
    return assuming.setting


class _Assuming:
    def __init__(self, declarations: Declarations) -> None:
        self.setting = Setting(declarations)
        self.actions: dict[str, list[Action]] = {}

    def assume(self, text: str, place: str) -> None:
        statement, _ = of_author(lambda: read_relation(text, self.setting.declarations), place)
        if isinstance(statement, Joined) and statement.word == "or":
            if not self.keep_to(statement):
                raise SpecError(f"Only numbers are compared: {text!r}.", place)
            return
        pairs = [pair for chain in _chains(statement) for pair in _pairs(chain)]
        if self.is_probability(pairs):
            return
        for pair in pairs:
            if not (self.declares(pair) or self.gives(pair) or self.bounds(pair) or self.limits(pair)):
                raise SpecError(
                    f"Nothing can be made of the assumption {text!r}: an equation must be solved for a name, or say "
                    "what a matrix does to a vector, that it is symmetric or orthogonal, or of length 1.",
                    place,
                )

    # As a declaration

    def declares(self, pair: Pair) -> bool:
        return self.declares_matrix(pair) or any(self.declares_domain(one) for one in (pair, _turned(pair)))

    def is_probability(self, pairs: Sequence[Pair]) -> bool:
        bounds = [one if isinstance(one[0], Name) else _turned(one) for one in pairs]
        ends = {(sign, exact_value(right)) for _, sign, right in bounds}
        names = {left.name for left, _, _ in bounds if isinstance(left, Name)}
        return ends == {(">", ZERO), ("<", UNITY)} and len(names) == 1 and self.refine(names.pop(), "probability")

    def declares_domain(self, pair: Pair) -> bool:
        left, sign, right = pair
        named = isinstance(left, Name) and left.name not in self.setting.put_in
        if not named or sign not in DOMAINS or exact_value(right) != 0 or not isinstance(left, Name):
            return False
        return self.refine(left.name, DOMAINS[sign])

    def refine(self, name: str, domain: str) -> bool:
        symbol = self.setting.declarations.symbols.get(name)
        if name in self.setting.put_in:
            return False
        if symbol is None or symbol.family or (symbol.domain, domain) not in REFINED:
            return symbol is not None and not symbol.family and symbol.domain == domain
        self.redeclare(replace(symbol, domain=domain))
        return True

    def declares_matrix(self, pair: Pair) -> bool:
        for symbol in self.setting.declarations.symbols.values():
            square = symbol.domain == "matrix" and symbol.shape[0] == symbol.shape[1]
            if not square or symbol.family or symbol.name in self.setting.put_in:
                continue
            for pattern, meaning in OF_MATRICES.items():
                if self.says(pair, pattern, symbol.name):
                    self.redeclare(replace(symbol, properties=symbol.properties | {meaning}))
                    return True
        return False

    def says(self, pair: Pair, pattern: str, name: str) -> bool:
        chain, _ = read_relation(pattern.format(name), self.setting.declarations)
        return any(
            tuple(one) == pair for found in _chains(chain) for one in (*_pairs(found), *map(_turned, _pairs(found)))
        )

    def redeclare(self, symbol: Symbol) -> None:
        declarations = self.setting.declarations
        symbols = {**declarations.symbols, symbol.name: symbol}
        self.setting = replace(self.setting, declarations=replace(declarations, symbols=symbols))

    # As something put in

    def gives(self, pair: Pair) -> bool:
        left, sign, right = pair
        if sign != "=":
            return False
        if self.gives_unit_column(pair):
            return True
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Name) and self.puts_in(one.name, other):
                return True
        return self.gives_action(left, right) or self.gives_action(right, left) or self.gives_solved(left, right)

    def gives_action(self, left: Node, right: Node) -> bool:
        action = action_of(left, right)
        symbol = None if action is None else self.setting.declarations.symbols.get(action.matrix)
        if action is None or symbol is None or symbol.domain != "matrix" or symbol.family:
            return False
        if symbol.properties - {"invertible"} or not self.is_column(action.column):
            return False
        known = self.actions.get(action.matrix, [])
        if (action.matrix in self.setting.put_in) != bool(known):
            return False
        put_in = {name: tree for name, tree in self.setting.put_in.items() if name != action.matrix}
        before, self.setting = self.setting, replace(self.setting, put_in=put_in)
        self.actions[action.matrix] = [*known, action]
        if self.puts_in(action.matrix, acting(Name(0, 0, action.matrix), self.actions[action.matrix]), itself=True):
            return True
        self.setting = before
        return False

    def is_column(self, node: Node) -> bool:
        try:
            return shaped(node, self.setting.declarations).shape[1] == 1
        except ReadingError:
            return False

    def gives_unit_column(self, pair: Pair) -> bool:
        for symbol in self.setting.declarations.symbols.values():
            if symbol.domain == "vector" and not symbol.family:
                for pattern in OF_UNIT_COLUMNS:
                    if self.says(pair, pattern, symbol.name):
                        name = Name(0, 0, symbol.name)
                        return self.puts_in(symbol.name, Divide(0, 0, name, Call(0, 0, "norm", (name,))), itself=True)
        return False

    def gives_solved(self, left: Node, right: Node) -> bool:
        declarations = self.setting.declarations
        difference = Add(0, 0, (left, Negate(0, 0, right)))
        try:
            if shaped(difference, declarations).shape != SCALAR:
                return False
        except ReadingError:
            return False
        vanishing = Vanishing(declarations)
        for name in reversed(list(declarations.symbols)):
            if name in names_in(difference):
                solved = vanishing.solved(difference, name)
                if solved is not None and self.puts_in(name, solved):
                    return True
        return False

    def puts_in(self, name: str, tree: Node, itself: bool = False, of_offset: bool = False) -> bool:
        """`itself`: the tree is made of what the name stood for. `of_offset`: of what it is apart from a bound."""
        itself = itself or of_offset
        declarations = self.setting.declarations
        symbol = declarations.symbols.get(name)
        properties = frozenset[str]() if symbol is None or itself else symbol.properties
        if symbol is None or symbol.family or properties or name in self.setting.put_in:
            return False
        try:
            tree = self.setting.of(tree)
            fits = shaped(tree, declarations, symbol.shape).shape == symbol.shape
        except (ReadingError, CannotJudgeError):
            return False
        takes_any = symbol.domain in ("real", "vector", "matrix", *RANGES)
        if not fits or not takes_any or (name in names_in(tree) and not itself):
            return False
        try:
            before = {other: put_into(value, {name: tree}) for other, value in self.setting.put_in.items()}
            conditions = tuple(put_into(one, {name: tree}) for one in self.setting.conditions)
        except CannotJudgeError:
            return False
        ranges = () if of_offset else RANGES.get(symbol.domain, ())
        bounds = [Chain(0, 0, (literal(number), tree), (sign,)) for sign, number in ranges]
        self.setting = replace(self.setting, put_in={**before, name: tree}, conditions=(*conditions, *bounds))
        return True

    def bounds(self, pair: Pair) -> bool:
        """y >= x and y <= x, for a y that is real and stands nowhere else in it: y is x + t or x - t."""
        for left, sign, right in (_turned(pair), pair):
            name = left.name if isinstance(left, Name) else ""
            symbol = self.setting.declarations.symbols.get(name)
            if symbol is None or symbol.domain != "real" or sign not in OFFSETS or name in self.setting.put_in:
                continue
            if name in names_in(right):
                continue
            direction, domain = OFFSETS[sign]
            offset: Node = Name(0, 0, name)
            before = self.setting
            self.redeclare(replace(symbol, domain=domain))
            if self.puts_in(
                name, Add(0, 0, (right, offset if direction > 0 else Negate(0, 0, offset))), of_offset=True
            ):
                return True
            self.setting = before
        return False

    # As a condition

    def limits(self, pair: Pair) -> bool:
        left, sign, right = pair
        return sign != "=" and self.keep_to(Chain(0, 0, (left, right), (sign,)))

    def keep_to(self, statement: Node) -> bool:
        try:
            statement = self.setting.of(statement)
            for chain in _chains(statement):
                for side in chain.sides:
                    if shaped(side, self.setting.declarations).shape != SCALAR:
                        return False
        except (ReadingError, CannotJudgeError):
            return False
        self.setting = replace(self.setting, conditions=(*self.setting.conditions, statement))
        return True


def _chains(statement: Node) -> Iterator[Chain]:
    return (node for node in walk(statement) if isinstance(node, Chain))


def _pairs(chain: Chain) -> list[Pair]:
    return [(left, sign, right) for (left, right), sign in zip(pairwise(chain.sides), chain.signs, strict=True)]


def _turned(pair: Pair) -> Pair:
    left, sign, right = pair
    return right, FLIPPED[sign], left
