"""What single characters mean: Greek letters, signs, superscripts, look-alikes from other alphabets."""

import unicodedata

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ϑ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi",
    "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "ϕ": "phi",
    "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi",
    "Π": "Pi", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
GREEK_NAMES = frozenset(GREEK.values())
GREEK_VARIANTS = {"varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho", "varsigma": "sigma"}

SIGNS = {
    "−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "∙": "*", "∗": "*", "÷": "/", "∕": "/", "⁄": "/",
    "‖": "‖", "∥": "‖", "′": "'", "’": "'", "∣": "|", "≤": "≤", "≥": "≥", "≠": "≠", "∞": "∞", "⌊": "⌊", "⌋": "⌋",
    "⌈": "⌈", "⌉": "⌉", "∑": "∑", "∏": "∏", "√": "√", "⊤": "⊤",
    "∫": "∫", "∂": "∂", "⊙": "⊙", "∘": "⊙", "⊗": "⊗", "⟨": "⟨", "⟩": "⟩", "†": "†", "→": "→",
    "↓": "↓", "↘": "↓", "↑": "↑", "↗": "↑", "∧": "and", "∨": "or", "⩽": "≤", "⩾": "≥", "~": "∼", "∼": "∼",
}  # fmt: skip

SUPERSCRIPTS = {
    **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)),
    "⁺": "+", "⁻": "-", "⁽": "(", "⁾": ")", "ⁿ": "n", "ⁱ": "i", "ᵀ": "T", "ᵗ": "t", "ᵏ": "k", "ᵐ": "m", "ˣ": "x",
}  # fmt: skip
SUBSCRIPTS = {
    **dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)),
    "₊": "+", "₋": "-", "ᵢ": "i", "ⱼ": "j", "ₖ": "k", "ₙ": "n", "ₘ": "m", "ₜ": "t",
}  # fmt: skip
FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅙": "1/6", "⅛": "1/8"}
BOLD_ONES = frozenset("𝟏𝟙𝟭")
INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u2061\u2062\u00ad")

# Letters of other alphabets that look like ours; they are refused, with ours as the suggestion.
LOOK_ALIKES = dict(zip("АВСЕНІКМОРТХасеіорху", "ABCEHIKMOPTXaceiopxy", strict=True))


def ordinary(character: str) -> str:
    """The plain character behind a full-width, bold, italic or double-struck one; the character itself otherwise."""
    if character.isascii() or character in GREEK or character in SIGNS:
        return character
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character


def ordinary_or_lowered(character: str) -> str:
    """As `ordinary`, but a subscript stays one."""
    return character if character in SUBSCRIPTS else ordinary(character)
