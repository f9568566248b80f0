import { chmodSync, lstatSync, unlinkSync } from "node:fs";
import { connect, type Server } from "node:net";
import { AdapterError } from "../../usecases/ports/adapter-error.ts";
import { type LmtpPlace, placeName } from "./lmtp-place.ts";

/** The mail server reaches the socket as its owner or by a group in common; nobody else may hand mail over. */
const SOCKET_MODE = 0o660;

const MENDS: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program has it: set LMTP_LISTEN to a free place, or stop that program",
  EACCES: "this user may not: choose a port of 1024 or above, or a folder that this user may write to",
  EADDRNOTAVAIL: "this machine has no such address: set LMTP_LISTEN to 127.0.0.1 or to a socket",
  ENOTFOUND: "the name has no address: set LMTP_LISTEN to 127.0.0.1 or to a socket",
  ENOENT: "the folder of the socket is not there: create it",
  EINVAL: "the path of a socket may be about a hundred characters long: choose a shorter one",
};

/** Begins to listen. A socket that a killed process left behind is replaced; one that somebody answers at is not. */
export async function listenAt(server: Server, place: LmtpPlace): Promise<void> {
  if (place.kind === "socket") await removeStaleSocket(place.path);
  try {
    await listen(server, place);
  } catch (error) {
    throw refusal(place, error);
  }
  if (place.kind === "socket") chmodSync(place.path, SOCKET_MODE);
}

async function removeStaleSocket(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isSocket()) {
    throw unusable({ kind: "socket", path }, "a file that is no socket lies there: move it away", null);
  }
  if (!(await isAnswered(path))) unlinkSync(path);
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.once("connect", () => end(true));
    // Only a refusal proves that nobody listens any more.
    socket.once("error", (error: NodeJS.ErrnoException) => end(error.code !== "ECONNREFUSED"));
  });
}

function listen(server: Server, place: LmtpPlace): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const listening = () => {
      server.off("error", reject);
      resolve();
    };
    if (place.kind === "socket") server.listen(place.path, listening);
    else server.listen(place.port, place.host, listening);
  });
}

function refusal(place: LmtpPlace, error: unknown): AdapterError {
  const { code = "unknown" } = error as NodeJS.ErrnoException;
  return unusable(place, MENDS[code] ?? `the system answered ${code}: set LMTP_LISTEN to another place`, error);
}

function unusable(place: LmtpPlace, why: string, cause: unknown): AdapterError {
  const message = `LMTP cannot be taken at ${placeName(place)}, since ${why}.`;
  return new AdapterError("lmtp", "place-unusable", message, { retryable: false, cause });
}
