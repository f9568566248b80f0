import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Resolves once a mail server on 127.0.0.1 says its first line. */
export async function waitForGreeting(port: number): Promise<void> {
  while (!(await greets(port))) {
    await sleep(25);
  }
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const finish = (isUp: boolean) => {
      socket.destroy(); // Left open, it would keep the server from stopping until its own patience ends.
      resolve(isUp);
    };
    socket.once("data", () => finish(true));
    socket.once("error", () => finish(false));
    socket.once("close", () => finish(false));
  });
}
