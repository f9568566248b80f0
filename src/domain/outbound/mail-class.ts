/**
 * Why a mail leaves. `reply`: a person wrote it to the requester. `acknowledgement`: the desk to the requester. `notification`, `confirmation`: the desk
 * to an agent, unasked or in answer to their mail. `alert`: the desk to whoever must act on a promise. `survey`: the desk to the requester, unasked.
 * `release`: the desk to contacts and reporters, in words of operations. `canary`: the desk to itself, which nobody reads.
 */
export const MAIL_CLASSES = [
  "reply",
  "acknowledgement",
  "notification",
  "confirmation",
  "alert",
  "survey",
  "release",
  "canary",
] as const;
export type MailClass = (typeof MAIL_CLASSES)[number];

interface ClassRules {
  /** RFC 3834 section 5; null for what a person wrote to one reader. */
  readonly autoSubmitted: "auto-replied" | "auto-generated" | null;
  /** Reports about it come back to the desk: for what a person wrote, and what must be proved to have arrived. Else the null sender. */
  readonly isReported: boolean;
  readonly audience: "customer" | "desk";
  /** What happens when nobody knows whether the server took it (reliability.md 3.2): a person's words must arrive, a robot's must not repeat. */
  readonly whenUncertain: "resend" | "give-up";
  /** How long a mail is tried before it has failed. A person's words for five days (RFC 5321 section 4.5.4.1); what is stale by tomorrow, a day. */
  readonly giveUpHours: number;
}

export const CLASS_RULES: Readonly<Record<MailClass, ClassRules>> = {
  reply: { autoSubmitted: null, isReported: true, audience: "customer", whenUncertain: "resend", giveUpHours: 120 },
  acknowledgement: {
    autoSubmitted: "auto-replied",
    isReported: false,
    audience: "customer",
    whenUncertain: "give-up",
    giveUpHours: 24,
  },
  notification: {
    autoSubmitted: "auto-generated",
    isReported: false,
    audience: "desk",
    whenUncertain: "resend",
    giveUpHours: 120,
  },
  confirmation: {
    autoSubmitted: "auto-replied",
    isReported: false,
    audience: "desk",
    whenUncertain: "give-up",
    giveUpHours: 24,
  },
  survey: {
    autoSubmitted: "auto-generated",
    isReported: false,
    audience: "customer",
    whenUncertain: "give-up",
    giveUpHours: 24,
  },
  release: {
    autoSubmitted: "auto-generated",
    isReported: true,
    audience: "customer",
    whenUncertain: "give-up",
    giveUpHours: 120,
  },
  // A new one follows in minutes: what was not sent by then is of no use.
  canary: {
    autoSubmitted: "auto-generated",
    isReported: false,
    audience: "desk",
    whenUncertain: "give-up",
    giveUpHours: 1,
  },
  alert: {
    autoSubmitted: "auto-generated",
    isReported: false,
    audience: "desk",
    whenUncertain: "resend",
    giveUpHours: 24,
  },
};
