"""The value of a quotient in a normal form whose atoms have no names in them: pi, log 2, exp(3/7)."""

from flint import acb, arb, ctx, fmpq

from pengrade.grading.evaluating import values
from pengrade.grading.evaluating.place import OutOfReachError, Place, wave_at
from pengrade.grading.evaluating.points import Point
from pengrade.grading.evaluating.values import Value
from pengrade.grading.proving.forms import Forms
from pengrade.grading.proving.powers import PARTS
from pengrade.grading.proving.ratios import Atom, Polynomial, Ratio, terms

PRECISIONS = (64, 256)  # at which a sign is sought


def sign_of_constant(forms: Forms, ratio: Ratio, point: Point) -> int | None:
    """Of what is not zero; None where that is not seen, or where it has a name in it."""
    precision = ctx.prec
    try:
        for bits in PRECISIONS:
            value = Constants(forms, Place(point, bits)).value(ratio)
            if type(value) is arb and (value > 0 or value < 0):
                return 1 if value > 0 else -1
    except OutOfReachError:
        pass
    finally:
        ctx.prec = precision
    return None


class Constants:
    def __init__(self, forms: Forms, place: Place) -> None:
        self.forms = forms
        self.place = place
        self.known: dict[int, Value] = {}

    def value(self, ratio: Ratio) -> Value:
        found = self.of_polynomial(ratio.above) / self.of_polynomial(ratio.below)
        return found.real if type(found) is acb and found.imag.contains(0) else found

    def of_polynomial(self, polynomial: Polynomial) -> Value:
        total = arb(0)
        for powers, coefficient in terms(polynomial):
            term = arb(fmpq(coefficient))
            for number, power in powers:
                term = term * values.integer_power(self.of_atom(self.forms.atoms.all[number]), power)
            total = total + term
        return total

    def of_atom(self, atom: Atom) -> Value:
        if atom.number not in self.known:
            self.known[atom.number] = self.computed(atom)
        return self.known[atom.number]

    def computed(self, atom: Atom) -> Value:
        arguments = [self.value(argument) for argument in atom.arguments]
        match atom.kind:
            case "pi":
                return arb.pi()
            case "i":
                return acb(0, 1)
            case "exp":
                return (arguments[0] / PARTS).exp()
            case "log":
                return values.logarithm(arguments[0])
            case "call":
                return values.FUNCTIONS[str(atom.label)](*arguments)
            case "apply" if isinstance(atom.label, tuple):
                name, order = atom.label
                return wave_at(self.place.point.functions[name], order, arguments[0])
            case _:
                raise OutOfReachError
