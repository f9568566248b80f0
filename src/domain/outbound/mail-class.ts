/**
 * Why a mail leaves. `reply`: a person wrote it to the requester. `acknowledgement`: the desk to the requester. `notification`, `confirmation`: the desk
 * to an agent, unasked or in answer to their mail. `alert`: the desk to whoever must act on a promise. `survey`: the desk to the requester, unasked.
 */
export const MAIL_CLASSES = ["reply", "acknowledgement", "notification", "confirmation", "alert", "survey"] as const;
export type MailClass = (typeof MAIL_CLASSES)[number];

interface ClassRules {
  /** RFC 3834 section 5; null for what a person wrote, which alone has a sender to bounce to. */
  readonly autoSubmitted: "auto-replied" | "auto-generated" | null;
  readonly audience: "customer" | "desk";
  /** What happens when nobody knows whether the server took it (reliability.md 3.2): a person's words must arrive, a robot's must not repeat. */
  readonly whenUncertain: "resend" | "give-up";
  /** How long a mail is tried before it has failed. A person's words for five days (RFC 5321 section 4.5.4.1); what is stale by tomorrow, a day. */
  readonly giveUpHours: number;
}

export const CLASS_RULES: Readonly<Record<MailClass, ClassRules>> = {
  reply: { autoSubmitted: null, audience: "customer", whenUncertain: "resend", giveUpHours: 120 },
  acknowledgement: { autoSubmitted: "auto-replied", audience: "customer", whenUncertain: "give-up", giveUpHours: 24 },
  notification: { autoSubmitted: "auto-generated", audience: "desk", whenUncertain: "resend", giveUpHours: 120 },
  confirmation: { autoSubmitted: "auto-replied", audience: "desk", whenUncertain: "give-up", giveUpHours: 24 },
  survey: { autoSubmitted: "auto-generated", audience: "customer", whenUncertain: "give-up", giveUpHours: 24 },
  alert: { autoSubmitted: "auto-generated", audience: "desk", whenUncertain: "resend", giveUpHours: 24 },
};
