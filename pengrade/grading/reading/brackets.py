r"""What stands between signs that open and close: (x), |x|, ‖x‖_2, ⌊x⌋, ⟨u, v⟩."""

from pengrade.grading.reading.calls import CLOSING
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.matrices import Matrices
from pengrade.grading.reading.tokens import Token
from pengrade.grading.tree import Call, Node, Product, Transpose


class Brackets(Matrices):
    def bracket(self, token: Token) -> Node:
        if token.text == "{":
            return self.group()
        self.take()
        self.refuse_empty(token, CLOSING[token.text])
        self.open.append(token.text)
        node = self.expression()
        self.open.pop()
        self.expect(CLOSING[token.text], token)
        return node

    def inner_product(self) -> Node:
        r"""\langle u, v \rangle is u^T v."""
        opened = self.take()
        self.open.append("⟨")
        left = self.expression()
        self.separator()
        right = self.expression()
        self.open.pop()
        closing = self.expect("⟩", opened)
        self.note("⟨u, v⟩ was read as u^T v.")
        turned = Transpose(left.start, left.end, left)
        return Product(opened.start, closing.end, (turned, right), ("",))

    def enclosed(self, function: str, closing: str) -> Node:
        opened = self.take()
        self.open.append(opened.text)
        node = self.expression()
        self.open.pop()
        return Call(opened.start, self.expect(closing, opened).end, function, (node,))

    def bars(self, token: Token) -> Node:
        """|x| and ||x||; two bars side by side open a norm."""
        following = self.following
        double = self.are_joined(token, following) and self.closes_doubly()
        if token.text == "‖":
            return self.norm(self.enclosed("norm", "‖"))
        if not double:
            return self.enclosed("abs", "|")
        self.take()
        self.take()
        self.open.append("|")
        node = self.expression()
        self.open.pop()
        self.expect("|", token._replace(end=following.end))
        closing = self.expect("|", token._replace(end=following.end))
        return self.norm(Call(token.start, closing.end, "norm", (node,)))

    def are_joined(self, left: Token, right: Token) -> bool:
        return left.text == right.text == "|" and right.start == left.end and not left.side

    def closes_doubly(self) -> bool:
        """The next bars after || are two again, so || opens a norm; in ||x|-1| they are one."""
        place = self.at + 2
        while place < len(self.tokens) - 1 and self.tokens[place].text != "|":
            place += 1
        return self.tokens[place].text != "|" or self.are_joined(self.tokens[place], self.tokens[place + 1])

    def norm(self, node: Node) -> Node:
        r"""The subscript of a norm: 1, 2, \infty or F."""
        if not self.sees("_") or not isinstance(node, Call):
            return node
        self.take()
        label = self.norm_label()
        token = self.token
        kind = {"2": "norm", "1": "norm1", "∞": "normmax", "F": "normF"}.get(label)
        if kind is None:
            raise ReadingError("Norms known here are 1, 2, \\infty and F.", token.start, token.end - token.start)
        self.skip_script()
        return Call(node.start, self.tokens[self.at - 1].end, kind, node.arguments)

    def norm_label(self) -> str:
        grouped = self.sees("{")
        return self.following.text if grouped else self.token.text
