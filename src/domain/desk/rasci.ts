/** Responsible, accountable (also the approver), support, consulted, informed. */
export const rasciLetters = ["R", "A", "S", "C", "I"] as const;

export type RasciLetter = (typeof rasciLetters)[number];

/** The two parties of the agreement: who runs the system is a different question (see `hostings`). */
export const parties = ["customer", "vendor"] as const;

export type Party = (typeof parties)[number];
