import { connect, type Socket } from "node:net";

export interface LmtpClient {
  /** Sends a line and gives the whole reply to it. */
  say(line: string): Promise<string>;
  /** Sends bytes without waiting. */
  write(bytes: string): void;
  /** The next whole reply; rejects when the connection ends before it. */
  reply(): Promise<string>;
  cut(): void;
}

/** Speaks LMTP line by line, so that a test may stop in the middle. Greeted when it is given. */
export async function openLmtp(place: { port: number } | { path: string }): Promise<LmtpClient> {
  const socket = "port" in place ? connect(place.port, "127.0.0.1") : connect(place.path);
  const reply = replyReader(socket);
  const client: LmtpClient = {
    say: (line) => {
      socket.write(`${line}\r\n`);
      return reply();
    },
    write: (bytes) => void socket.write(bytes),
    reply,
    cut: () => void socket.destroy(),
  };
  await reply();
  return client;
}

/** LHLO, MAIL, RCPT for each recipient and DATA; gives the replies to the recipients. */
export async function beginMail(client: LmtpClient, recipients: readonly string[]): Promise<string[]> {
  await client.say("LHLO mx.desk.example");
  await client.say("MAIL FROM:<customer@north.example>");
  const replies: string[] = [];
  for (const recipient of recipients) replies.push(await client.say(`RCPT TO:<${recipient}>`));
  return replies;
}

function replyReader(socket: Socket): () => Promise<string> {
  const replies: string[] = [];
  const waiting: { resolve: (reply: string) => void; reject: (error: Error) => void }[] = [];
  let ended = false;
  let rest = "";
  let lines: string[] = [];
  socket.on("data", (piece) => {
    const parts = (rest + piece.toString("latin1")).split("\r\n");
    rest = parts.pop() ?? "";
    for (const line of parts) {
      lines.push(line);
      if (line[3] === "-") continue;
      const whole = lines.join("\n");
      lines = [];
      const next = waiting.shift();
      if (next) next.resolve(whole);
      else replies.push(whole);
    }
  });
  socket.on("error", () => undefined);
  socket.on("close", () => {
    ended = true;
    for (const { reject } of waiting.splice(0)) reject(new Error("the connection ended without a reply"));
  });
  return () =>
    new Promise((resolve, reject) => {
      const there = replies.shift();
      if (there !== undefined) resolve(there);
      else if (ended) reject(new Error("the connection ended without a reply"));
      else waiting.push({ resolve, reject });
    });
}
