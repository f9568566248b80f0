/** Responsible, accountable (also the approver), support, consulted, informed. */
export const RASCI_LETTERS = ["R", "A", "S", "C", "I"] as const;

export type RasciLetter = (typeof RASCI_LETTERS)[number];

/** The two parties of the agreement: who runs the system is a different question (see `HOSTINGS`). */
export const PARTIES = ["customer", "vendor"] as const;

export type Party = (typeof PARTIES)[number];
