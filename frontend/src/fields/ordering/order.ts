/** The text of an ordering, `a, b, c`, and the order of its items; some may be left out where not all belong. */
import { split } from "../brackets";

export interface Order {
  placed: string[];
  /** Items that stand outside of the order. */
  out: string[];
}

/** The order; undefined for a text with other items, one twice, or (unless some may be left out) one missing. */
export function parseOrder(text: string, items: string[], mayLeaveOut: boolean): Order | undefined {
  if (text.trim() === "") return { placed: [...items], out: [] };
  const named = split(text.replace(/->|→/g, ","), ",;\n").map((item) => item.trim().replace(/\s+/g, " "));
  const placed = named.map((name) => items.find((item) => item === name));
  if (placed.some((item) => item === undefined) || new Set(placed).size < placed.length) return undefined;
  const out = items.filter((item) => !placed.includes(item));
  return out.length > 0 && !mayLeaveOut ? undefined : { placed: placed as string[], out };
}

export function formatOrder(order: Order): string {
  return order.placed.join(", ");
}

/** An item one place up (-1) or down (1); at an end it stays. */
export function moved(order: Order, item: string, by: number): Order {
  return movedTo(order, item, order.placed.indexOf(item) + by);
}

export function movedTo(order: Order, item: string, place: number): Order {
  const others = order.placed.filter((one) => one !== item);
  if (others.length === order.placed.length || place < 0 || place > others.length) return order;
  return { ...order, placed: [...others.slice(0, place), item, ...others.slice(place)] };
}

/** An item leaves the order, or comes back at its end. */
export function leftOut(order: Order, item: string): Order {
  if (order.out.includes(item)) return { placed: [...order.placed, item], out: order.out.filter((one) => one !== item) };
  return { placed: order.placed.filter((one) => one !== item), out: [...order.out, item] };
}
