import { MessageChannel, type MessagePort } from "node:worker_threads";
import { Piscina } from "piscina";
import type { MailUnderstanding } from "../../domain/email/mail-understanding.ts";
import type { AttachmentContent, MailParser, ParsedMail, ParseOptions } from "../../usecases/ports/mail-parser.ts";
import { answerOnPort } from "./dns-port.ts";
import { createDnsResolve } from "./dns-resolve.ts";
import type { WorkerRequest } from "./mime-worker.ts";
// Not from the reader itself: what reads mails is loaded in the workers only.
import { readHeaderOnly } from "./read-header-only.ts";
import { startBudget } from "./start-budget.ts";
import type { Resolve } from "./verify-signatures.ts";

export type MailParserOptions = {
  /** The built worker, when it does not lie beside this file. */
  workerUrl?: URL;
  /** Asks name servers for mails whose options say `system`. Default: the system's own. */
  resolve?: Resolve;
  /** Most workers at a time. Default 2. */
  maxThreads?: number;
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
  const slots = createSlots(maxThreads);
  const budgetMs = options.budgetMs ?? 10_000;
  const pool = new Piscina({
    filename: workerUrl.href,
    minThreads: 0,
    maxThreads,
    idleTimeout: 30_000,
    // What is short-lived in a worker fits into little: left to itself, each holds tens of megabytes of it.
    resourceLimits: {
      maxOldGenerationSizeMb: options.heapMb ?? 768,
      maxYoungGenerationSizeMb: YOUNG_MB,
      stackSizeMb: 8,
    },
  });

  /** The budget counts from when the worker begins, so a queue of mails is not killed for waiting. */
  async function run<T>(request: WorkerRequest, ports: MessagePort[]): Promise<T> {
    await slots.take();
    const abort = new AbortController();
    const budget = startBudget(budgetMs, () => abort.abort());
    try {
      const bytes = request.bytes.buffer as ArrayBuffer;
      return await pool.run(request, { transferList: [bytes, ...ports], signal: abort.signal });
    } finally {
      budget.stop();
      slots.free();
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

  return { parse, readAttachments, close: () => pool.destroy() };
}

/** Lets `count` through at a time, in order. */
function createSlots(count: number): { take(): Promise<void>; free(): void } {
  const waiting: (() => void)[] = [];
  let left = count;
  return {
    take: () => {
      if (left === 0) return new Promise((go) => waiting.push(go));
      left -= 1;
      return Promise.resolve();
    },
    free: () => {
      const next = waiting.shift();
      if (next === undefined) left += 1;
      else next();
    },
  };
}

function describe(error: unknown): string {
  const { name, code, message } = error as { name?: string; code?: string; message?: string };
  if (name === "AbortError") return "reading took longer than its budget and was stopped";
  if (code === "ERR_WORKER_OUT_OF_MEMORY") return "reading took more memory than its budget and was stopped";
  return `reading failed: ${message ?? "unknown"}`;
}
