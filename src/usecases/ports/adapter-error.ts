/** What an adapter throws when the outside failed: which system, a stable code, and whether trying again can help. */
export class AdapterError extends Error {
  readonly system: string;
  readonly code: string;
  readonly retryable: boolean;

  constructor(system: string, code: string, message: string, options: { retryable: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = "AdapterError";
    this.system = system;
    this.code = code;
    this.retryable = options.retryable;
  }
}

/**
 * Whether it was the database that failed in a savepoint, and not the work: a deadlock, a lost connection, a statement that took too
 * long. Whoever catches what a savepoint throws throws this on, so that everything is tried again.
 */
export function isDatabaseFailure(error: unknown): error is AdapterError {
  return error instanceof AdapterError && error.system === "database";
}
