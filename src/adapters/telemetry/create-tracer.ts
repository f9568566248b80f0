import { AsyncLocalStorage } from "node:async_hooks";
import { createHmac } from "node:crypto";
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type Tracer as SpanSource,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { SpanOptions, Tracer } from "../../usecases/ports/tracer.ts";
import type { TraceIds } from "./trace-ids.ts";
import { readTraceParent, writeTraceParent } from "./trace-parent.ts";

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL } as const;

/**
 * Our spans over those of the SDK. `key` makes the trace ids of mails: they follow from the id of the row, so that a process that files a mail knows
 * the trace that another began.
 */
export function createTracer(spans: SpanSource, ids: TraceIds, key: string): Tracer {
  const running = new AsyncLocalStorage<Span>();
  const begin = (name: string, { facts = {}, kind }: Begun, context: Context, startTime?: number): Span =>
    spans.startSpan(
      name,
      { attributes: facts, kind: KINDS[kind ?? "internal"], ...(startTime === undefined ? {} : { startTime }) },
      context,
    );
  const beginMail = (id: number, options: Begun, startTime?: number): Span =>
    ids.withNext(idsOfMail(key, id), () => begin("accept mail", options, ROOT_CONTEXT, startTime));

  const contextOf = ({ continues }: SpanOptions): Context => {
    if (continues === undefined) {
      const above = running.getStore();
      return above === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, above);
    }
    if ("traceParent" in continues) {
      const parent = readTraceParent(continues.traceParent);
      return parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
    }
    // Never ended, so never sent: it only asks the sampler what it said, or would have said, when the mail was accepted.
    const accepted = beginMail(continues.inboundEmailId, {}).spanContext();
    return trace.setSpanContext(ROOT_CONTEXT, { ...accepted, isRemote: true });
  };

  return {
    async span(name, options, work) {
      const span = begin(name, options, contextOf(options));
      try {
        return await running.run(span, () => work((facts) => void span.setAttributes(facts)));
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR, message: codeOf(error) });
        throw error;
      } finally {
        const endedAt = Date.now();
        const { whenEnded = (send) => send() } = options;
        whenEnded(() => span.end(endedAt));
      }
    },
    async acceptance(facts, accept, newEmails) {
      const startTime = Date.now();
      const result = await accept();
      const cause = running.getStore();
      for (const id of newEmails(result)) {
        const span = beginMail(id, { facts: { ...facts, "svartid.inbound_email.id": id } }, startTime);
        if (cause !== undefined) span.addLink({ context: cause.spanContext() });
        span.end();
      }
      return result;
    },
    current() {
      const span = running.getStore();
      return span === undefined ? null : writeTraceParent(span.spanContext());
    },
  };
}

type Begun = Pick<SpanOptions, "facts" | "kind">;

function idsOfMail(key: string, inboundEmailId: number): { traceId: string; spanId: string } {
  const digest = createHmac("sha256", key).update(`trace of inbound email ${inboundEmailId}`).digest("hex");
  return { traceId: digest.slice(0, 32), spanId: digest.slice(32, 48) };
}

// Never the message: it may quote what a customer wrote.
function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "unknown";
  if ("code" in error) return String(error.code);
  return "name" in error ? String(error.name) : "unknown";
}
