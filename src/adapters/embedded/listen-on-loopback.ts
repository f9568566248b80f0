import type { AddressInfo, Server, Socket } from "node:net";

export type LoopbackListener = {
  port: number;
  dropConnections(): void;
  close(): Promise<void>;
};

/** Listens on a free port of 127.0.0.1 and keeps count of its connections, so that closing never waits for a client. */
export function listenOnLoopback(server: Server): Promise<LoopbackListener> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    // These servers answer in many small writes; with Nagle's algorithm each command would take 40 ms.
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const dropConnections = () => {
    for (const socket of sockets) {
      socket.destroy();
    }
  };
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      dropConnections();
    });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      resolve({ port: (server.address() as AddressInfo).port, dropConnections, close });
    });
  });
}
