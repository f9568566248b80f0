import type { DiagLogger } from "@opentelemetry/api";
import type { Log } from "../../usecases/ports/log.ts";

const AGAIN_AFTER_MS = 600_000;

/** A collector that is away is worth a line now and then, and nothing more: traces are lost, and mail is not. */
export function createTraceTrouble(log: Log): DiagLogger {
  let saidAt = Number.NEGATIVE_INFINITY;
  const warn = (message: string): void => {
    if (performance.now() - saidAt < AGAIN_AFTER_MS) return;
    saidAt = performance.now();
    log.warn(
      { detail: message.slice(0, 300) },
      "traces could not be handed over and are lost; everything else goes on",
    );
  };
  const quiet = () => undefined;
  return { error: warn, warn, info: quiet, debug: quiet, verbose: quiet };
}
