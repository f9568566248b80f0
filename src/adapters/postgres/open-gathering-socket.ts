import { Socket } from "node:net";

/**
 * A socket that hands everything written in one turn of the event loop to the system at once. Statements sent without waiting for answers
 * would else cost a system call each, and wake the server for each: that was a third of what filing a mail took.
 */
export function openGatheringSocket(): Socket {
  const socket = new Socket();
  // Connecting puts Node's own `write` back.
  return socket.once("connect", () => gatherWrites(socket));
}

function gatherWrites(socket: Socket): void {
  const write = socket.write.bind(socket);
  let isGathering = false;
  const gather = (...words: Parameters<typeof write>): boolean => {
    if (!isGathering) {
      isGathering = true;
      socket.cork();
      // After every promise that is settled by now, and before the loop waits for anything: what follows from an answer goes along.
      process.nextTick(() => {
        isGathering = false;
        socket.uncork();
      });
    }
    return write(...words);
  };
  socket.write = gather as Socket["write"];
}
