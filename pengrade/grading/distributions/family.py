"""What is known of a family of distributions: its names, its parameters and the forms they come in, its density.

A family has one slot for each parameter of its standard parametrisation; a slot may be filled in several forms (a
variance by a standard deviation), each with the formula that leads to the standard one. Formulas are texts of the
engine's own grammar in the letters of the slots, the variable `x`, and `t` for the form typed; nothing of a learner
ever gets into them.
"""

from dataclasses import dataclass

from pengrade.grading.reading.characters import GREEK_NAMES

CASE_COUNTS = 2  # letters of a name, up to which LN is not ln
# What a parameter may be. "count" is a whole number from 1, "spread" a positive number or a covariance matrix.
DOMAINS = frozenset(
    {"real", "positive", "probability", "count", "whole", "location", "spread", "simplex", "concentrations"}
)


@dataclass(frozen=True)
class Form:
    """One way to give a parameter; `formula` turns it, `t`, into the standard one. `spellings` are squashed names."""

    name: str
    spellings: frozenset[str]
    formula: str = "t"


@dataclass(frozen=True)
class Slot:
    """A parameter: its letter in formulas, what it may be, its forms (the standard one first), its default."""

    letter: str
    domain: str
    forms: tuple[Form, ...]
    default: str | None = None

    @property
    def name(self) -> str:
        return self.forms[0].name

    def form_called(self, spelling: str) -> Form | None:
        return next((form for form in self.forms if spelling in form.spellings), None)

    def form(self, name: str) -> Form:
        return next(form for form in self.forms if form.name == name)


@dataclass(frozen=True)
class Family:
    """`lower` and `upper` are the ends of the support, None where it has none; between them lie all real numbers, or
    of a `discrete` family all whole ones. `parents` are larger families and what its own parameters are there.
    """

    name: str
    words: str
    latex: str
    slots: tuple[Slot, ...]
    density: str = ""
    lower: str | None = None
    upper: str | None = None
    discrete: bool = False
    is_vector: bool = False
    spellings: frozenset[str] = frozenset()
    parents: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ordered: tuple[str, str] | None = (
        None  # letters of two slots, of which the first is the smaller, or of a discrete family not the larger
    )
    start: int | None = None  # where the counting begins, for a family known in two conventions

    def is_variadic(self) -> bool:
        """The last parameter is a list, whose entries may be typed one by one."""
        return self.slots[-1].domain in ("simplex", "concentrations")

    def has_forms(self) -> bool:
        """Its parameters can be read in more than one way, so that an echo must name them."""
        return any(len(slot.forms) > 1 for slot in self.slots)


def squashed(name: str) -> str:
    """A name as it is looked up: letters and digits alone. Case counts in IG, as against ig, and in Sigma."""
    plain = "".join(letter for letter in name if letter.isalnum())
    return plain if len(plain) <= CASE_COUNTS or plain in GREEK_NAMES else plain.casefold()


def form(name: str, spellings: str, formula: str = "t") -> Form:
    return Form(name, frozenset(map(squashed, [name, *spellings.split()])), formula)


def slot(letter: str, domain: str, *forms: Form, default: str | None = None) -> Slot:
    return Slot(letter, domain, forms, default)


def plain(letter: str, domain: str, name: str, spellings: str = "", default: str | None = None) -> Slot:
    return slot(letter, domain, form(name, f"{spellings} {letter}"), default=default)


def names(spellings: str) -> frozenset[str]:
    return frozenset(map(squashed, spellings.split()))
