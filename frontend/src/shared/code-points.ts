/**
 * Places in a text. The server counts code points, the browser UTF-16 units: in "𝑓 = x" the x is at 4 there, at 5 here.
 */

/** How many UTF-16 units the first `count` code points of `text` take. */
export function unitsOf(text: string, count: number): number {
  let units = 0;
  for (const point of text) {
    if (count-- <= 0) break;
    units += point.length;
  }
  return units;
}

/** The text before, in and after a stretch that the server pointed at. */
export function cut(text: string, position: number, length: number): [string, string, string] {
  const start = unitsOf(text, position);
  const end = unitsOf(text, position + length);
  return [text.slice(0, start), text.slice(start, end), text.slice(end)];
}

/** A stretch that can be seen: an empty one takes the next character, or a blank at the end of the text. */
export function cutVisibly(text: string, position: number, length: number): [string, string, string] {
  const [before, middle, after] = cut(text, position, Math.max(length, 1));
  return [before, middle || "\u00a0", after];
}
