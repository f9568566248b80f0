/** What may be forgotten by age, each by a number of days. */
export const RETENTION_CLASSES = [
  "rawMail",
  "closedTickets",
  "quarantine",
  "automaticMail",
  "sentMail",
  "webhooks",
] as const;

export type RetentionClass = (typeof RETENTION_CLASSES)[number];

/** How many days each is kept; null: for good. */
export type RetentionSettings = Readonly<Record<RetentionClass, number | null>>;
