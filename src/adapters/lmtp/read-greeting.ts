import { connect } from "node:net";
import type { LmtpPlace } from "./lmtp-place.ts";

/** The first line that whoever listens at the place says; empty when it says nothing in time, null when nobody listens. */
export function readGreeting(place: LmtpPlace, patienceMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = place.kind === "socket" ? connect(place.path) : connect(place.port, place.host);
    const end = (line: string | null) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(line);
    };
    const timer = setTimeout(() => end(""), patienceMs);
    socket.once("data", (said) => end(said.toString("latin1").split("\r\n")[0] ?? ""));
    socket.once("end", () => end(""));
    socket.once("error", () => end(null));
  });
}
