import { AdapterError } from "../../usecases/ports/adapter-error.ts";

export type EmbeddedServerFault =
  | "no-binaries"
  | "cannot-run"
  | "cannot-become-nobody"
  | "already-running"
  | "wrong-owner"
  | "wrong-place"
  | "password-lost"
  | "start-failed"
  | "package-missing";

/** An embedded server that cannot start. The message is one sentence for a person: what is wrong and how to mend it. */
export class EmbeddedServerError extends AdapterError {
  constructor(code: EmbeddedServerFault, message: string, options: { cause?: unknown } = {}) {
    super("embedded", code, message, { retryable: false, ...options });
    this.name = "EmbeddedServerError";
  }
}
