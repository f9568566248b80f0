import type { AuditAction } from "../../src/domain/audit/audit-event.ts";

/** A command that changes something: its words, made when it is its turn, and what it must leave on record. */
export interface RecordedCommand {
  readonly words: (world: CommandWorld) => Promise<string[]> | string[];
  readonly action: AuditAction;
  /** Reads mail in workers, which only the built program has. */
  readonly isBuilt?: true;
  /** Into a database that has no table yet. */
  readonly onEmpty?: true;
}

/** What the words are about. */
export interface CommandWorld {
  /** A path in the directory of the test, with what is written there. */
  file(name: string, content?: string): string;
  /** The id of something that is there to be decided about. */
  keyId(): Promise<number>;
  quarantinedId(): Promise<number>;
  waitingMailId(): Promise<number>;
  deliveryId(): Promise<number>;
  suppressed(): Promise<string>;
  /** Somebody whose tickets are all closed. */
  closedPerson(): Promise<string>;
  backupFile(): string;
}

const RELEASE = `module: core\nversion: "5.3"\nkind: minor\ndate: 2026-12-01\nfixes: [KE-1]\n`;

function releaseFolder({ file }: CommandWorld): string {
  file("core-5.3/notes.da.md", "- Nyt.\n");
  file("core-5.3/notes.en.md", "- New.\n");
  return file("core-5.3/release.yaml", RELEASE);
}

/** Every command that changes something, in an order in which they can be carried out. */
export const RECORDED_COMMANDS: Readonly<Record<string, RecordedCommand>> = {
  backup: { words: () => [], action: "backup.taken" },
  drill: { words: () => [], action: "drill.passed" },
  "key create": { words: () => ["--name", "robot", "--scope", "read"], action: "key.created" },
  "key revoke": { words: async (world) => [String(await world.keyId())], action: "key.revoked" },
  "console-link": { words: () => ["--agent", "one"], action: "console.link-made" },
  "session end": { words: () => ["--agent", "one"], action: "console.sessions-ended" },
  "inbound retry": { words: async (world) => [String(await world.quarantinedId())], action: "inbound.retried" },
  "outbox resolve": {
    words: async (world) => [String(await world.waitingMailId()), "--drop"],
    action: "outbox.resolved",
  },
  "webhook replay": { words: async (world) => [String(await world.deliveryId())], action: "webhook.replayed" },
  "suppression remove": { words: async (world) => [await world.suppressed()], action: "suppression.removed" },
  "error set": { words: () => ["KE-1", "--module", "core:5.2"], action: "known-error.changed" },
  "organisation import": {
    words: ({ file }) => [file("organisations.csv", "id,name,hosting,domains\nwest,West,vendor,west.example\n")],
    action: "organisation.created",
  },
  "organisation remove": { words: () => ["west"], action: "organisation.removed" },
  "release import": { words: (world) => [releaseFolder(world)], action: "release.imported" },
  "release publish": { words: () => ["core-5.3"], action: "release.published" },
  ingest: {
    words: ({ file }) => [
      file("one.eml", "From: ida@north.example\r\nTo: support@desk.example\r\nSubject: Hej\r\n\r\nHej\r\n"),
    ],
    action: "mail.ingested",
    isBuilt: true,
  },
  "person export": {
    words: ({ file }) => ["ida@north.example", "--out", file("export.zip").replace("export.zip", "person.zip")],
    action: "person.exported",
  },
  "person hold": { words: () => ["ida@north.example", "--reason", "a claim"], action: "hold.placed" },
  "person release": { words: () => ["ida@north.example"], action: "hold.released" },
  "person erase": { words: async (world) => [await world.closedPerson(), "--yes"], action: "person.erased" },
  import: { words: () => ["zendesk", "test/fixtures/imports/zendesk-export.ndjson"], action: "history.imported" },
  restore: { words: (world) => [world.backupFile()], action: "database.restored", onEmpty: true },
  migrate: { words: () => [], action: "database.migrated", onEmpty: true },
};

/** Commands that leave nothing on record, and why that is right. */
export const UNRECORDED_COMMANDS: Readonly<Record<string, string>> = {
  start: "what the desk does by itself is in the histories of tickets, mails and runs",
  check: "looks, and sends nothing but a probe to servers of ours",
  config: "prints",
  rasci: "prints",
  ready: "prints",
  client: "writes a file of the program's own",
  completion: "prints",
  "template preview": "prints",
  "mail explain": "prints what would be understood",
  "ticket list": "prints",
  "ticket show": "prints",
  "ticket file": "prints a file of a ticket",
  "audit events": "prints",
  audit: "looks; what --heal takes in is a mail with sightings of its own",
  "inbound list": "prints",
  "outbox list": "prints",
  "suppression list": "prints",
  "webhook list": "prints",
  "webhook secret": "prints what whoever runs it has in SVARTID_SECRET already; no database is opened",
  "key list": "prints",
  "session list": "prints",
  "backup list": "prints",
  demo: "tells a story in a world of its own",
  "organisation list": "prints",
  "organisation show": "prints",
  "organisation export": "prints",
  "error list": "prints",
  "error show": "prints",
  "change list": "prints",
  "release list": "prints",
  "release show": "prints",
  "release preview": "prints",
  "release status": "prints",
  "person holds": "prints",
  retention: "prints; what --apply forgets is on record where there is any (test/integration/retention.test.ts)",
  statement: "prints",
  "report sla": "prints",
  "sla explain": "prints",
  "sla compute": "computes anew what is stored beside the clocks; their events stay",
  "sla simulate": "prints",
};
