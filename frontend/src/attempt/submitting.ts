/**
 * The answer's form: Ctrl+Enter submits, a second press while sending does nothing, and a server or network that is away
 * takes no page from under what was typed: the form is sent by script, and the page changes only once the answer is there.
 *
 * Sending the same answer twice costs nothing: the server takes it for the same one.
 */
export function watchSubmitting(form: HTMLFormElement, arrived: () => void): void {
  const button = form.querySelector<HTMLButtonElement>('button[type="submit"]');
  if (!button) return;
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (!button.disabled) form.requestSubmit(button);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!button.disabled) void send(form, button, arrived);
  });
  // Back from another page with this one kept whole in memory.
  window.addEventListener("pageshow", () => (button.disabled = false));
}

async function send(form: HTMLFormElement, button: HTMLButtonElement, arrived: () => void): Promise<void> {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form, button)) if (typeof value === "string") fields.append(name, value);
  button.disabled = true;
  try {
    // Not form.action: that is the button, which is called "action".
    const answer = await fetch(form.getAttribute("action") ?? "", { method: "POST", body: fields, redirect: "manual" });
    if (answer.status >= 500) throw new Error(`status ${answer.status}`);
    arrived();
    if (answer.type === "opaqueredirect" || answer.ok) return showAt("work");
    // A refusal is a page of its own, with its reason and a way on; nothing was taken, so it may be asked for again.
    form.submit();
  } catch {
    button.disabled = false;
    form.dispatchEvent(new CustomEvent("pen-offline", { bubbles: true }));
  }
}

/** This page again, at the element with this id. */
export function showAt(id: string): void {
  history.replaceState(null, "", `#${id}`);
  location.reload();
}
