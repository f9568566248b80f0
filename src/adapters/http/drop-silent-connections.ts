import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/**
 * When the server stops it lets go of connections on which nothing is being answered. Node.js does so only where something was asked before:
 * one that a browser or `fetch` opened ahead of need would hold up the end until its time for a first request is over.
 */
export function dropSilentConnections(server: FastifyInstance): void {
  const open = new Set<Socket>();
  const busy = new Set<Socket>();
  let isStopping = false;
  server.server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  server.server.on("request", ({ socket }, response) => {
    busy.add(socket);
    response.once("close", () => {
      busy.delete(socket);
      // Its answer began before the server knew that it would stop, and promised to keep the connection.
      if (isStopping) socket.end();
    });
  });
  server.addHook("preClose", async () => {
    isStopping = true;
    for (const socket of open) if (!busy.has(socket)) socket.destroy();
  });
}
