import { createMailParser } from "../../src/adapters/mime/mail-parser-pool.ts";
import type { MailParser } from "../../src/usecases/ports/mail-parser.ts";
import { atEndOfFile } from "./end-of-file.ts";

const WORKER = new URL(`file://${process.cwd()}/dist/adapters/mime/mime-worker.js`);

let shared: MailParser | null = null;

atEndOfFile(async () => await shared?.close());

/** One pool of readers for all desks of a test file: starting a reader costs more than all else that opens a desk. */
export function sharedParser(): MailParser {
  shared ??= createMailParser({ workerUrl: WORKER });
  return shared;
}
