"""Words of matrices and vectors that do not commute: what stands next to what, and what cancels there.

A word is a product of letters from left to right; the empty word is the identity. Letters of declared properties are
written in one way: a symmetric one without its transpose, an orthogonal one with its transpose for its inverse.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field, replace

from pengrade.grading.declarations import Size

SYMMETRIC = frozenset({"symmetric", "positive-definite", "diagonal"})


@dataclass(frozen=True)
class Letter:
    """A matrix or a column as it stands in a word; `rows` and `columns` are those after transposing.

    `indices` are the keys of the indices of a member of a family.
    """

    name: str
    rows: Size
    columns: Size
    properties: frozenset[str] = frozenset()
    indices: tuple[Hashable, ...] = ()
    transposed: bool = False
    inverted: bool = False
    order: str = field(init=False, default="")

    def __post_init__(self) -> None:
        # Words are compared often, and keys of indices have no order of their own.
        object.__setattr__(self, "order", f"{self.name} {self.transposed:d}{self.inverted:d} {self.indices}")

    def is_square(self) -> bool:
        return self.rows == self.columns

    def is_diagonal(self) -> bool:
        return "diagonal" in self.properties

    def transpose(self) -> "Letter":
        if self.properties & SYMMETRIC:
            return self
        return replace(self, rows=self.columns, columns=self.rows, transposed=not self.transposed)

    def inverse(self) -> "Letter":
        """Of a square letter."""
        return self.transpose() if "orthogonal" in self.properties else replace(self, inverted=not self.inverted)

    def undoes(self, other: "Letter") -> bool:
        return self.is_square() and self.inverse() == other


Word = tuple[Letter, ...]


def order_of(word: Word) -> tuple[int, tuple[str, ...]]:
    return len(word), tuple(letter.order for letter in word)


def transposed(word: Word) -> Word:
    return tuple(letter.transpose() for letter in reversed(word))


def shortened(word: Word) -> Word:
    """Without neighbours that undo one another, and with neighbouring diagonal letters in alphabetical order."""
    result: list[Letter] = []
    for letter in word:
        place = len(result)
        while place and letter.is_diagonal() and result[place - 1].is_diagonal():
            if letter.undoes(result[place - 1]) or letter.order >= result[place - 1].order:
                break
            place -= 1
        if place and letter.undoes(result[place - 1]):
            del result[place - 1]
        else:
            result.insert(place, letter)
    return tuple(result) if len(result) == len(word) else shortened(tuple(result))


def segments(word: Word) -> list[Word]:
    """Cut wherever only one number passes from left to right: u v^T w x^T is u · v^T w · x^T."""
    found: list[list[Letter]] = []
    for letter in word:
        if not found or letter.rows == 1:
            found.append([])
        found[-1].append(letter)
    return [tuple(one) for one in found]


def is_number(word: Word) -> bool:
    return bool(word) and word[0].rows == 1 and word[-1].columns == 1


def rotations(word: Word) -> list[Word]:
    return [word[place:] + word[:place] for place in range(len(word))]
