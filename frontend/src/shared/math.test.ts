import { beforeAll, describe, expect, test } from "vitest";

import { renderFormula, renderFormulas } from "./math";

const readable = [
  String.raw`\frac12 (A + A^{\mathsf T}) w - \boldsymbol{b} + \lambda \mathbf{w}`,
  String.raw`\begin{pmatrix} 0 & 2 \\ 0 & 0 \end{pmatrix}`,
  String.raw`\sum_{i=1}^{n} \left( x_i - \bar{x} \right)^2`,
  String.raw`\operatorname{tr}\left(A x x^{\mathsf T}\right) \in \mathbb{R}^{n \times n}`,
  String.raw`p(x \mid \mu, \sigma^2) = \mathcal{N}(x; \mu, \sigma^2)`,
  String.raw`f(x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}`,
  String.raw`\begin{aligned} a &= b \\ &\le c \end{aligned}`,
  String.raw`\underset{\theta}{\arg\max}\; \log p(x;\theta) \propto \|w\|_2 \perp\!\!\!\perp y`,
  String.raw`\int_{-\infty}^{\infty} e^{-x^2}\, dx = \sqrt{\pi}, \quad \boxed{x} \ldots \cdots`,
  String.raw`\hat{\theta}, \tilde{x}, \vec{v}, \overline{ab}, \underbrace{a+b}_{c}, x', \nabla, \partial`,
  "lamda, σ, λ, −, ×",
];

// The test's DOM gives MathML elements no style; browsers do.
beforeAll(() => {
  const made = document.createElementNS("http://www.w3.org/1998/Math/MathML", "math");
  if (!("style" in made)) Object.defineProperty(Element.prototype, "style", { value: {}, configurable: true });
});

describe("formulas", () => {
  test.each(readable)("%s becomes MathML", async (latex) => {
    const target = document.createElement("span");
    expect(await renderFormula(target, latex, "display")).toBe(true);
    expect(target.querySelector("math")).not.toBeNull();
    expect(target.querySelector("merror, .temml-error")).toBeNull();
  });

  test("a formula that cannot be read keeps its source", async () => {
    const box = document.createElement("div");
    box.innerHTML = '<span class="tex" data-display="false">\\frac{1}{</span>';
    await renderFormulas(box);
    expect(box.textContent).toBe("\\frac{1}{");
  });

  test.each([
    String.raw`\href{javascript:alert(1)}{x}`,
    String.raw`\includegraphics{http://example.org/x.png}`,
    String.raw`\def\x{\x\x}\x`,
    String.raw`\htmlClass{btn}{x}`,
  ])("%s is not carried out", async (latex) => {
    const target = document.createElement("span");
    await renderFormula(target, latex);
    expect(target.querySelector("a, img, [href], [class~=btn]")).toBeNull();
  });
});
