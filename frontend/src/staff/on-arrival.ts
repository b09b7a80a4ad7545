/** What a page does once it is there: hand a form on (`data-submit-at-once`), or point at what went wrong (`data-focus`). */
export function onArrival(root: ParentNode): void {
  root.querySelector<HTMLFormElement>("form[data-submit-at-once]")?.submit();
  root.querySelector<HTMLElement>("[data-focus]")?.focus();
}
