"""Signs and commands that people do use here without a meaning, and what to write instead."""

ADVICE = {
    "%": "Write a percentage as a decimal, such as 0.76.",
    "≈": "Type the number alone, without ≈.",
    **dict.fromkeys(("dots", "cdots", "ldots", "dotsb", "vdots"), "Write a sum out: \\sum_{i=1}^n and its term."),
    "nabla": "Type the gradient itself, without ∇.",
}
