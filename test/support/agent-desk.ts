import type { Desk } from "../../src/domain/desk/desk.ts";
import { createReplyAddress } from "../../src/domain/outbound/reply-address.ts";
import { instant } from "../../src/domain/time/instant.ts";
import type { Ticket } from "../../src/usecases/ports/ticket-store.ts";
import { forgetMail } from "./forget-mail.ts";
import { openTestDesk, type TestDesk } from "./open-test-desk.ts";
import { SUPPORT_MAILBOX, testDesk } from "./test-desk.ts";

/** What one mail of an agent brought into the outbox, by class, newest first; `text` is the words of each, decoded, `files` what it carries. */
export interface Sent {
  id: number;
  class: string;
  state: string;
  recipients: string[];
  text: string;
  files: { filename: string; size: number; sha256: string }[];
}

/** A desk with one open ticket of mette@north.example, and agents whose mail is proved. */
export interface AgentDesk {
  desk: TestDesk;
  ticket(): Promise<Ticket>;
  /** Files a proved mail of an agent to the signed address of the ticket opened last, or of another. */
  say(text: string, agent?: "one" | "two", about?: { id: number }, more?: More): Promise<Sent[]>;
  /** The same, but nothing proves that it is the agent's. */
  forges(text: string): Promise<Sent[]>;
  customerSays(text: string, more?: More): Promise<Sent[]>;
  /** The same, and the mail is proved; `inReplyTo`: a Message-ID without its brackets. */
  customerProves(text: string, inReplyTo?: string, from?: string): Promise<Sent[]>;
  /** Files a mail that belongs to no ticket, and gives the one it opened; its Message-ID is `<id>@north.example`. */
  opens(text: string, from?: string, id?: string): Promise<Ticket>;
  /** Files a mail as it stands. */
  files(mail: string): Promise<Sent[]>;
  read(outboxId: number): Promise<Sent>;
  /** As it was when it was opened, at a twentieth of the cost: its mails, tickets and what came of them are gone, and its time is the machine's. */
  afresh(): Promise<void>;
  close(): Promise<void>;
}

/** What else a mail holds. */
interface More {
  files?: { name: string; content: string; inline?: boolean; type?: string; id?: string }[];
  headers?: string[];
}

interface Spoken {
  more?: More | undefined;
  text: string;
  agent: string;
  about?: { id: number } | undefined;
  proved: boolean;
}

/** `undoSeconds`: as in desk.yaml; `more`: further keys of it. */
export async function openAgentDesk(undoSeconds = 0, more = "", mailboxes = SUPPORT_MAILBOX): Promise<AgentDesk> {
  const settings = testDesk(mailboxes + more);
  return await openAgentDeskOn({ ...settings, desk: { ...settings.desk, undoSeconds } });
}

/** The same on a desk as it is given. */
export async function openAgentDeskOn(settings: Desk): Promise<AgentDesk> {
  const desk = await openTestDesk(settings);
  const stores = () => desk.open.unitOfWork.reading;
  let mails = 0;
  const ticket = async () => {
    const [found] = await stores().tickets.list({ limit: 1 });
    if (found === undefined) throw new Error("there is no ticket");
    return found;
  };
  const customerSays = async (text: string, inReplyTo?: string, more: More = {}) => {
    const headers = [...(inReplyTo === undefined ? [] : [`In-Reply-To: <${inReplyTo}>`]), ...(more.headers ?? [])];
    await desk.file(
      write({
        from: "mette@north.example",
        to: "support@desk.example",
        id: `q${++mails}@north.example`,
        text,
        headers,
        files: more.files ?? [],
      }),
    );
  };
  const say = async ({ text, agent, about, proved, more = {} }: Spoken) => {
    const { id: ticketId } = about ?? (await ticket());
    const expiresAt = instant((await stores().now()) + 86_400_000);
    const grant = { ticketId, recipient: { kind: "agent", key: agent }, expiresAt } as const;
    const to = createReplyAddress("support@desk.example", grant, desk.open.signer);
    const { headers = [], files = [] } = more;
    const mail = { from: `${agent}@desk.example`, to, id: `a${++mails}@desk.example`, text, headers, files, proved };
    return await collect(desk, () => desk.file(write(mail)));
  };
  const begin = () => customerSays("Systemet virker ikke, kan I hjælpe?");
  await begin();
  return {
    desk,
    afresh: async () => {
      await forgetMail(desk.open.database);
      mails = 0;
      await begin();
    },
    ticket,
    customerSays: (text, more) => collect(desk, () => customerSays(text, "q1@north.example", more)),
    say: (text, agent = "one", about, more) => say({ text, agent, about, proved: true, more }),
    customerProves: (text, inReplyTo = "q1@north.example", from = "mette@north.example") => {
      const headers = [`In-Reply-To: <${inReplyTo}>`];
      const id = `p${++mails}@north.example`;
      const mail = { from, to: "support@desk.example", id, text, headers, proved: true };
      return collect(desk, () => desk.file(write(mail)));
    },
    forges: (text) => say({ text, agent: "one", proved: false }),
    opens: async (text, from = "mette@north.example", id = `q${++mails}`) => {
      await desk.file(write({ from, to: "support@desk.example", id: `${id}@north.example`, text, headers: [] }));
      return await ticket();
    },
    files: (mail) => collect(desk, () => desk.file(mail)),
    read: (outboxId) => readSent(desk, outboxId),
    close: () => desk.close(),
  };
}

/** What came into the outbox meanwhile, newest first. */
async function collect(desk: TestDesk, work: () => Promise<void>): Promise<Sent[]> {
  const list = () => desk.open.unitOfWork.reading.outbox.list({ limit: 200 });
  const before = new Set((await list()).map(({ id }) => id));
  await work();
  const added = (await list()).filter(({ id }) => !before.has(id));
  return await Promise.all(added.map(({ id }) => readSent(desk, id)));
}

async function readSent(desk: TestDesk, id: number): Promise<Sent> {
  const mail = (await desk.open.unitOfWork.reading.outbox.find(id))!;
  const parsed = await desk.open.filing.parser.parse(mail.bytes, {
    trustedAuthServers: [],
    dns: "none",
    ownAddresses: [],
  });
  const text = parsed.ok ? parsed.mail.text : "";
  const attachments = parsed.ok ? parsed.mail.attachments : [];
  const files = attachments.map(({ filename, size, sha256 }) => ({ filename, size, sha256 }));
  return {
    files,
    id,
    class: mail.class,
    state: mail.state,
    recipients: mail.recipients.map((one) => one.address),
    text,
  };
}

const BOUNDARY = "part-of-a-test-mail";

interface Written {
  from: string;
  to: string;
  id: string;
  text: string;
  headers: string[];
  proved?: boolean;
  files?: NonNullable<More["files"]>;
}

function write({ from, to, id, text, headers, proved = false, files = [] }: Written): string {
  const domain = from.slice(from.indexOf("@") + 1);
  return [
    `Authentication-Results: mx.desk.example; dmarc=${proved ? "pass" : "none"} header.from=${domain}`,
    `From: ${from}`,
    `To: ${to}`,
    "Subject: Systemet",
    "Date: Tue, 24 Nov 2026 10:00:00 +0100",
    `Message-ID: <${id}>`,
    ...headers,
    ...(files.length === 0 ? [] : [`Content-Type: multipart/mixed; boundary="${BOUNDARY}"`, "", `--${BOUNDARY}`]),
    "Content-Type: text/plain; charset=utf-8",
    "",
    text,
    ...files.flatMap(({ name, content, inline = false, type = "application/pdf", id }) => [
      `--${BOUNDARY}`,
      `Content-Type: ${type}; name="${name}"`,
      ...(id === undefined ? [] : [`Content-ID: <${id}>`]),
      `Content-Disposition: ${inline ? "inline" : "attachment"}; filename="${name}"`,
      "Content-Transfer-Encoding: base64",
      "",
      ...(Buffer.from(content)
        .toString("base64")
        .match(/.{1,76}/g) ?? []),
    ]),
    ...(files.length === 0 ? [] : [`--${BOUNDARY}--`]),
    "",
  ].join("\n");
}
