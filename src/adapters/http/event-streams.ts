import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { FeedPart, FollowRequest } from "../../usecases/feed/follow-feed.ts";
import { STREAM_BEGINS, STREAM_ENDED, STREAM_STOPS, writeFeedPart } from "./event-text.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";

const STREAMS_AN_OWNER = 10;
/** Each is asked about and looked for whenever something happens: more would take the database from those who answer mail. */
const STREAMS_IN_ALL = 500;
/** Proxies and firewalls forget a connection that is silent for longer. */
const QUIET_MS = 15_000;
/** Whoever takes nothing for so long is let go, and comes back for the rest. */
const SLOW_MS = 30_000;
const STOP_MS = 1_000;
const BUFFER_BYTES = 16 * 1024;

export interface StreamRequest extends Pick<FollowRequest, "after" | "filter"> {
  /** Whose stream it is, such as `key:7`: nobody has many. */
  readonly owner: string;
  /** Asked before anything is told, and while nothing is: may the owner still read? */
  mayRead(): Promise<boolean>;
}

/** The live streams of this process. */
export interface EventStreams {
  /** How many are open. */
  count(): number;
  /** Answers with the feed, and goes on until the client goes, may not read any more or is too slow, or the server stops. */
  open(reply: FastifyReply, request: StreamRequest): FastifyReply;
}

export function createEventStreams(
  server: FastifyInstance,
  deps: Pick<HttpDeps, "follow" | "log" | "streams">,
): EventStreams {
  const {
    anOwner = STREAMS_AN_OWNER,
    inAll = STREAMS_IN_ALL,
    quietMs = QUIET_MS,
    slowMs = SLOW_MS,
  } = deps.streams ?? {};
  const counts = new Map<string, number>();
  const open = new Map<AbortController, FastifyReply>();
  // Before the server waits for what it is answering: a stream would never end by itself.
  server.addHook("preClose", async () => {
    for (const [ending, reply] of open) {
      ending.abort();
      setTimeout(() => reply.raw.destroy(), STOP_MS).unref();
    }
  });

  return {
    count: () => open.size,
    open(reply, { owner, mayRead, ...asked }) {
      // Gone while it was found out who they are: the end of their connection was told already, and is not told again.
      if (reply.raw.destroyed) return reply.hijack();
      const count = counts.get(owner) ?? 0;
      if (count >= anOwner) throw tooMany(anOwner);
      if (open.size >= inAll) throw full();
      const ending = new AbortController();
      counts.set(owner, count + 1);
      open.set(ending, reply);
      reply.raw.once("close", () => {
        ending.abort();
        open.delete(ending);
        const left = (counts.get(owner) ?? 1) - 1;
        if (left > 0) counts.set(owner, left);
        else counts.delete(owner);
      });
      const parts = deps.follow({ ...asked, quietMs, signal: ending.signal });
      const texts = whileTaken(writeTexts(deps, parts, mayRead), slowMs, () => {
        deps.log.info({ owner }, "an event stream is cut: its client takes nothing");
        reply.raw.destroy();
      });
      // Read from only while the socket takes more: what waits here is one page of the feed.
      const stream = Readable.from(texts, { objectMode: false, highWaterMark: BUFFER_BYTES });
      return reply.header("x-accel-buffering", "no").type("text/event-stream").send(stream);
    },
  };
}

async function* writeTexts(
  { log }: Pick<HttpDeps, "log">,
  parts: AsyncIterable<FeedPart>,
  mayRead: () => Promise<boolean>,
): AsyncGenerator<string> {
  yield STREAM_BEGINS;
  try {
    for await (const part of parts) {
      if (!(await mayRead())) return yield STREAM_ENDED;
      yield writeFeedPart(part);
    }
    yield STREAM_STOPS;
  } catch (err) {
    // Nothing is lost by it: the client comes back with the last id that it saw.
    log.warn({ err }, "an event stream ends: the feed cannot be read");
  }
}

/** Passes texts on, and calls `cut` when one is not taken for so long. */
async function* whileTaken(texts: AsyncIterable<string>, slowMs: number, cut: () => void): AsyncGenerator<string> {
  for await (const text of texts) {
    const timer = setTimeout(cut, slowMs);
    try {
      yield text;
    } finally {
      clearTimeout(timer);
    }
  }
}

function tooMany(most: number): Problem {
  const detail = `${most} streams are open already: close one, or follow all with one and filter what comes.`;
  return new Problem("too-many-requests", detail, { "retry-after": "15" });
}

function full(): Problem {
  const detail = "This process has as many streams open as it may: come back later, or to another process.";
  return new Problem("too-many-requests", detail, { "retry-after": "15" });
}
