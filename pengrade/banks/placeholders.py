r"""``{{k}}`` and ``{{k ~3}}``: the values of a variant, written into an author's text.

Everywhere: a number shows as a decimal where that ends (0.3), as a fraction otherwise; ``~3`` rounds it to three
places, half away from zero. A name (``{{queue}}``) shows as it is. `_` and `^` get braces, so that ``x_{{i}}`` is one
index whatever it is: ``x_{12}``.

In an answer (`fill_answer`) a number is one atom: ``2{{k}}`` is 2(3) and never 23, ``{{k}}^2`` is (-3)^2 or (2/3)^2.
Brackets appear where they are needed only: around what is negative or a fraction, before a digit, and after anything
that could be a factor (``n {{k}}`` is n (3), for graders rightly ask for a sign between "n 3").

In prose (`fill_text`) formulas between dollar signs are LaTeX, and read well whatever is drawn:
- a fraction is ``\frac{2}{3}``; before ``^`` it is bracketed, as is a negative number;
- a negative number is bracketed unless the formula begins with it, or a bracket, a comma or a relation precedes it;
- two numbers side by side get a dot between them: ``2{{k}}`` is 2 · 3.
Outside formulas a fraction is 2/3 and a negative number has a proper minus sign.
"""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from pengrade.banks.parameters import Value
from pengrade.banks.variants import Values

_ANY = re.compile(r"\{\{[^{}\n]*\}\}")
_PLACEHOLDER = re.compile(r"\{\{ *([A-Za-z][A-Za-z0-9_]*) *(?:~ *(\d{1,2}) *)?\}\}")
_FORMULA = re.compile(r"(?<!\\)\$\$.+?(?<!\\)\$\$|(?<!\\)\$.+?(?<!\\)\$", re.DOTALL)
_SPACING = re.compile(r"(?:\s|\\[,;!:]|\\q?quad(?![A-Za-z]))*\Z")
_THIN = re.compile(r"(?:\s|\\,)*\Z")
_FACTOR = re.compile(r"(?<!\\left)(?<!\\frac)(?<!\\sqrt)[A-Za-z0-9.)\]}]\Z")
_OPENING = re.compile(
    r"(?:^|[(\[{,;=<>&|:$]|\\\\|\\(?:le|leq|ge|geq|ne|neq|approx|equiv|sim|propto|mid|to|mapsto|in|colon))\Z"
)

_Writer = Callable[[Value | str, str, str], str]  # what to show, what stands before it, what stands after it


class PlaceholderError(Exception):
    """A placeholder that no parameter fills; the message is for the author."""


def fill_text(text: str, values: Values) -> str:
    """The author's Markdown with the values in it."""
    filled: list[str] = []
    end = 0
    for formula in _FORMULA.finditer(text):
        filled.append(_fill(text[end : formula.start()], values, _in_words))
        filled.append(_fill(formula[0], values, _in_latex))
        end = formula.end()
    return "".join(filled) + _fill(text[end:], values, _in_words)


def fill_answer(text: str, values: Values) -> str:
    """An answer, a key or a declaration with the values in it."""
    return _fill(text, values, _in_answer)


def placeholders(text: str) -> Iterator[tuple[str, bool]]:
    """The (name, is it rounded?) of each placeholder, in order. Raises PlaceholderError at one that is malformed."""
    for found in _ANY.finditer(text):
        match = _PLACEHOLDER.fullmatch(found[0])
        if match is None:
            raise PlaceholderError(
                f"{found[0]} is no placeholder: {{{{name}}}} or {{{{name ~3}}}}, and arithmetic gets a name of its own "
                "(braces of LaTeX: put a space between the two)"
            )
        yield match[1], match[2] is not None


def _fill(text: str, values: Values, write: _Writer) -> str:
    filled = ""
    end = 0
    for match in _PLACEHOLDER.finditer(text):
        filled += text[end : match.start()]
        filled += write(_shown(match, values), filled, text[match.end() :])
        end = match.end()
    return filled + text[end:]


def _shown(match: re.Match[str], values: Values) -> Value:
    """The value; a rounded one as text of digits, so that its zeros stay."""
    name, places = match[1], match[2]
    if name not in values:
        raise PlaceholderError(f"no parameter {name!r} (there are: {', '.join(sorted(values)) or 'none'})")
    value = values[name]
    if places is None:
        return value
    if isinstance(value, str):
        raise PlaceholderError(f"{name!r} is a name; only numbers can be rounded")
    return _rounded(value, int(places))


def _in_answer(value: Value, before: str, after: str) -> str:
    if not _is_number(value):
        return _apart(str(value), before, after)
    text = _plain(value)
    if before[-1:] in {"_", "^"}:
        return "{" + text + "}"
    follows_factor = bool(_FACTOR.search(_SPACING.sub("", before)))
    atom = re.fullmatch(r"\d+(\.\d+)?", text) and not follows_factor and not after[:1].isdigit()
    return text if atom else f"({text})"


def _in_latex(value: Value, before: str, after: str) -> str:
    if not _is_number(value):
        return _apart(str(value), before, after)
    text = _latex(value)
    if before[-1:] in {"_", "^"}:
        return "{" + text + "}"
    beside = _THIN.sub("", before)[-1:]
    negative = text.startswith("-")
    raised = after.lstrip().startswith("^") and (negative or "\\" in text)
    if raised or (negative and not _OPENING.search(_SPACING.sub("", before))):
        text = rf"\left({text}\right)"
    left = r" \cdot " if beside.isdigit() else ""
    right = r" \cdot " if after.lstrip()[:1].isdigit() else ""
    return left + text + right


def _in_words(value: Value, _before: str, _after: str) -> str:
    return _plain(value).replace("-", "−") if _is_number(value) else str(value)


def _apart(name: str, before: str, after: str) -> str:
    """A name, kept from growing together with letters beside it (``\\perp{{ad}}``)."""
    left = " " if before[-1:].isalpha() and name[0].isalpha() else ""
    right = " " if after[:1].isalpha() and name[-1].isalpha() else ""
    return left + name + right


def _is_number(value: Value) -> bool:
    return isinstance(value, Fraction) or bool(re.fullmatch(r"-?\d+(\.\d+)?", value))


def _plain(value: Value) -> str:
    return value if isinstance(value, str) else _decimal(value) or f"{value.numerator}/{value.denominator}"


def _latex(value: Value) -> str:
    if isinstance(value, str):
        return value
    sign = "-" if value < 0 else ""
    return _decimal(value) or rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def _decimal(value: Fraction) -> str:
    """The decimal if it ends, else nothing."""
    rest, places = value.denominator, 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest //= prime
            count += 1
        places = max(places, count)
    return _rounded(value, places) if rest == 1 else ""


def _rounded(value: Fraction, places: int) -> str:
    scaled = abs(value) * 10**places
    digits = str((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)).rjust(places + 1, "0")
    sign = "-" if value < 0 and digits.strip("0") else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
