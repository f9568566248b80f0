import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";

export interface ReceivedPost {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** How the receiver answers one request. */
export type Answer = (response: ServerResponse) => void;

export interface WebhookReceiver {
  port: number;
  url: string;
  /** Every request whose body arrived whole, in order. */
  posts: ReceivedPost[];
  /** The next requests are answered like this, one after the other; all others with 200. */
  answer(...answers: Answer[]): void;
  stop(): Promise<void>;
}

export const status =
  (code: number, headers: Record<string, string> = {}, body = ""): Answer =>
  (response) =>
    void response.writeHead(code, headers).end(body);
export const drop: Answer = (response) => response.socket?.destroy();
/** Never answers; the connection stays open. */
export const stall: Answer = () => undefined;
/** A status, and then a body without an end. */
export const endless =
  (code: number): Answer =>
  (response) => {
    response.writeHead(code);
    const more = () => {
      if (!response.destroyed) response.write("x".repeat(1000), () => setImmediate(more));
    };
    more();
  };

/** A receiver of webhooks on loopback that answers as it is told. */
export async function startWebhookReceiver(tls?: { cert: string; key: string }): Promise<WebhookReceiver> {
  const posts: ReceivedPost[] = [];
  const planned: Answer[] = [];
  const sockets = new Set<Socket>();
  const listener: RequestListener = (request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (part: string) => {
      body += part;
    });
    request.on("end", () => {
      posts.push({ path: request.url ?? "", headers: request.headers, body });
      (planned.shift() ?? status(200))(response);
    });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    posts,
    answer: (...answers) => void planned.push(...answers),
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
