import { once } from "node:events";

/** Results go to standard output, one line each. */
export function printLine(text = ""): void {
  process.stdout.write(`${text}\n`);
}

/** A result that ends its own last line, such as a file. */
export function printText(text: string): void {
  process.stdout.write(text);
}

/** A line of a result that may be long: waits where the reader is slower than we are. */
export async function printSlowly(text: string): Promise<void> {
  if (!process.stdout.write(`${text}\n`)) await once(process.stdout, "drain");
}

/** The whole result of a command under `--json`: nothing else may go to standard output then. */
export function printJson(value: unknown): void {
  printLine(JSON.stringify(value, null, 2));
}

/** What is said about the work, rather than its result, goes to standard error. */
export function printNotice(text: string): void {
  process.stderr.write(`${text}\n`);
}
