import { connect } from "node:net";
import type { LmtpPlace } from "./lmtp-place.ts";

/** What came of asking who listens at a place. */
export type Greeting =
  | { readonly kind: "said"; readonly line: string }
  /** The connection stands, and nothing was said before it or the patience ended. */
  | { readonly kind: "silent" }
  /** The place is free: the system refuses at once, or the socket is not there. */
  | { readonly kind: "nobody" }
  | { readonly kind: "unreachable" }
  | { readonly kind: "forbidden" }
  | { readonly kind: "failed"; readonly code: string };

const FAILURES: Readonly<Record<string, Greeting>> = {
  ECONNREFUSED: { kind: "nobody" },
  ENOENT: { kind: "nobody" },
  ETIMEDOUT: { kind: "unreachable" },
  EHOSTUNREACH: { kind: "unreachable" },
  ENETUNREACH: { kind: "unreachable" },
  EACCES: { kind: "forbidden" },
  EPERM: { kind: "forbidden" },
};

/** The first line that whoever listens at the place says, or why there is none. */
export function readGreeting(place: LmtpPlace, patienceMs: number): Promise<Greeting> {
  return new Promise((resolve) => {
    const socket = place.kind === "socket" ? connect(place.path) : connect(place.port, place.host);
    const end = (greeting: Greeting) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(greeting);
    };
    const timer = setTimeout(() => end({ kind: socket.connecting ? "unreachable" : "silent" }), patienceMs);
    socket.once("data", (said) => end({ kind: "said", line: said.toString("latin1").split("\r\n")[0] ?? "" }));
    socket.once("end", () => end({ kind: "silent" }));
    socket.once("error", ({ code = "unknown" }: NodeJS.ErrnoException) => {
      end(FAILURES[code] ?? { kind: "failed", code });
    });
  });
}
