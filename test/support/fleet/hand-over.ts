import { beginMail, openLmtp } from "../lmtp-client.ts";

/**
 * Hands a mail over by LMTP as a mail server does: until somebody takes it, to one port after the other, and again when the connection breaks before
 * the answer. So what was taken by a process that was then killed comes twice.
 */
export async function handOver(
  bytes: Uint8Array,
  to: string,
  ports: readonly number[],
  patienceMs: number,
): Promise<void> {
  const end = performance.now() + patienceMs;
  for (let tries = 0; performance.now() < end; tries += 1) {
    const port = ports[tries % ports.length] ?? 0;
    const answer = await offer(bytes, to, port).catch((error: unknown) => String(error));
    if (answer.startsWith("250")) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`nobody took a mail for ${to} in time`);
}

async function offer(bytes: Uint8Array, to: string, port: number): Promise<string> {
  const client = await openLmtp({ port });
  try {
    const [rcpt = ""] = await beginMail(client, [to]);
    if (!rcpt.startsWith("250")) return rcpt;
    await client.say("DATA");
    // RFC 5321 section 4.5.2: a line that begins with a dot gets one more.
    client.write(Buffer.from(bytes).toString("utf8").replaceAll(/^\./gm, ".."));
    client.write("\r\n");
    return await client.say(".");
  } finally {
    client.cut();
  }
}
