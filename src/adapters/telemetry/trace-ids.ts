import { type IdGenerator, RandomIdGenerator } from "@opentelemetry/sdk-trace-base";

export interface TraceIds extends IdGenerator {
  /** What is begun within has these ids, and not ones of chance. */
  withNext<T>(ids: { readonly traceId: string; readonly spanId: string }, begin: () => T): T;
}

export function createTraceIds(): TraceIds {
  const random = new RandomIdGenerator();
  let next: { readonly traceId: string; readonly spanId: string } | null = null;
  return {
    withNext: (ids, begin) => {
      next = ids;
      try {
        return begin();
      } finally {
        next = null;
      }
    },
    generateTraceId: () => next?.traceId ?? random.generateTraceId(),
    generateSpanId: () => next?.spanId ?? random.generateSpanId(),
  };
}
