import type { RecipientAnswer, SendResult } from "../../domain/outbound/send-result.ts";

/** What nodemailer tells of a failed attempt. A reply that was cut short has no `response` or no `EMESSAGE`. */
export interface SmtpFailure {
  readonly code?: string | undefined;
  readonly command?: string | undefined;
  readonly response?: string | undefined;
  readonly responseCode?: number | undefined;
  readonly rejectedErrors?: readonly SmtpFailure[] | undefined;
  readonly recipient?: string | undefined;
  readonly message?: string | undefined;
}

/** Commands whose refusal is about this mail. Any other (greeting, EHLO, AUTH, STARTTLS) is about the route. */
const MAIL_COMMANDS = new Set(["MAIL FROM", "RCPT TO", "DATA"]);
/** RFC 5321 section 4.2.3: the server is about to go, or wants no more of us for now. Never about the mail. */
export const SERVICE_CLOSING = 421;
const MAX_REPLY = 300;

/**
 * The table of reliability.md 3.2. Before the final dot could leave, a refusal of the mail is an answer and everything else is provably unsent. After
 * it, only a whole 4xx or 5xx reply to the data is an answer; anything else leaves it unknown.
 */
export function classifyFailure(failure: SmtpFailure, isReleased: boolean, recipients: readonly string[]): SendResult {
  if (isReleased && !isAnswerToData(failure)) return { kind: "unknown", why: describe(failure) };
  if (!isReleased && isClosing(failure)) return { kind: "not-sent", why: describe(failure), trouble: "closing" };
  if (!isAboutMail(failure)) return { kind: "not-sent", why: describe(failure) };
  const rejected = answersFor(failure.rejectedErrors ?? []);
  const told = new Set(rejected.map(({ address }) => address));
  const rest = recipients.filter((address) => !told.has(address));
  const answers = [...rejected, ...rest.map((address) => answer(address, failure))];
  // It did answer, with a no: the mail may be tried again, and not by this way for now.
  return { kind: "answered", recipients: answers, ...(isClosing(failure) && { trouble: "closing" as const }) };
}

/** The refusals of single recipients in an otherwise accepted envelope. */
export function answersFor(rejected: readonly SmtpFailure[]): RecipientAnswer[] {
  return rejected.flatMap((failure) => (failure.recipient === undefined ? [] : [answer(failure.recipient, failure)]));
}

/** A server's reply on one line: code and text, controls out, cut. */
export function oneReply(response: string): string {
  const line = response
    .split(/\r?\n/)
    .map((part, at) => (at === 0 ? part.trim() : part.replace(/^\d{3}[ -]?/, "").trim()))
    .join(" ");
  return line.replace(/[^\x20-\x7e]+/g, " ").slice(0, MAX_REPLY);
}

function answer(address: string, failure: SmtpFailure): RecipientAnswer {
  return { address, outcome: isPermanent(failure) ? "refused" : "deferred", reply: describe(failure) };
}

// Of one recipient too: what the server said before of others counts for nothing, since it took no mail.
function isClosing(failure: SmtpFailure): boolean {
  const said = [failure, ...(failure.rejectedErrors ?? [])];
  return said.some(({ responseCode }) => responseCode === SERVICE_CLOSING);
}

function isAnswerToData(failure: SmtpFailure): boolean {
  return failure.code === "EMESSAGE" && isRefusal(failure.responseCode);
}

function isAboutMail(failure: SmtpFailure): boolean {
  if (isTooLarge(failure)) return true;
  const isWhole = failure.code === "EENVELOPE" || failure.code === "EMESSAGE";
  return isWhole && MAIL_COMMANDS.has(failure.command ?? "") && isRefusal(failure.responseCode);
}

// RFC 1870: the server said how much it takes, and this is more. It will never be taken.
function isTooLarge(failure: SmtpFailure): boolean {
  return failure.code === "EMESSAGE" && failure.command === "MAIL FROM" && failure.responseCode === undefined;
}

// 503 says that the order of commands was wrong: the next connection may get it right.
function isPermanent(failure: SmtpFailure): boolean {
  if (isTooLarge(failure)) return true;
  return failure.responseCode !== undefined && failure.responseCode >= 500 && failure.responseCode !== 503;
}

function isRefusal(code: number | undefined): boolean {
  return code !== undefined && code >= 400 && code < 600;
}

function describe(failure: SmtpFailure): string {
  if (failure.response !== undefined && failure.response !== "") return oneReply(failure.response);
  if (isTooLarge(failure)) return "552 5.3.4 the mail is larger than the server takes";
  return failure.code ?? "EUNKNOWN";
}
