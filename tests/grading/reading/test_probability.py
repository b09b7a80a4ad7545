"""What is typed of probabilities, and what is understood."""

import pytest

from pengrade.grading.preview import preview
from pengrade.grading.spec import AnswerSpec

SYMBOLS = (
    "x, y, z, h_1, h_2, h_3: variable; v: variable[4]; q, q_1, q_2, p_theta: density; Z: positive; theta: real;"
    "f, g_1, g_2: function(real) -> real"
)
SPEC = AnswerSpec("probability", SYMBOLS, "")

READ = [
    ("p(x|y)", r"p(x \mid y)"),
    (r"p\left(x \,\middle|\, y\right)", r"p(x \mid y)"),
    ("p(x ∣ y)", r"p(x \mid y)"),
    ("P(x|y)", r"p(x \mid y)"),
    (r"\Pr(x|y)", r"p(x \mid y)"),
    (r"\mathbb{P}(x, y)", "p(x, y)"),
    ("p(xy)", "p(x, y)"),
    ("ｐ（ｘ，ｙ）", "p(x, y)"),
    ("p(h1|h_2)", r"p(h_{1} \mid h_{2})"),
    ("p(h_{1:2})", "p(h_{1:2})"),
    ("p(v_{1:3} | h_1)", r"p(v_{1:3} \mid h_{1})"),
    ("p(v_1 = 1 | x)", r"p(v_{1} = 1 \mid x)"),
    (r"p(x; \theta)", r"p(x ; \theta)"),
    (r"p_\theta(x|z)", r"p_{\theta}(x \mid z)"),
    ("p_{θ}(x|z)", r"p_{\theta}(x \mid z)"),
    ("q_1(z)", "q_{1}(z)"),
    (r"\sum_z p(x,z)", r"\sum_{z} p(x, z)"),
    ("∑_{y,z} p(x,y,z)", r"\sum_{y, z} p(x, y, z)"),
    ("sum_z p(x,z)", r"\sum_{z} p(x, z)"),
    ("sum(p(x,z), z)", r"\sum_{z} p(x, z)"),
    (r"\sum_xp(x)", r"\sum_{x} p(x)"),
    (r"\sum_{z'} p(x|z') p(z')", r"\sum_{z'} p(x \mid z') p(z')"),
    (r"\int p(x,z) dz", r"\int p(x, z) \, \mathrm{d}z"),
    (r"\int p(x,h_1) \, dh_1", r"\int p(x, h_{1}) \, \mathrm{d}h_{1}"),
    (r"\int_{-\infty}^\infty p(x,z) \mathrm{d}z", r"\int p(x, z) \, \mathrm{d}z"),
    ("∫p(x,z)dz", r"\int p(x, z) \, \mathrm{d}z"),
    ("integral(p(x,z), z)", r"\int p(x, z) \, \mathrm{d}z"),
    (r"\int\int p(x,y,z) dy dz", r"\int \int p(x, y, z) \, \mathrm{d}y \, \mathrm{d}z"),
    ("E_q[log p(x)]", r"\mathbb{E}_{q}\left[\log\left(p(x)\right)\right]"),
    ("𝔼_q[log p(x)]", r"\mathbb{E}_{q}\left[\log\left(p(x)\right)\right]"),
    ("E_q(f(z))", r"\mathbb{E}_{q}\left[f\left(z\right)\right]"),
    ("E_{q(z|x)}[f(z)]", r"\mathbb{E}_{q(z \mid x)}\left[f\left(z\right)\right]"),
    ("E_{z ~ q}[f(z)]", r"\mathbb{E}_{z \sim q}\left[f\left(z\right)\right]"),
    (r"\mathbb{E}_{z \sim q(z|x)}[f(z)]", r"\mathbb{E}_{z \sim q(z \mid x)}\left[f\left(z\right)\right]"),
    ("E_{q_1}E_{q_2}[f(z)]", r"\mathbb{E}_{q_{1}}\left[\mathbb{E}_{q_{2}}\left[f\left(z\right)\right]\right]"),
    ("E[x|y]", r"\mathbb{E}\left[x \mid y\right]"),
    ("E[|x|]", r"\mathbb{E}\left[\left|x\right|\right]"),
    ("KL(q(z) || p(z))", r"\mathrm{KL}\left(q(z) \,\|\, p(z)\right)"),
    (r"D_{\mathrm{KL}}\left(q(z) \,\middle\|\, p(z)\right)", r"\mathrm{KL}\left(q(z) \,\|\, p(z)\right)"),
    ("D_KL(q(z)‖p(z))", r"\mathrm{KL}\left(q(z) \,\|\, p(z)\right)"),
    ("H(x|y)", r"H\left(x \mid y\right)"),
    ("H[q(z)]", r"H\left[q(z)\right]"),
    ("I(x;y|z)", r"I\left(x ; y \mid z\right)"),
    ("Var[x|y]", r"\operatorname{Var}\left[x \mid y\right]"),
    (r"\operatorname{Cov}(x,y)", r"\operatorname{Cov}\left[x, y\right]"),
    ("logp(x)", r"\log\left(p(x)\right)"),
    (r"\prod_{i=1}^2 g_i(h_i)", r"\prod_{i=1}^{2} g_{i}\left(h_{i}\right)"),
    (
        r"p(h_1) \prod_{i=2}^3 p(h_i|h_{i-1}) \prod_{i=1}^3 p(v_i|h_i)",
        r"p(h_{1}) \left(\prod_{i=2}^{3} p(h_{i} \mid h_{i - 1})\right) \prod_{i=1}^{3} p(v_{i} \mid h_{i})",
    ),
    (r"\prod_{i=2}^3 p(h_i|h_{i-1}) p(h_1)", r"\left(\prod_{i=2}^{3} p(h_{i} \mid h_{i - 1})\right) p(h_{1})"),
]


@pytest.mark.parametrize(("typed", "understood"), READ)
def test_it_is_read_as_people_write_it(typed: str, understood: str) -> None:
    echo = preview(SPEC, typed)

    assert (echo.understood_as, echo.message) == (understood, "")
    assert preview(SPEC, understood).understood_as == understood
    assert echo.spoken


REFUSED = [
    ("p(x|y", 1, 1, "never closed"),
    ("E_q[log p(x)", 3, 1, "never closed"),
    ("p(|y)", 1, 2, "before this bar"),
    ("p(x|)", 3, 1, "behind this bar"),
    ("p()", 1, 2, "Nothing stands between"),
    ("p(x, x)", 0, 7, "x stands twice"),
    ("p(x|x)", 0, 6, "both sides of the bar"),
    ("p(h_1|h_{1:2})", 0, 14, "both sides of the bar"),
    ("p(w)", 2, 1, "There is no w"),
    ("p(X)", 2, 1, "Did you mean x?"),
    ("p(h_4)", 2, 3, "There is no h_4"),
    ("p(v_5)", 2, 3, "v ends at 4"),
    ("p(v)", 2, 1, "give it an index"),
    ("E_{q_3}[x]", 3, 3, "Did you mean q_1?"),
    ("p(Z)", 2, 1, "no random variable"),
    ("p(x=y)", 4, 1, "a number here"),
    ("p(x|z')", 4, 2, "No sum runs over z'"),
    (r"\sum_{z=0}^1 p(x,z)", 6, 2, "goes over all its values"),
    (r"\sum_z^K p(x,z)", 5, 2, "goes over all its values"),
    (r"\sum p(x)", 0, 4, "needs an index"),
    (r"\int p(x,z)", 0, 4, "needs its dx"),
    (r"\int_0^1 p(x,z) dz", 0, 6, "leave its ends out"),
    ("log p(x) p(y)", 9, 1, "reads in two ways"),
    ("log Z E_q[x]", 6, 1, "reads in two ways"),
    ("E_q log p(x)", 0, 3, "in square brackets"),
    ("KL(q(z), p(z))", 7, 1, "Two bars"),
    ("KL(q(z) || )", 9, 1, "behind these bars"),
    ("I(x)", 0, 4, "I(x; y)"),
    ("Cov[x]", 0, 6, "two arguments"),
    ("q log q(z)", 0, 1, "Write what q depends on"),
    ("p(x) = p(y)", 0, 6, "right of the equals sign"),
    ("d/dx p(x)", 0, 9, "not read together"),
]


@pytest.mark.parametrize(("typed", "position", "length", "words"), REFUSED)
def test_what_cannot_be_read_is_pointed_at(typed: str, position: int, length: int, words: str) -> None:
    echo = preview(SPEC, typed)

    assert words in echo.message
    assert (echo.position, echo.length) == (position, length)


def test_leniencies_are_told() -> None:
    assert preview(SPEC, "P(xy)").readings == (
        "P was read as p.",
        "xy was read as x y.",
        "Variables side by side were read as a list.",
    )
