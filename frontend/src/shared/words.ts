/**
 * Words for people come from the page, where the server has translated them:
 * `<pen-autosave data-word-saved="Saved #">`, read as `word(element, "saved", "12:03:20")`.
 */
export function word(element: HTMLElement, name: string, ...values: (string | number)[]): string {
  const key = `word${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  let text = element.dataset[key] ?? "";
  for (const value of values) text = text.replace("#", () => String(value));
  return text;
}
