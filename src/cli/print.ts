/** Results go to standard output, one line each. */
export function printLine(text = ""): void {
  process.stdout.write(`${text}\n`);
}

/** The whole result of a command under `--json`: nothing else may go to standard output then. */
export function printJson(value: unknown): void {
  printLine(JSON.stringify(value, null, 2));
}

/** What is said about the work, rather than its result, goes to standard error. */
export function printNotice(text: string): void {
  process.stderr.write(`${text}\n`);
}
