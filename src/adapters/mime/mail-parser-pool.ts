import { MessageChannel, type MessagePort } from "node:worker_threads";
import { Piscina } from "piscina";
import type { MailUnderstanding } from "../../domain/email/mail-understanding.ts";
import type { AttachmentContent, MailParser, ParsedMail, ParseOptions } from "../../usecases/ports/mail-parser.ts";
import { answerOnPort } from "./dns-port.ts";
import { createDnsResolve } from "./dns-resolve.ts";
import type { WorkerRequest } from "./mime-worker.ts";
// Not from the reader itself: what reads mails is loaded in the workers only.
import { readHeaderOnly } from "./read-header-only.ts";
import { createSlots } from "./slots.ts";
import { startBudget } from "./start-budget.ts";
import type { Resolve } from "./verify-signatures.ts";

export type MailParserOptions = {
  /** The built worker, when it does not lie beside this file. */
  workerUrl?: URL;
  /** Asks name servers for mails whose options say `system`. Default: the system's own. */
  resolve?: Resolve;
  /** Most workers at a time. Default 2. */
  maxThreads?: number;
  /** The second and further ones are used only while a mail takes longer than this, in milliseconds. Default 0: all at once. */
  spareAfterMs?: number;
  /** After which a mail's worker is killed. Default 10 seconds (threat T16). */
  budgetMs?: number;
  /** Memory of a worker, beyond which it is killed. Default 768 MB. */
  heapMb?: number;
};

const YOUNG_MB = 6;

/** A pool of killable readers: a mail that takes too long or too much memory costs its worker, not the process. */
export function createMailParser(options: MailParserOptions = {}): MailParser {
  const workerUrl = options.workerUrl ?? new URL("./mime-worker.js", import.meta.url);
  const resolve = options.resolve ?? createDnsResolve();
  const maxThreads = options.maxThreads ?? 2;
  const slots = createSlots(maxThreads, options.spareAfterMs ?? 0);
  const budgetMs = options.budgetMs ?? 10_000;
  const workers = createWorkers(workerUrl, maxThreads, options.heapMb ?? 768);

  /** The budget counts from when the worker begins, so a queue of mails is not killed for waiting. */
  async function run<T>(request: WorkerRequest, ports: MessagePort[]): Promise<T> {
    const giveBack = await slots.take();
    const abort = new AbortController();
    const budget = startBudget(budgetMs, () => abort.abort());
    try {
      const bytes = request.bytes.buffer as ArrayBuffer;
      return await workers.get().run(request, { transferList: [bytes, ...ports], signal: abort.signal });
    } finally {
      budget.stop();
      giveBack();
    }
  }

  async function parse(bytes: Uint8Array, parseOptions: ParseOptions): Promise<ParsedMail> {
    const channel = parseOptions.dns === "system" ? new MessageChannel() : null;
    if (channel !== null) answerOnPort(channel.port1, resolve);
    const request: WorkerRequest = {
      work: "understand",
      bytes: Uint8Array.from(bytes),
      options: parseOptions,
      port: channel?.port2 ?? null,
    };
    try {
      const mail = await run<MailUnderstanding>(request, channel === null ? [] : [channel.port2]);
      return { ok: true, mail };
    } catch (error) {
      return { ok: false, why: describe(error), headerOnly: readHeaderOnly(bytes) };
    } finally {
      channel?.port1.close();
    }
  }

  async function readAttachments(bytes: Uint8Array): Promise<AttachmentContent[]> {
    try {
      return await run<AttachmentContent[]>({ work: "files", bytes: Uint8Array.from(bytes) }, []);
    } catch {
      return [];
    }
  }

  return { prepare: () => void workers.get(), parse, readAttachments, close: workers.close };
}

/** Started when they are first asked for; one of them stays from then on, so that a mail after a quiet hour waits for none. */
function createWorkers(workerUrl: URL, maxThreads: number, heapMb: number) {
  let pool: Piscina | null = null;
  let isClosed = false;
  const open = () => {
    if (isClosed) throw new Error("the reader of mail is closed");
    return new Piscina({
      filename: workerUrl.href,
      minThreads: 1,
      maxThreads,
      idleTimeout: 30_000,
      // What is short-lived in a worker fits into little: left to itself, each holds tens of megabytes of it.
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: YOUNG_MB, stackSizeMb: 8 },
    });
  };
  return {
    get() {
      pool ??= open();
      return pool;
    },
    async close() {
      isClosed = true;
      await pool?.destroy();
    },
  };
}

function describe(error: unknown): string {
  const { name, code, message } = error as { name?: string; code?: string; message?: string };
  if (name === "AbortError") return "reading took longer than its budget and was stopped";
  if (code === "ERR_WORKER_OUT_OF_MEMORY") return "reading took more memory than its budget and was stopped";
  return `reading failed: ${message ?? "unknown"}`;
}
