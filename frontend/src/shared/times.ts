/**
 * Times: `<time datetime="2026-11-27T23:59:00+00:00" data-format="minute">` in the reader's own zone and language.
 *
 * The server prints its own zone's time with the zone's name, which stays right without script.
 */

const FORMATS: Record<string, Intl.DateTimeFormatOptions> = {
  second: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
  minute: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  day: { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
};

/** The moment as text, or undefined for what is no date or an unknown format. */
export function localTime(iso: string, format: string, language: string, zone?: string): string | undefined {
  const options = FORMATS[format];
  const moment = new Date(iso);
  if (!options || Number.isNaN(moment.getTime())) return undefined;
  return new Intl.DateTimeFormat(language, zone ? { ...options, timeZone: zone } : options).format(moment);
}

export function localiseTimes(root: ParentNode): void {
  const language = document.documentElement.lang || "en-GB";
  for (const element of root.querySelectorAll<HTMLTimeElement>("time[data-format]")) {
    const text = localTime(element.dateTime, element.dataset["format"] ?? "", language);
    if (text === undefined) continue;
    element.title ||= element.textContent ?? "";
    element.textContent = text;
  }
}
