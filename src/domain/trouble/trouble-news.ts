import type { Bilingual } from "../desk/language.ts";
import type { Instant } from "../time/instant.ts";

/** What a check of readiness is about. */
export const TROUBLE_KINDS = [
  "mailbox",
  "mailboxes",
  "lmtp",
  "queue",
  "sending",
  "way-out",
  "journal",
  "canary",
  "storage",
  "backup",
  "drill",
  "other",
] as const;
export type TroubleKind = (typeof TROUBLE_KINDS)[number];

/** A check that has been red for minutes, or is well again. */
export interface TroubleNews {
  /** As `/readyz` names it. */
  readonly check: string;
  readonly kind: TroubleKind;
  /** The mailbox that the check is of; null where it is of none. */
  readonly mailbox: string | null;
  readonly hasRecovered: boolean;
  readonly since: Instant;
  /** The check's own sentences; `mend` is empty once it is well again. */
  readonly detail: Bilingual;
  readonly mend: Bilingual;
}

/** The same for readers of one language. */
export type ToldTrouble = Omit<TroubleNews, "detail" | "mend"> & { readonly detail: string; readonly mend: string };

const OF_MAILBOX = [
  ["mailbox ", "mailbox"],
  ["way out of ", "way-out"],
  ["canary of ", "canary"],
] as const;

/** Kind and mailbox of a check by its name, such as `mailbox support`, `way out of support` or `queue`; one that is not known is `other`. */
export function troubleSubject(check: string): Pick<TroubleNews, "kind" | "mailbox"> {
  for (const [beginning, kind] of OF_MAILBOX) {
    if (check.startsWith(beginning)) return { kind, mailbox: check.slice(beginning.length) };
  }
  return { kind: TROUBLE_KINDS.find((kind) => kind === check) ?? "other", mailbox: null };
}
