/** The answer's form: Ctrl+Enter submits, a second press while sending does nothing, offline nothing is thrown away. */
export function watchSubmitting(form: HTMLFormElement, sent: () => void): void {
  const button = form.querySelector<HTMLButtonElement>('button[type="submit"]');
  if (!button) return;
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (!button.disabled) form.requestSubmit(button);
  });
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      form.dispatchEvent(new CustomEvent("pen-offline", { bubbles: true }));
      return;
    }
    sent();
    // After the browser has collected the fields: a disabled button would not be among them.
    setTimeout(() => (button.disabled = true));
  });
  // Back from another page with this one kept whole in memory.
  window.addEventListener("pageshow", () => (button.disabled = false));
}
