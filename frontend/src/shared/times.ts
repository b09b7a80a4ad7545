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

/**
 * The page's language as this reader writes it: of an English page, British dates for who has set a British browser. A page
 * that only says "en" is British English, as its other words are.
 */
export function dateLanguage(page: string, preferred: readonly string[]): string {
  const own = preferred.find((language) => language === page || language.startsWith(`${page}-`));
  return own && own !== "en" ? own : page === "en" ? "en-GB" : page || "en-GB";
}

/** The language of times on this page. */
export function pageDateLanguage(): string {
  return dateLanguage(document.documentElement.lang, navigator.languages);
}

export function localiseTimes(root: ParentNode): void {
  const language = pageDateLanguage();
  for (const element of root.querySelectorAll<HTMLTimeElement>("time[data-format]")) {
    const text = localTime(element.dateTime, element.dataset["format"] ?? "", language);
    if (text === undefined) continue;
    element.title ||= element.textContent ?? "";
    element.textContent = text;
  }
}
