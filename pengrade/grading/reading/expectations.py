r"""Words that take densities or variables: E_q[…], E_{x \sim p}[…], KL(q || p), H(x | y), I(x; y), Var[x], Cov[x,y]."""

from pengrade.grading.probability.tree import (
    VARIABLES,
    Density,
    Divergence,
    Drawn,
    Entropy,
    Expectation,
    Information,
    Moment,
)
from pengrade.grading.reading.calls import CLOSING
from pengrade.grading.reading.densities import BAR
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.marginals import Marginals
from pengrade.grading.reading.tokens import Token
from pengrade.grading.tree import Node

EXPECTATIONS = frozenset({"E", "Exp", "Expectation"})
DIVERGENCES = frozenset({"KL", "DKL", "kl"})
ENTROPIES = frozenset({"H", "Entropy", "Ent"})
INFORMATIONS = frozenset({"I", "MI"})
MOMENTS = {"Var": 1, "V": 1, "Cov": 2}
OPENING = ("(", "[", "{", "\\{")


class Expectations(Marginals):
    def operator(self) -> Node | None:
        """What a word with a script or a bracket behind it makes: E, KL, H, I, Var, Cov."""
        word = self.token.text
        opens = self.opens_behind()
        if not opens:
            return None
        if word in EXPECTATIONS:
            return self.expectation()
        if word in DIVERGENCES or (word == "D" and self.label_at(self.at + 1) in DIVERGENCES):
            return self.divergence()
        if word in ENTROPIES:
            return self.entropy()
        if word in INFORMATIONS and opens != "_" and not self.opens_indicator():
            return self.information()
        return self.moment() if word in MOMENTS else None

    def opens_behind(self) -> str:
        following = self.following
        return following.text if following.kind == "sign" and following.text in (*OPENING, "_") else ""

    def sees_operator(self) -> bool:
        token = self.token
        if token.kind not in ("word", "letter") or self.in_scope(token.text) or not self.opens_behind():
            return False
        words = EXPECTATIONS | DIVERGENCES | ENTROPIES | INFORMATIONS | MOMENTS.keys() | {"D"}
        return token.text in words

    def expectation(self) -> Node:
        token = self.take()
        over = self.below_expectation()
        if self.sees_operator() and self.token.text in EXPECTATIONS:  # E_{q_1} E_{q_2}[…]
            self.deeper()
            body = self.expectation()
            self.depth -= 1
            return Expectation(token.start, body.end, over, body)
        opened = self.bracket_of(token)
        self.open.append(BAR)
        body = self.expression()
        given = self.given(CLOSING[opened.text])
        self.open.pop()
        end = self.expect(CLOSING[opened.text], opened).end
        return Expectation(token.start, end, over, body, tuple(given))

    def moment(self) -> Node:
        token = self.take()
        over = self.below_expectation()
        opened = self.bracket_of(token)
        self.open.append(BAR)
        arguments = [self.expression()]
        while self.sees(","):
            self.take()
            arguments.append(self.expression())
        given = self.given(CLOSING[opened.text])
        self.open.pop()
        end = self.expect(CLOSING[opened.text], opened).end
        if len(arguments) != MOMENTS[token.text]:
            many = "one argument" if MOMENTS[token.text] == 1 else "two arguments"
            raise ReadingError(f"{token.text} takes {many}.", token.start, end - token.start)
        return Moment(token.start, end, over, tuple(arguments), tuple(given))

    def bracket_of(self, token: Token) -> Token:
        if not self.sees(*OPENING):
            raise ReadingError(
                f"Put what {token.text} is taken of in square brackets.",
                token.start,
                self.tokens[self.at - 1].end - token.start,
            )
        opened = self.take()
        self.refuse_empty(opened, CLOSING[opened.text])
        return opened

    def below_expectation(self) -> tuple[Node, ...]:
        """Nothing, E_q, E_x, E_{q(z|x)}, E_{q_1 q_2}, E_{x ~ p}."""
        if not self.sees("_"):
            return ()
        self.take()
        if not self.sees("{"):
            return (self.one_below(bare=True),)
        opened = self.take()
        self.refuse_empty(opened, "}")
        self.open.append("{")
        found = [self.one_below()]
        while not self.sees("}") and self.token.kind != "end":
            if self.sees("∼"):
                found = self.drawn(found)
                continue
            if self.sees(",", ";", "*"):
                self.take()
            found.append(self.one_below())
        self.open.pop()
        self.expect("}", opened)
        return tuple(found)

    def drawn(self, before: list[Node]) -> list[Node]:
        """x, y ~ q: all the variables before the sign are drawn together."""
        variables: list[Node] = []
        while before and isinstance(before[-1], VARIABLES):
            variables.insert(0, before.pop())
        if not variables:
            raise self.unexpected()
        self.take()
        density = self.density_here()
        return [*before, Drawn(variables[0].start, density.end, tuple(variables), density)]

    def one_below(self, bare: bool = False) -> Node:
        token = self.token
        if self.is_other_p(token) and not bare:
            return self.other_p()
        if token.kind == "word":
            token = self.settle()
        if self.sees_density():
            return self.bare_density() if bare else self.density_here()
        return self.variable()

    def density_here(self) -> Density:
        token = self.settle() if self.token.kind == "word" and not self.is_other_p(self.token) else self.token
        node = self.other_p() if self.is_other_p(token) else self.name() if self.sees_density() else None
        if not isinstance(node, Density):
            raise ReadingError("The name of a density belongs here.", token.start, token.end - token.start)
        return node

    def bare_density(self) -> Node:
        """The q of E_q(…), whose bracket is that of the expectation."""
        token = self.take()
        end, name = token.end, token.text
        if self.sees("_"):
            self.take()
            name = f"{name}_{self.label()}"
            self.skip_script()
            end = self.tokens[self.at - 1].end
        return Density(token.start, end, name)

    def divergence(self) -> Node:
        token = self.take()
        if self.sees("_"):
            self.take()
            self.skip_script()
        opened = self.bracket_of(token)
        self.open.append("‖")
        left = self.term()
        self.double_bar(opened)
        if self.sees(CLOSING[opened.text]):
            raise ReadingError("Nothing stands behind these bars.", self.tokens[self.at - 1].start, 1)
        right = self.term()
        self.open.pop()
        end = self.expect(CLOSING[opened.text], opened).end
        return Divergence(token.start, end, left, right)

    def double_bar(self, opened: Token) -> None:
        if self.sees("‖"):
            self.take()
        elif self.are_joined(self.token, self.following):
            self.take()
            self.take()
        elif self.token.kind == "end":
            self.expect(CLOSING[opened.text], opened)
        else:
            raise ReadingError(
                "Two bars belong between the two densities, as in KL(q || p).", self.token.start, len(self.token.text)
            )

    def entropy(self) -> Node:
        token = self.take()
        if self.sees("_"):
            raise ReadingError("Write the density in brackets, as in H[q].", token.start, self.token.end - token.start)
        opened = self.bracket_of(token)
        closing = CLOSING[opened.text]
        self.open.append(BAR)
        if self.sees_density():
            densities: list[Node] = [self.density_here()]
            if self.sees(","):
                self.take()
                densities.append(self.density_here())
            node = Entropy(token.start, token.end, densities=tuple(densities))
        else:
            variables = tuple(self.events(closing))
            node = Entropy(token.start, token.end, variables, tuple(self.given(closing)))
        self.open.pop()
        end = self.expect(closing, opened).end
        return Entropy(node.start, end, node.variables, node.given, node.densities)

    def information(self) -> Node:
        token = self.take()
        opened = self.bracket_of(token)
        closing = CLOSING[opened.text]
        self.open.append(BAR)
        left = [self.variable()]
        while self.sees(","):
            self.take()
            left.append(self.variable())
        if self.sees(";", ":"):
            self.take()
            right = [self.variable()]
            while self.sees(","):
                self.take()
                right.append(self.variable())
        elif len(left) == 2:
            left, right = left[:1], left[1:]
        else:
            raise ReadingError("Write mutual information as I(x; y).", token.start, self.token.end - token.start)
        given = self.given(closing)
        self.open.pop()
        end = self.expect(closing, opened).end
        return Information(token.start, end, tuple(left), tuple(right), tuple(given))
