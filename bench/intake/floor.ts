import { createHash } from "node:crypto";
import { simpleParser } from "mailparser";
import pg from "pg";
import { madeMails } from "../../test/support/ordinary-mails.ts";
import type { Stage } from "./stage.ts";

const PARSING = { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true } as const;
const TABLES = `
  create table raw (sha256 text primary key, uid bigint not null, bytes bytea not null);
  create table ticket (id bigint generated always as identity primary key, sha256 text not null references raw, subject text);
  create table message (id bigint generated always as identity primary key, ticket_id bigint not null references ticket,
                        message_id text, sender text, text text)`;

/**
 * What cannot be left out, in one process, one mail after the other: fetched, stored as it came, read by bare mailparser, and a
 * row each for ticket and message, every mail under two commits of its own. Nothing is decided, answered or promised. Mails a second.
 */
export async function floorOfIntake(stage: Stage, count: number): Promise<number> {
  const address = "floor@desk.example";
  stage.dovecot.appendMany(address, madeMails(count));
  const { url } = await stage.server.newDatabase("floor");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`drop schema public cascade; create schema public; ${TABLES}`);
  const imap = stage.connectImap(address);
  const from = performance.now();
  await imap.connect();
  await imap.mailboxOpen("INBOX", { readOnly: true });
  for (const { source, uid } of await imap.fetchAll("1:*", { source: true, internalDate: true, uid: true })) {
    await fileOne(client, uid, source ?? Buffer.alloc(0));
  }
  const seconds = (performance.now() - from) / 1000;
  await imap.logout();
  await client.end();
  return Math.round(count / seconds);
}

async function fileOne(client: pg.Client, uid: number, source: Buffer): Promise<void> {
  const sha256 = createHash("sha256").update(source).digest("hex");
  await client.query("insert into raw (sha256, uid, bytes) values ($1, $2, $3)", [sha256, uid, source]);
  const mail = await simpleParser(source, PARSING);
  await client.query("begin");
  const ticket = await client.query("insert into ticket (sha256, subject) values ($1, $2) returning id", [
    sha256,
    mail.subject,
  ]);
  await client.query("insert into message (ticket_id, message_id, sender, text) values ($1, $2, $3, $4)", [
    ticket.rows[0].id,
    mail.messageId,
    mail.from?.text,
    mail.text,
  ]);
  await client.query("commit");
}
