import { type DestinationStream, destination, pino } from "pino";
import type { Log } from "../../usecases/ports/log.ts";
import { prettyLine } from "./pretty-line.ts";
import { scrub } from "./scrub.ts";

export interface LogOptions {
  /** As pino names them; `silent` writes nothing. */
  level: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
  /** One readable line instead of JSON, for a person at a terminal. */
  pretty: boolean;
  /** Standard error by default: standard output belongs to what a command answers. */
  stream?: DestinationStream;
}

const STANDARD_ERROR = 2;

/** The log of the process. Whatever is given as a field, no secret comes out (see `scrub`). */
export function createLog(options: LogOptions): Log {
  // Written at once, not buffered: the last line before a crash is the one that is needed.
  const stream = options.stream ?? destination({ dest: STANDARD_ERROR, sync: true });
  const target = options.pretty ? { write: (line: string) => stream.write(prettyLine(line)) } : stream;
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: scrub },
    },
    target,
  );
}
