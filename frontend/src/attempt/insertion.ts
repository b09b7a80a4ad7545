/** What a symbol key puts into the text, given what stands before the caret and what is selected. */
export interface Insertion {
  text: string;
  /** Where the caret goes, counted in UTF-16 units from the start of `text`. */
  caret: number;
}

/**
 * `back` is how many characters from the end of `insert` the selection goes: `sqrt()` with 1 wraps it.
 * A name that would run into a name before it gets a blank: `x` and `lambda` are not `xlambda`.
 */
export function insertion(insert: string, back: number, before: string, selected: string): Insertion {
  const blank = /\p{L}$/u.test(before) && /^\p{L}/u.test(insert) ? " " : "";
  const head = insert.slice(0, insert.length - back);
  const tail = insert.slice(insert.length - back);
  const text = back > 0 ? blank + head + selected + tail : blank + insert;
  const caret = back > 0 && selected === "" ? (blank + head).length : text.length;
  return { text, caret };
}
