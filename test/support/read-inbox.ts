import { ImapFlow } from "imapflow";

/** Everything in the INBOX of `imap://user:password@host:port`, oldest first, read as a mail program would, without marking it. */
export async function readInbox(imapUrl: string): Promise<Buffer[]> {
  const url = new URL(imapUrl);
  const client = new ImapFlow({
    host: url.hostname,
    port: Number(url.port),
    secure: false,
    doSTARTTLS: false,
    logger: false,
    auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
  });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { exists } = await client.mailboxOpen("INBOX", { readOnly: true });
    if (exists === 0) return [];
    const mails = await client.fetchAll("1:*", { source: true });
    return mails.flatMap(({ source }) => (source ? [source] : []));
  } finally {
    await client.logout();
  }
}
