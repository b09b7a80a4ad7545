/** The arithmetic of a countdown. All times in milliseconds. */

const MILESTONES_MINUTES = [10, 5, 1];

/**
 * How long ago the server read its clock, at least.
 *
 * The page cannot have been rendered after its first byte arrived, so counting from `firstByte` shows no time that is
 * not there. `monotonic` does not jump when somebody sets the clock but may stop while the machine sleeps; `wall` runs on
 * through sleep. The larger one is the careful one; at worst the page reloads early and the server puts it right.
 */
export function elapsed(firstByte: { monotonic: number; wall: number }, now: { monotonic: number; wall: number }): number {
  return Math.max(now.monotonic - firstByte.monotonic, now.wall - firstByte.wall, 0);
}

/** 41:12, 2:01:00, and 0:00 when it is over. A second that has begun counts as left. */
export function clockText(left: number): string {
  const seconds = Math.max(Math.ceil(left / 1000), 0);
  const hours = Math.floor(seconds / 3600);
  const pad = (value: number): string => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`;
}

/** The minutes to announce when the time left fell from `before` to `now`; the smallest, if it passed several. */
export function milestone(before: number, now: number): number | undefined {
  return MILESTONES_MINUTES.filter((minutes) => before > minutes * 60_000 && now <= minutes * 60_000).at(-1);
}

/** When the shown second changes next. */
export function untilNextSecond(left: number): number {
  return left - (Math.ceil(left / 1000) - 1) * 1000 + 5;
}
