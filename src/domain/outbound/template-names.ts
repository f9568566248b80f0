/** The mails the desk writes. Each has a file of that name in every language. */
export const TEMPLATE_NAMES = [
  "acknowledgement",
  "acknowledgement-no-agreement",
  "acknowledgement-unknown-sender",
  "own-tickets",
  "closed-by-requester",
  "ticket-changed",
  "survey",
  "release-notice",
  "coverage-question",
  "agent-notification",
  "reply",
  "command-confirmation",
  "command-fault",
  "delivery-failure",
  "alert-warning",
  "alert-breach",
  "alert-digest",
  "webhook-failure",
  "secret-expiry",
  "route-news",
  "desk-trouble",
  "canary",
  "unserved-request",
  "agreement-expiry",
  "unreached-agent",
  "unauthentic-agent-mail",
  "agent-confirmation",
  "sign-in-link",
  "ticket-status",
  "help",
] as const;

export type TemplateName = (typeof TEMPLATE_NAMES)[number];

/** Those of them that customers read: an organisation may have its own. */
export const CUSTOMER_TEMPLATES = [
  "acknowledgement",
  "acknowledgement-no-agreement",
  "own-tickets",
  "closed-by-requester",
  "ticket-changed",
  "survey",
  "release-notice",
  "coverage-question",
  "reply",
] as const satisfies readonly TemplateName[];
