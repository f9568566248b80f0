import type { SmtpFailure } from "./classify-failure.ts";

/** So much of a secret in a row is enough to leave out what holds it: a server may repeat a login cut off. */
const WINDOW = 8;
const SHORTEST = 3;
const CODES = /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/;

/**
 * A failed login without what the server said, where that repeats a secret it was tried with, as it is or in base64: what servers say is stored,
 * shown and mailed. Its codes stay. A failure that repeats none stays as it is.
 */
export function keepLoginSecret(error: unknown, secrets: readonly string[]): unknown {
  const { code, command, responseCode, response = "", message = "" } = error as SmtpFailure;
  // A reply of several lines may break it anywhere.
  const joined = response.replace(/\r?\n(?:\d{3}[ -])?(?:\d\.\d{1,3}\.\d{1,3} )?/g, "");
  const said = [response, message, joined];
  const forms = secrets.flatMap(formsOf);
  if (!said.some((text) => forms.some((form) => holds(text, form)))) return error;
  const codes = CODES.exec(response)?.[0] ?? "";
  const kept = `${codes} the login was refused (the server repeats the login, which is left out)`.trim();
  return Object.assign(new Error(kept), { code, command, responseCode, response: kept });
}

function holds(text: string, form: string): boolean {
  const width = Math.min(WINDOW, form.length);
  if (width < SHORTEST) return false;
  for (let at = 0; at + width <= form.length; at++) if (text.includes(form.slice(at, at + width))) return true;
  return false;
}

/** Of base64 what the secret alone decides, wherever it begins among the three bytes of a group. */
function formsOf(secret: string): string[] {
  const inBase64 = [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    return bytes.toString("base64").slice(before === 0 ? 0 : before + 1, Math.floor((bytes.length * 4) / 3));
  });
  return [secret, encodeURIComponent(secret), ...inBase64];
}
