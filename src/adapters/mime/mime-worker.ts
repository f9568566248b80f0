import type { MessagePort } from "node:worker_threads";
import type { MailUnderstanding } from "../../domain/email/mail-understanding.ts";
import type { AttachmentContent, ParseOptions } from "../../usecases/ports/mail-parser.ts";
import { resolveOverPort } from "./dns-port.ts";
import { interpretFiles, interpretMail } from "./interpret-mail.ts";

/** What the pool sends. `port` asks name servers through the main thread; null asks none. */
export type WorkerRequest =
  | { work: "understand"; bytes: Uint8Array; options: ParseOptions; port: MessagePort | null }
  | { work: "files"; bytes: Uint8Array };

/** The worker's entry: plain data in, plain data out. */
export default async function work(request: WorkerRequest): Promise<MailUnderstanding | AttachmentContent[]> {
  if (request.work === "files") return interpretFiles(request.bytes);
  const { port } = request;
  try {
    return await interpretMail(request.bytes, request.options, port === null ? null : resolveOverPort(port));
  } finally {
    port?.close();
  }
}
