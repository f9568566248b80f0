/**
 * Why a mail leaves. `reply`: a person wrote it to the requester. `acknowledgement`: the desk to the requester. `notification`, `confirmation`: the desk
 * to an agent, unasked or in answer to their mail. `alert`: the desk to whoever must act on a promise.
 */
export const MAIL_CLASSES = ["reply", "acknowledgement", "notification", "confirmation", "alert"] as const;
export type MailClass = (typeof MAIL_CLASSES)[number];

interface ClassRules {
  /** RFC 3834 section 5; null for what a person wrote, which alone has a sender to bounce to. */
  readonly autoSubmitted: "auto-replied" | "auto-generated" | null;
  readonly audience: "customer" | "desk";
  /** What happens when nobody knows whether the server took it (reliability.md 3.2): a person's words must arrive, a robot's must not repeat. */
  readonly whenUncertain: "resend" | "give-up";
}

export const CLASS_RULES: Readonly<Record<MailClass, ClassRules>> = {
  reply: { autoSubmitted: null, audience: "customer", whenUncertain: "resend" },
  acknowledgement: { autoSubmitted: "auto-replied", audience: "customer", whenUncertain: "give-up" },
  notification: { autoSubmitted: "auto-generated", audience: "desk", whenUncertain: "resend" },
  confirmation: { autoSubmitted: "auto-replied", audience: "desk", whenUncertain: "give-up" },
  alert: { autoSubmitted: "auto-generated", audience: "desk", whenUncertain: "resend" },
};
