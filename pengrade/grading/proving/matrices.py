"""Matrix expressions as sums of words with scalar coefficients. Equal normal forms prove equality.

Where a word is a single number, as x^T A x is, it is an atom of its coefficient, in one of the two ways in which it and
its transpose can be written. Used are (AB)^T = B^T A^T, (AB)^{-1} = B^{-1} A^{-1} for square A and B, the declared
properties, tr(AB) = tr(BA), tr(A^T) = tr(A), det(AB) = det(A) det(B) for square ones, ||x||^2 = x^T x, and that a sum's
inverse times its own scale is one letter. Unequal normal forms prove nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

from flint import fmpq

from pengrade.grading.declarations import Declarations, Size
from pengrade.grading.proving.forms import as_whole
from pengrade.grading.proving.normal_form import NormalForms
from pengrade.grading.proving.ratios import (
    ONE,
    ZERO,
    Atom,
    Key,
    NotNormalError,
    Ratio,
    constant,
    key_of_polynomial,
)
from pengrade.grading.proving.words import (
    Letter,
    Word,
    is_number,
    order_of,
    rotations,
    segments,
    shortened,
    transposed,
)
from pengrade.grading.shapes import Shape
from pengrade.grading.tree import (
    Add,
    Call,
    Divide,
    Identity,
    Indexed,
    Name,
    Negate,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Transpose,
)

MOST_WORDS = 60
LONGEST_WORD = 24
ONES = "1"
_SINGLE = 1
_OF_WORDS = ("form", "tr", "det")


@dataclass(frozen=True)
class Matrix:
    rows: Size
    columns: Size
    terms: Mapping[Word, Ratio]


Value = Ratio | Matrix


class MatrixForms(NormalForms):
    def __init__(self, declarations: Declarations, sizes: Mapping[int, Shape]) -> None:
        """`sizes`: the shape of every I, every 1 and every matrix between bars, by the id of its node."""
        super().__init__(declarations)
        self.sizes = sizes
        self.indices_of: dict[Key, Ratio] = {}
        self.sums: dict[Key, tuple[str, Matrix]] = {}
        self.sums_by_name: dict[str, Matrix] = {}

    def keeps(self, tree: Node) -> bool:
        try:
            self.kept[id(tree)] = self.value(tree)
        except (NotNormalError, ZeroDivisionError, OverflowError):
            return False
        return True

    def equal(self, left: Node, right: Node) -> bool:
        try:
            difference = self.plus(self.value(left), self.times_number(self.value(right), constant(-1)))
        except (NotNormalError, ZeroDivisionError, OverflowError):
            return False
        found = difference.terms.values() if isinstance(difference, Matrix) else (difference,)
        return all(self.is_zero(one) for one in found)

    def is_free_of(self, ratio: Ratio, names: frozenset[str]) -> bool:
        return super().is_free_of(ratio, names) and not any(
            self.mentions(name, names) for atom in self.inner(ratio) for name in _letters_of(atom)
        )

    def mentions(self, letter: str, names: frozenset[str]) -> bool:
        whole = self.sums_by_name.get(letter)
        if whole is None:
            return letter in names
        return any(self.mentions(one.name, names) for word in whole.terms for one in word) or not all(
            self.is_free_of(number, names) for number in whole.terms.values()
        )

    def of(self, node: Node) -> Ratio:
        value = self.value(node)
        if isinstance(value, Matrix):
            raise NotNormalError
        return value

    def value(self, node: Node) -> Value:
        if self.kept and not self.indices and id(node) in self.kept:
            kept: Value = self.kept[id(node)]
            return kept
        match node:
            case Name() | Indexed():
                return self.of_symbol(node)
            case Identity():
                return self.identity(self.sizes[id(node)][0])
            case Ones():
                rows, columns = self.sizes[id(node)]
                return self.single(Letter(f"{ONES}:{rows}", rows, columns)) if rows != 1 else constant(1)
            case Negate():
                return self.times_number(self.value(node.operand), constant(-1))
            case Add():
                return self.sum_of(node)
            case Product():
                return self.product_of(node)
            case Divide():
                return self.times_number(
                    self.value(node.numerator), Ratio(ONE) / self.nonzero(self.of(node.denominator))
                )
            case Transpose():
                return self.transpose(self.value(node.operand))
            case Power():
                base = self.value(node.base)
                return self.power(base, node.exponent) if isinstance(base, Matrix) else super().of(node)
            case Call():
                return self.called(node)
            case _:
                return super().of(node)

    def of_symbol(self, node: Name | Indexed) -> Value:
        symbol = None if node.name in self.indices else self.declarations.symbols.get(node.name)
        indices = node.indices if isinstance(node, Indexed) else ()
        if symbol is None or symbol.shape == (1, 1) or (indices and not symbol.family):
            return super().of(node)
        if len(indices) != len(symbol.family):
            raise NotNormalError
        keys = tuple(self.key_of_index(self.atoms.canonical(self.of(index))) for index in indices)
        return self.single(Letter(symbol.name, *symbol.shape, symbol.properties, keys))

    def key_of_index(self, index: Ratio) -> Key:
        key = (key_of_polynomial(index.above), key_of_polynomial(index.below))
        self.indices_of[key] = index
        return key

    def sum_of(self, node: Add) -> Value:
        terms = [term for term in node.terms if not (isinstance(term, Number) and term.value == 0)]
        return reduce(self.plus, map(self.value, terms)) if terms else Ratio(ZERO)

    def product_of(self, node: Product) -> Value:
        values = [self.value(factor) for factor in node.factors]
        if "·" in node.marks and any(isinstance(value, Matrix) for value in values):
            raise NotNormalError  # between two columns it is their inner product
        return reduce(self.times, values)

    def power(self, base: Matrix, exponent: Node) -> Value:
        number = as_whole(self.of(exponent))
        if number is None:
            raise NotNormalError
        if number == 0:
            return self.identity(base.rows)
        result: Value = base if number > 0 else self.inverse(base)
        return reduce(self.times, [result] * abs(number))

    def called(self, node: Call) -> Value:
        arguments = [self.value(argument) for argument in node.arguments]
        only = arguments[0]
        if not any(isinstance(argument, Matrix) for argument in arguments):
            return self.of_number_where_matrices_may_stand(node, arguments)
        if len(arguments) > 1 or not isinstance(only, Matrix):
            raise NotNormalError
        match node.function:
            case "tr":
                return self.trace(only)
            case "det":
                return self.determinant(only)
            case "inv":
                return self.inverse(only)
            case "norm" | "normF":
                return self.norm(only)
            case "abs":
                return self.determinant(only) if id(node) in self.sizes else self.norm(only)
            case _:
                raise NotNormalError

    def of_number_where_matrices_may_stand(self, node: Call, arguments: list[Value]) -> Ratio:
        (only, *_) = arguments
        if isinstance(only, Ratio) and node.function in ("tr", "det", "diag"):
            return only
        if isinstance(only, Ratio) and node.function in ("norm", "normF"):
            return self.of_abs(only)
        if isinstance(only, Ratio) and node.function == "inv":
            return Ratio(ONE) / self.nonzero(only)
        return super().of(node)

    def single(self, letter: Letter) -> Matrix:
        return Matrix(letter.rows, letter.columns, {(letter,): constant(1)})

    def identity(self, size: Size) -> Value:
        return constant(1) if size == _SINGLE else Matrix(size, size, {(): constant(1)})

    def is_zero(self, ratio: Ratio) -> bool:
        return bool(self.atoms.reduced(ratio).above.is_zero())

    def plus(self, left: Value, right: Value) -> Value:
        if isinstance(left, Ratio) and isinstance(right, Ratio):
            return left + right
        if isinstance(left, Ratio) or isinstance(right, Ratio):
            raise NotNormalError
        return self.collected(left.rows, left.columns, [*left.terms.items(), *right.terms.items()])

    def times_number(self, value: Value, number: Ratio) -> Value:
        if isinstance(value, Ratio):
            return value * number
        return Matrix(value.rows, value.columns, {word: one * number for word, one in value.terms.items()})

    def times(self, left: Value, right: Value) -> Value:
        if isinstance(left, Ratio):
            return self.times_number(right, left)
        if isinstance(right, Ratio):
            return self.times_number(left, right)
        found = []
        for word, one in left.terms.items():
            for other_word, other in right.terms.items():
                number, rest = self.split(word + other_word)
                found.extend(self.cancelled(rest, one * other * number))
        if left.rows == right.columns == _SINGLE:
            return reduce(lambda total, term: total + term[1], found, Ratio(ZERO))
        return self.collected(left.rows, right.columns, found)

    def cancelled(self, word: Word, number: Ratio) -> list[tuple[Word, Ratio]]:
        """Wherever the longest word W of a sum S = c W + R stands beside S^{-1}: W S^{-1} is (I - R S^{-1})/c.

        Ends, since R has only words that come before W.
        """
        for place, letter in enumerate(word):
            whole = self.sums_by_name.get(letter.name)
            if whole is None:
                continue
            terms = {transposed(one): n for one, n in whole.terms.items()} if letter.transposed else whole.terms
            longest = max(terms, key=order_of)
            before, after = word[:place], word[place + 1 :]
            rest = [(one, -n / terms[longest]) for one, n in terms.items() if one != longest]
            one = Ratio(ONE) / terms[longest]
            if before[-len(longest) :] == longest:
                left = before[: -len(longest)]
                found = [(left + after, one), *(((*left, *r, letter, *after), n) for r, n in rest)]
            elif after[: len(longest)] == longest:
                right = after[len(longest) :]
                found = [(before + right, one), *(((*before, letter, *r, *right), n) for r, n in rest)]
            else:
                continue
            return [pair for each, n in found for pair in self.split_and_cancelled(each, number * n)]
        return [(word, number)]

    def split_and_cancelled(self, word: Word, number: Ratio) -> list[tuple[Word, Ratio]]:
        scale, rest = self.split(word)
        return self.cancelled(rest, number * scale)

    def collected(self, rows: Size, columns: Size, terms: list[tuple[Word, Ratio]]) -> Matrix:
        total: dict[Word, Ratio] = {}
        for word, number in terms:
            total[word] = total[word] + number if word in total else number
        kept = {word: number for word, number in total.items() if not self.is_zero(number)}
        if len(kept) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in kept):
            raise NotNormalError
        return Matrix(rows, columns, kept)

    def split(self, word: Word) -> tuple[Ratio, Word]:
        """The numbers in a word, as atoms, and the word without them."""
        word = shortened(word)
        number = constant(1)
        rest: Word = ()
        for segment in segments(word):
            if is_number(segment):
                number = number * self.form(segment)
            else:
                rest += segment
        return number, rest

    def form(self, word: Word) -> Ratio:
        """A word that is a number, and so its own transpose."""
        word = min(word, transposed(word), key=order_of)
        first, last = word[0], word[-1]
        if first.name.startswith(ONES) and len(word) == 2 and first.transpose() == last:
            return self.size(last.rows)
        is_square_of_norm = first.transpose() == last and (
            len(word) == 2 or (len(word) == 3 and "positive-definite" in word[1].properties)
        )
        return self.atom_of("form", word, positive=is_square_of_norm)

    def atom_of(self, kind: str, word: Word, positive: bool = False) -> Ratio:
        """Indices are arguments of the atom, so that sums over them can rename them."""
        label = tuple((one.name, one.transposed, one.inverted, len(one.indices)) for one in word)
        arguments = tuple(self.indices_of[key] for one in word for key in one.indices)
        return self.generator(self.atoms.atom(kind, label, arguments, positive=positive))

    def size(self, size: Size) -> Ratio:
        return constant(size) if isinstance(size, int) else self.of_name(size)

    def transpose(self, value: Value) -> Value:
        if isinstance(value, Ratio):
            return value
        terms = []
        for word, number in value.terms.items():
            scale, rest = self.split(transposed(word))
            terms.append((rest, number * scale))
        return self.collected(value.columns, value.rows, terms)

    def inverse(self, value: Matrix) -> Value:
        if len(value.terms) == 1:
            ((word, number),) = value.terms.items()
            if all(letter.is_square() for letter in word):
                undone = [self.inverse_of_letter(letter) for letter in reversed(word)]
                whole = reduce(self.times, undone, self.identity(value.rows))
                return self.times_number(whole, Ratio(ONE) / self.nonzero(number))
        scale, letter = self.letter_of_sum(value)
        return self.times_number(self.single(letter), Ratio(ONE) / scale)

    def inverse_of_letter(self, letter: Letter) -> Value:
        whole = self.sums_by_name.get(letter.name)
        if whole is None:
            return self.single(letter.inverse())
        return self.transpose(whole) if letter.transposed else whole

    def letter_of_sum(self, value: Matrix) -> tuple[Ratio, Letter]:
        """A number and a letter L with value = number · L^{-1}: the sum is scaled, and may be turned round."""
        scale, whole = self.scaled(value)
        other_scale, turned = self.scaled(self.matrix(self.transpose(value)))
        key, other = self.key_of_sum(whole), self.key_of_sum(turned)
        is_turned = key != other and str(other) < str(key)
        if is_turned:
            scale, whole, key = other_scale, turned, other
        properties = (
            frozenset({"symmetric"}) if self.key_of_sum(self.matrix(self.transpose(whole))) == key else frozenset()
        )
        name, _ = self.sums.setdefault(key, (f"#{len(self.sums)}", whole))
        self.sums_by_name.setdefault(name, whole)
        letter = Letter(name, whole.rows, whole.columns, properties)
        return scale, letter.transpose() if is_turned else letter

    def matrix(self, value: Value) -> Matrix:
        if isinstance(value, Ratio):
            raise NotNormalError
        return value

    def scaled(self, value: Matrix) -> tuple[Ratio, Matrix]:
        """The coefficient of the first word, and the sum divided by it."""
        if not value.terms:
            raise NotNormalError
        first = min(value.terms, key=order_of)
        scale = self.nonzero(value.terms[first])
        divided = {word: self.atoms.canonical(number / scale) for word, number in value.terms.items()}
        return scale, Matrix(value.rows, value.columns, divided)

    def key_of_sum(self, value: Matrix) -> Key:
        """Raises NotNormalError where it hangs on an index of a sum, which could not be renamed in it."""
        if any(self.atoms.bound_in(number) for number in value.terms.values()) or any(
            letter.indices for word in value.terms for letter in word
        ):
            raise NotNormalError
        numbers = {word: self.atoms.canonical(number) for word, number in value.terms.items()}
        return tuple(
            (order_of(word), key_of_polynomial(numbers[word].above), key_of_polynomial(numbers[word].below))
            for word in sorted(numbers, key=order_of)
        )

    def norm(self, value: Matrix) -> Ratio:
        turned = self.transpose(value)
        square = self.times(turned, value) if value.columns == _SINGLE else self.times(value, turned)
        return self.of_sqrt(self.trace(square) if isinstance(square, Matrix) else square)

    def trace(self, value: Matrix) -> Ratio:
        total = Ratio(ZERO)
        for word, number in value.terms.items():
            total = total + number * self.trace_of_word(word, value.rows)
        return total

    def trace_of_word(self, word: Word, size: Size) -> Ratio:
        if not word:
            return self.size(size)
        turns = [*rotations(word), *rotations(transposed(word))]
        for turn in turns:
            if turn[0].rows == _SINGLE:
                return self.split(turn)[0]
            shorter = shortened(turn)
            if len(shorter) < len(word):
                return self.trace_of_word(shorter, turn[0].rows)
        first = min(map(shortened, turns), key=order_of)
        positive = len(first) == 1 and "positive-definite" in first[0].properties
        return self.atom_of("tr", first, positive)

    def determinant(self, value: Matrix) -> Ratio:
        if len(value.terms) == 1:
            ((word, number),) = value.terms.items()
            if all(letter.is_square() for letter in word):
                dets = (self.determinant_of_letter(letter) for letter in word)
                return reduce(lambda total, one: total * one, dets, self.to_the_size(number, value.rows))
        scale, letter = self.letter_of_sum(value)
        return self.to_the_size(scale, value.rows) / self.determinant_of_letter(letter)

    def to_the_size(self, number: Ratio, size: Size) -> Ratio:
        number = self.atoms.canonical(number)
        if number.above == number.below:
            return constant(1)
        return number**size if isinstance(size, int) else self.exponential(self.size(size) * self.logarithm(number))

    def determinant_of_letter(self, letter: Letter) -> Ratio:
        positive = "positive-definite" in letter.properties
        plain = Letter(letter.name, letter.rows, letter.columns, letter.properties, letter.indices)
        found = self.atom_of("det", (plain,), positive)
        if "orthogonal" in letter.properties:
            number = next(atom for atom in self.inner(found))
            number.relation = (2, constant(fmpq(1)))
        return Ratio(ONE) / found if letter.inverted else found


def _letters_of(atom: Atom) -> list[str]:
    """The names of the matrices inside an atom."""
    if atom.kind not in _OF_WORDS or not isinstance(atom.label, tuple):
        return []
    return [str(name) for name, *_ in atom.label]
