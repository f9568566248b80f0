import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** What the proxy does to bytes that come from the server. */
export type Faults = {
  /** Each piece is passed on so much later. */
  delayMs?: number;
  /** Of each connection, after so many bytes from the server have passed, `cut` happens. */
  cutAfterBytes?: number;
  /** `reset` (RST), `end` (FIN), or `hole`: open, but nothing passes any more in either direction. */
  cut?: "reset" | "end" | "hole";
  /** Only the first so many connections are cut; without it all. */
  cutConnections?: number;
  /** Changes what the server says, piece by piece. */
  rewrite?: (said: string) => string;
};

export type TcpProxy = {
  port: number;
  /** How many connections were made so far. */
  connections(): number;
  /** For all connections from now on, open ones included. */
  setFaults(faults: Faults): void;
  /** Cuts every open connection now. */
  cutAll(how: "reset" | "end" | "hole"): void;
  /** Refuses connections until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Where connections lead from now on: the server came back on another port. */
  setTarget(port: number): void;
  stop(): Promise<void>;
};

type Link = { number: number; client: Socket; upstream: Socket; passed: number; inHole: boolean };

/** A TCP proxy on a free port of 127.0.0.1 that breaks connections in chosen ways. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const links = new Set<Link>();
  let faults: Faults = {};
  let connections = 0;
  let target = targetPort;
  const server = createServer((client) => {
    connections += 1;
    const link: Link = {
      number: connections,
      client,
      upstream: connect(target, "127.0.0.1"),
      passed: 0,
      inHole: false,
    };
    links.add(link);
    join(link, () => faults);
    client.once("close", () => links.delete(link));
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      for (const link of links) cut(link, "reset");
      server.close(() => resolve());
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    connections: () => connections,
    setFaults: (next) => {
      faults = next;
    },
    cutAll: (how) => {
      for (const link of links) cut(link, how);
    },
    pause: close,
    resume: () => listen(port),
    setTarget: (next) => {
      target = next;
    },
    stop: close,
  };
}

function join(link: Link, faults: () => Faults): void {
  const { client, upstream } = link;
  client.setNoDelay(true);
  upstream.setNoDelay(true);
  client.on("data", (piece) => {
    if (!link.inHole) upstream.write(piece);
  });
  upstream.on("data", (piece: Buffer) => {
    const { delayMs = 0 } = faults();
    if (delayMs > 0) setTimeout(() => pass(link, piece, faults()), delayMs);
    else pass(link, piece, faults());
  });
  for (const [one, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    one.on("error", () => other.destroy());
    one.on("close", () => {
      if (!link.inHole) other.destroy();
    });
  }
}

function pass(link: Link, said: Buffer, faults: Faults): void {
  if (link.inHole || link.client.destroyed) return;
  const { cutAfterBytes, cut: how = "reset", cutConnections = Number.POSITIVE_INFINITY, rewrite } = faults;
  const piece = rewrite ? Buffer.from(rewrite(said.toString("latin1")), "latin1") : said;
  const left =
    cutAfterBytes === undefined || link.number > cutConnections
      ? Number.POSITIVE_INFINITY
      : cutAfterBytes - link.passed;
  link.passed += piece.length;
  if (piece.length < left) link.client.write(piece);
  else link.client.write(piece.subarray(0, Math.max(0, left)), () => cut(link, how));
}

function cut(link: Link, how: "reset" | "end" | "hole"): void {
  if (how === "hole") {
    link.inHole = true;
    return;
  }
  link.inHole = false;
  if (how === "reset") link.client.resetAndDestroy();
  else link.client.end();
  link.upstream.destroy();
}
