import type { Instant } from "../../domain/time/instant.ts";

/** What was done, for the page that says so. */
export interface DeedOutcome {
  /** Which deed, such as `assign` or `outbox-sent`. */
  readonly deed: string;
  /** The address of the page it was done on. */
  readonly back: string;
  /** Sentences in the language of whoever did it. */
  readonly done: readonly string[];
  /** Whom mail goes to because of it. */
  readonly recipients: readonly string[];
}

/** What the console keeps for a day: what its forms did. */
export interface ConsoleStore {
  /**
   * Takes a form's token, waiting for whoever has it just now. `new`: it was not sent before; `done`: it was, by the same actor, with this outcome;
   * `foreign`: by somebody else. Needs a transaction.
   */
  takeForm(
    token: string,
    actor: string,
  ): Promise<{ readonly kind: "new" | "foreign" } | { readonly kind: "done"; readonly outcome: DeedOutcome }>;
  keepOutcome(token: string, outcome: DeedOutcome): Promise<void>;
  findOutcome(token: string, actor: string): Promise<DeedOutcome | null>;
  /** Gives how many rows were dropped. */
  dropBefore(at: Instant, limit: number): Promise<number>;
}
