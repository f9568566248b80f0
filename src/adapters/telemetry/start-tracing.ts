import { randomUUID } from "node:crypto";
import { DiagLogLevel, diag } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import type { Log } from "../../usecases/ports/log.ts";
import type { Tracer } from "../../usecases/ports/tracer.ts";
import { createTracer } from "./create-tracer.ts";
import { createTraceIds } from "./trace-ids.ts";
import { createTraceTrouble } from "./trace-trouble.ts";

export interface TracingSettings {
  readonly version: string;
  /** What makes the trace ids of this desk's mails its own: known to all its processes, and to nobody else. */
  readonly key: string;
  readonly log: Log;
}

export interface Tracing {
  readonly tracer: Tracer;
  /** Hands over what is left, but waits for no collector longer than a moment. */
  stop(): Promise<void>;
}

const PATIENCE_MS = 2_000;

/**
 * Traces by OTLP over HTTP, in protobuf. Where to, how often and how much of it is read by the packages themselves from the variables of the
 * OpenTelemetry specification. Nothing is registered for the whole process, so nothing but our own spans is sent.
 */
export function startTracing({ version, key, log }: TracingSettings): Tracing {
  diag.setLogger(createTraceTrouble(log), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const ids = createTraceIds();
  const ours = { "service.name": "svartid", "service.version": version, "service.instance.id": randomUUID() };
  const provider = new BasicTracerProvider({
    // What the environment says goes before what we say.
    resource: defaultResource()
      .merge(resourceFromAttributes(ours))
      .merge(detectResources({ detectors: [envDetector] })),
    idGenerator: ids,
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  return {
    tracer: createTracer(provider.getTracer("svartid", version), ids, key),
    stop: async () => {
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise((resolve) => {
        timer = setTimeout(resolve, PATIENCE_MS);
      });
      await Promise.race([provider.shutdown().catch(() => undefined), patience]);
      clearTimeout(timer);
    },
  };
}
