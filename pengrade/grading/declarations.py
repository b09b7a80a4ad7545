"""What the author declares: 'x: real; A: matrix(n,n) symmetric; y: real[n]' to typed symbols."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from pengrade.grading.reading import characters
from pengrade.grading.spec import AnswerSpec, SpecError

Size = int | str  # a literal or the name of a dimension

SCALARS = frozenset({"real", "positive", "nonnegative", "negative", "integer", "natural", "complex", "probability"})
PROPERTIES = frozenset({"symmetric", "positive-definite", "orthogonal", "invertible", "diagonal", "full-rank"})
SQUARE = frozenset({"symmetric", "positive-definite", "orthogonal", "invertible", "diagonal"})
BYSTANDERS = frozenset({"variable", "density"})
LARGEST_SIZE = 12  # a literal dimension; larger ones would make every matrix product slow

_FUNCTION = re.compile(r"function\(real(,real)*\)(->(real|positive))?")  # of more than one only in probabilities


@dataclass(frozen=True)
class Symbol:
    """`domain`: a scalar domain, "vector", "matrix", "index", "function", "variable" or "density".

    `shape` is (1, 1) for a scalar; `family` are the sizes of the indices, empty for a single one.
    """

    name: str
    domain: str
    shape: tuple[Size, Size] = (1, 1)
    family: tuple[Size, ...] = ()
    properties: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)  # compared by identity: `declared` hands out one object for one text
class Declarations:
    """`bystanders` are random variables and densities: known names, but no numbers outside of probabilities."""

    symbols: Mapping[str, Symbol]
    dimensions: frozenset[str]
    bases: frozenset[str]  # the x of a declared x_1
    bystanders: Mapping[str, Symbol] = field(default_factory=dict)

    @cached_property
    def has_complex(self) -> bool:
        return any(symbol.domain == "complex" for symbol in self.symbols.values())

    def knows(self, name: str) -> bool:
        return name in self.symbols or name in self.dimensions

    def names(self) -> list[str]:
        """In the order declared, dimensions last; for messages."""
        return [*self.symbols, *sorted(self.dimensions - self.symbols.keys())]


def declared(symbols: str | Mapping[str, str]) -> Declarations:
    """Parse declarations; raises SpecError with field "symbols"."""
    return _parse(symbols) if isinstance(symbols, str) else _collect(tuple(symbols.items()))


def written(declarations: Declarations) -> dict[str, str]:
    """The declarations as they would be declared, by name."""
    return {name: _in_words(symbol) for name, symbol in declarations.symbols.items()}


def _in_words(symbol: Symbol) -> str:
    rows, columns = symbol.shape
    words = {"vector": f"vector({rows})", "matrix": f"matrix({rows},{columns})"}.get(symbol.domain)
    if symbol.domain == "index":
        return f"index({symbol.family[0]})"
    if symbol.domain == "function":
        return "function(real) -> real"
    properties = "".join(f" {one}" for one in sorted(symbol.properties))
    family = f"[{','.join(map(str, symbol.family))}]" if symbol.family else ""
    return f"{words or symbol.domain}{properties}{family}"


@lru_cache(maxsize=512)
def _parse(text: str) -> Declarations:
    pairs: list[tuple[str, str]] = []
    for declaration in filter(None, map(str.strip, text.split(";"))):
        names, colon, meaning = declaration.partition(":")
        if not colon:
            raise SpecError(f"{declaration!r} needs a colon, as in 'x: real'.", "symbols")
        pairs.extend((name, meaning) for name in _split_outside_brackets(names))
    return _collect(tuple(pairs))


@lru_cache(maxsize=512)
def _collect(pairs: tuple[tuple[str, str], ...]) -> Declarations:
    symbols: dict[str, Symbol] = {}
    for typed, meaning in pairs:
        name = canonical_name(typed)
        if name in symbols:
            raise SpecError(f"{name!r} is declared twice.", "symbols")
        symbols[name] = _symbol(name, meaning.strip())
    sizes = {size for symbol in symbols.values() for size in (*symbol.shape, *symbol.family) if isinstance(size, str)}
    for size in sizes & symbols.keys():
        if symbols[size].domain not in ("natural", "integer", "positive"):
            raise SpecError(f"{size!r} is a dimension and cannot be {symbols[size].domain} as well.", "symbols")
    bystanders = {name: symbol for name, symbol in symbols.items() if symbol.domain in BYSTANDERS}
    kept = {name: symbol for name, symbol in symbols.items() if name not in sizes | bystanders.keys()}
    bases = frozenset(name.split("_", 1)[0] for name in kept if "_" in name)
    return Declarations(kept, frozenset(sizes), bases, bystanders)


def canonical_name(typed: str) -> str:
    r"""`\mu`, `mu` and `μ` are one name, as are `x_1`, `x_{1}` and `x₁`."""
    text = ""
    for letter in map(characters.ordinary_or_lowered, typed.strip()):
        lowered = characters.SUBSCRIPTS.get(letter)
        if lowered and "_" not in text:
            text += "_"
        text += lowered or characters.GREEK.get(letter, letter)
    for left, right in (("{", ""), ("}", ""), ("\\", ""), (" ", "")):
        text = text.replace(left, right)
    base, _, label = text.partition("_")
    base = characters.GREEK_VARIANTS.get(base, base)
    if not (base.isascii() and base[:1].isalpha() and base.isalnum()) or ("_" in text and not label):
        raise SpecError(f"{typed.strip()!r} cannot be a name.", "symbols")
    return f"{base}_{label}" if label else base


def names_given(spec: AnswerSpec, option: str) -> frozenset[str]:
    """The names that an option lists, `mu` for `\\mu`."""
    try:
        return frozenset(map(canonical_name, spec.options.get(option, ())))
    except SpecError as error:
        raise SpecError(str(error), f"options.{option}") from error


def _split_outside_brackets(text: str) -> list[str]:
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _symbol(name: str, meaning: str) -> Symbol:
    head, family = _family(meaning)
    kind, sizes, rest = _call(head)
    if kind in SCALARS and not sizes and not rest:
        return Symbol(name, kind, family=family)
    if kind == "vector" and len(sizes) == 1 and not rest:
        return Symbol(name, kind, (sizes[0], 1), family)
    if kind == "matrix" and len(sizes) == 2:
        return Symbol(name, kind, (sizes[0], sizes[1]), family, _properties(name, rest, sizes))
    if kind == "index" and len(sizes) == 1 and not family:
        return Symbol(name, kind, family=(sizes[0],))
    if kind == "variable" and not (sizes or rest):
        return Symbol(name, kind, family=family)
    if kind == "function" and not (sizes or rest or family):
        return Symbol(name, kind, properties=_range(meaning))
    if kind == "density" and not (sizes or rest or family):
        return Symbol(name, kind)
    raise SpecError(f"{meaning!r} (of {name}) is no declaration that this engine reads.", "symbols")


def _range(meaning: str) -> frozenset[str]:
    """Of a function whose every value is positive, that."""
    return frozenset({"positive"} & {meaning.rpartition("->")[2].strip()})


def _family(meaning: str) -> tuple[str, tuple[Size, ...]]:
    if not meaning.endswith("]"):
        return meaning, ()
    head, bracket, sizes = meaning[:-1].rpartition("[")
    if not bracket:
        raise SpecError(f"A bracket is missing in {meaning!r}.", "symbols")
    return head.strip(), tuple(map(_size, sizes.split(",")))


def _call(head: str) -> tuple[str, tuple[Size, ...], str]:
    """'matrix(m,n) symmetric' is ("matrix", ("m", "n"), "symmetric")."""
    if "(" not in head:
        kind, _, rest = head.partition(" ")
        return kind, (), rest.strip()
    kind, _, tail = head.partition("(")
    if _FUNCTION.fullmatch("".join(head.split())):
        return "function", (), ""
    inside, closing, rest = tail.partition(")")
    if not closing:
        raise SpecError(f"A bracket is missing in {head!r}.", "symbols")
    return kind.strip(), tuple(map(_size, inside.split(","))), rest.strip()


def _size(text: str) -> Size:
    text = text.strip()
    if text.isdigit():
        if not 1 <= int(text) <= LARGEST_SIZE:
            raise SpecError(f"A dimension is between 1 and {LARGEST_SIZE}, not {text}.", "symbols")
        return int(text)
    return canonical_name(text)


def _properties(name: str, text: str, sizes: tuple[Size, ...]) -> frozenset[str]:
    properties = frozenset(text.replace("positive definite", "positive-definite").replace(",", " ").split())
    unknown = properties - PROPERTIES
    if unknown:
        raise SpecError(f"Unknown property of {name}: {', '.join(sorted(unknown))}.", "symbols")
    if properties & SQUARE and sizes[0] != sizes[1]:
        raise SpecError(f"{name} must be square to be {', '.join(sorted(properties & SQUARE))}.", "symbols")
    rows, columns = sizes
    if "full-rank" in properties and isinstance(rows, int) and isinstance(columns, int) and rows < columns:
        raise SpecError(f"{name} needs at least as many rows as columns to be full-rank.", "symbols")
    return properties
