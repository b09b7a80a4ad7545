/** JSON to and from our own server, with the token of this page's session. */

/** The server answered, and the answer is no. A network that fails raises TypeError instead. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly body: Record<string, unknown>,
  ) {
    super(`the server answered ${status}`);
  }
}

export interface Call {
  method?: "GET" | "POST" | "PUT";
  body?: unknown;
  /** Lets the call outlive its page. */
  keepalive?: boolean;
}

export async function call<Answer>(url: string, { method = "GET", body, keepalive = false }: Call = {}): Promise<Answer> {
  const headers: Record<string, string> = { Accept: "application/json", "X-PenGrade-Token": token() };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const request: RequestInit = { method, headers, keepalive, credentials: "same-origin", cache: "no-store" };
  if (body !== undefined) request.body = JSON.stringify(body);
  const response = await fetch(url, request);
  const answer: unknown = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, isRecord(answer) ? answer : {});
  return answer as Answer;
}

function token(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="pengrade-token"]')?.content ?? "";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
