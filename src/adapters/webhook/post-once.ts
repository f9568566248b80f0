import type { LookupAddress } from "node:dns";
import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import type { PostResult } from "../../domain/webhooks/post-result.ts";

export interface PostRequest {
  readonly url: URL;
  /** Where to connect, whatever the name resolves to by now. */
  readonly addresses: readonly LookupAddress[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** For all of it, from the connection to the end of the answer. */
  readonly timeoutMs: number;
  /** Certificate authorities instead of the system's, in PEM. */
  readonly ca: string | undefined;
}

const MAX_ANSWER_BYTES = 4096;
const MAX_HEADER_BYTES = 16_384;
/** A code such as Slack's `no_active_hooks`. Anything longer may repeat what must not be stored, the path of the URL for one. */
const WORD = /^[a-z][a-z_]{1,59}$/;

/**
 * Posts once, over a connection of its own to the given addresses; follows no redirect and reads at most 4 kB of an answer, nothing of
 * a good one. The status counts, also when the rest of the answer never comes.
 */
export function postOnce(post: PostRequest): Promise<PostResult> {
  return new Promise((resolve) => {
    const request = open(post);
    let answer: IncomingMessage | null = null;
    let text = "";
    const finish = (result: PostResult): void => {
      clearTimeout(timer);
      resolve(result);
      request.destroy();
    };
    const answered = (): void => {
      if (answer !== null) finish(toResult(answer, text));
    };
    const timer = setTimeout(() => {
      if (answer === null) finish({ kind: "unreachable", code: "ETIMEDOUT" });
      else answered();
    }, post.timeoutMs);
    request.on("error", (error: { code?: string }) => {
      if (answer === null) finish({ kind: "unreachable", code: error.code ?? "EFAILED" });
    });
    request.on("response", (response) => {
      answer = response;
      const isGood = (response.statusCode ?? 0) < 300;
      if (isGood) return answered();
      response.setEncoding("latin1");
      response.on("data", (part: string) => {
        text += part;
        if (text.length > MAX_ANSWER_BYTES) answered();
      });
      response.on("error", answered);
      response.on("close", answered);
    });
    request.end(post.body);
  });
}

function open({ url, addresses, headers, body, ca }: PostRequest): ClientRequest {
  const options = {
    method: "POST",
    agent: false,
    lookup: pinned(addresses),
    maxHeaderSize: MAX_HEADER_BYTES,
    headers: { ...headers, "content-length": body.length, connection: "close" },
  } as const;
  if (url.protocol === "http:") return httpRequest(url, options);
  return httpsRequest(url, { ...options, ...(ca !== undefined && { ca }) });
}

function pinned(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, options, give) => {
    const [first] = addresses;
    if (options.all) give(null, [...addresses]);
    else give(null, first?.address ?? "", first?.family);
  };
}

function toResult(answer: IncomingMessage, text: string): PostResult {
  const written = text.trim();
  return {
    kind: "answered",
    status: answer.statusCode ?? 0,
    retryAfterSeconds: retryAfter(answer.headers["retry-after"], answer.headers.date),
    word: WORD.test(written) ? written : null,
  };
}

/** Seconds, or a date, which is read against the receiver's own clock (RFC 9110, section 10.2.3). */
function retryAfter(text: string | undefined, date: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const until = Date.parse(text);
  const from = date === undefined ? Number.NaN : Date.parse(date);
  const seconds = Math.ceil((until - (Number.isNaN(from) ? Date.now() : from)) / 1000);
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}
