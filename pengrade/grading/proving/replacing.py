"""A quotient with another quotient in place of the index of a sum."""

from pengrade.grading.proving.functions import Functions
from pengrade.grading.proving.powers import PARTS
from pengrade.grading.proving.ratios import GENERATORS, ZERO, Atom, NotNormalError, Polynomial, Ratio, constant, terms


class Replacing(Functions):
    def replaced(self, ratio: Ratio, own: Atom, value: Ratio) -> Ratio:
        """Raises NotNormalError where that has no value, as 1/k has none at 0, or is out of reach."""
        above, below = (self.replaced_in(part, own, value) for part in (ratio.above, ratio.below))
        return self.atoms.canonical(above / self.nonzero(below))

    def replaced_in(self, polynomial: Polynomial, own: Atom, value: Ratio) -> Ratio:
        result = Ratio(ZERO)
        for powers, coefficient in terms(polynomial):
            term = constant(coefficient)
            for number, power in powers:
                term = term * self.replaced_atom(self.atoms.all[number], own, value) ** power
            result = result + term
        return result

    def replaced_atom(self, atom: Atom, own: Atom, value: Ratio) -> Ratio:
        if atom is own:
            return value
        if not atom.bound & own.bound:
            return Ratio(GENERATORS[atom.number])
        arguments = tuple(self.replaced(argument, own, value) for argument in atom.arguments)
        match atom.kind:
            case "exp":
                return self.exponential(arguments[0] / constant(PARTS))
            case "log":
                return self.logarithm(arguments[0])
            case "call" if atom.label == "gamma":
                return self.of_gamma(arguments[0])
            case "call" | "apply":
                return self.plain(atom.kind, atom.label, *arguments, positive=atom.positive)
            case "member" | "form" | "tr" | "det" | "fold":
                other = self.atoms.atom(
                    atom.kind, atom.label, arguments, atom.real, atom.positive, frozenset(), atom.whole, atom.sign
                )
                return self.generator(other)
            case _:
                raise NotNormalError
