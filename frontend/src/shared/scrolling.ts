const watches = new WeakMap<HTMLElement, ResizeObserver>();

/** A formula or table wider than its box can be scrolled by keyboard too (WCAG 2.1.1); one that fits is no stop on the way. */
export function letKeyboardScroll(box: HTMLElement): void {
  if (typeof ResizeObserver === "undefined") return;
  watches.get(box)?.disconnect(); // its content has been replaced since
  const watch = new ResizeObserver(() => setStop(box));
  watches.set(box, watch);
  watch.observe(box);
  for (const child of box.children) watch.observe(child);
}

function setStop(box: HTMLElement): void {
  if (box.scrollWidth > box.clientWidth) {
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", box.dataset["label"] ?? box.querySelector("title")?.textContent ?? document.documentElement.dataset["wordFormula"] ?? "");
  } else {
    for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
  }
}
