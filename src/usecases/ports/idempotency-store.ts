import type { Instant } from "../../domain/time/instant.ts";

/** What names one request for all times: who sent it, to which route, under which `Idempotency-Key`. */
export interface RequestName {
  readonly apiKeyId: number;
  /** Method and pattern, such as `POST /api/v1/tickets`. */
  readonly route: string;
  readonly key: string;
}

/** An answer as a program gets it: JSON, and the headers that belong to it. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** The answers of requests that changed something, for as long as they may be sent again. All but `dropBefore` needs a transaction. */
export interface IdempotencyStore {
  /** Takes the name until the transaction ends; false while another transaction has it. */
  lock(name: RequestName): Promise<boolean>;
  find(name: RequestName): Promise<(KeptAnswer & { readonly fingerprint: string; readonly at: Instant }) | null>;
  /** In place of what was kept under this name before. */
  keep(name: RequestName, fingerprint: string, answer: KeptAnswer): Promise<void>;
  /** Gives how many were dropped: at most `limit`. */
  dropBefore(at: Instant, limit: number): Promise<number>;
}
