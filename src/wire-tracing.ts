import { createHash } from "node:crypto";
import { createLog } from "./adapters/system/log.ts";
import type { Tracing } from "./adapters/telemetry/start-tracing.ts";
import { publishTracing } from "./config.ts";
import type { Settings } from "./settings.ts";
import { UNTRACED } from "./usecases/ports/tracer.ts";
import { VERSION } from "./version.ts";

/** Traces to the collector that the environment names. Without one nothing of it is even loaded. */
export async function wireTracing({ config }: Settings): Promise<Tracing> {
  if (config.tracing === null) return { tracer: UNTRACED, stop: async () => undefined };
  publishTracing(config);
  const { startTracing } = await import("./adapters/telemetry/start-tracing.ts");
  const key = createHash("sha256")
    .update(`traces ${config.secrets[0] ?? ""}`)
    .digest("hex");
  return startTracing({ version: VERSION, key, log: createLog(config.log) });
}
