/**
 * Something the person at the terminal can mend. The message is one sentence that says what is wrong and how to mend it;
 * `details` are further lines of the same kind. It is printed without a stack trace and ends with exit code 1.
 */
export class UserError extends Error {
  readonly details: readonly string[];

  constructor(message: string, details: readonly string[] = []) {
    super(message);
    this.name = "UserError";
    this.details = details;
  }
}
