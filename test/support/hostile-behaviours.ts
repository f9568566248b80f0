import { type Behaviour, CAPABILITIES, type Command } from "./hostile-imap.ts";

export interface HostileRow extends Behaviour {
  readonly name: string;
  /**
   * How the fault shows: the code of the mailbox's failure, or the log's text; null where there is nothing to tell, since every
   * mail arrives all the same.
   */
  readonly shows: { readonly code: RegExp } | { readonly log: RegExp } | null;
  /** Mails that the server really gave beside the three. */
  readonly gives?: readonly string[];
  readonly security?: "starttls";
  readonly moves?: true;
  /** The operator starts the desk again after mending: a refused login is not tried again for long. */
  readonly restarts?: true;
}

const MEGABYTE = 1_000_000;
const ODD_MAIL = "From: odd@north.example\r\n\r\nodd\r\n";
const LOST = { code: /^(connection-lost|unreachable|opening-too-slow)$/ };
const isFetchOfBodies = ({ verb, rest }: Command) => verb === "UID FETCH" && rest.includes("BODY");
const onBodies =
  (change: (honest: string, command: Command) => string | null): NonNullable<Behaviour["answer"]> =>
  (honest, command) =>
    isFetchOfBodies(command) ? change(honest, command) : honest;
const on =
  (verbs: RegExp, change: (honest: string, command: Command) => string | null): NonNullable<Behaviour["answer"]> =>
  (honest, command) =>
    verbs.test(command.verb) ? change(honest, command) : honest;
const SELECTS = /^(SELECT|EXAMINE)$/;

const GREETINGS: HostileRow[] = [
  { name: "no greeting ever comes", greet: () => null, shows: LOST },
  { name: "the greeting is BYE", greet: () => "* BYE too busy\r\n", shows: LOST },
  { name: "the greeting is of another protocol", greet: () => "220 mx.example ESMTP\r\n", shows: LOST },
  {
    name: "the greeting is a line without end",
    greet: (play) => {
      play.flood("x", 200 * MEGABYTE);
      return null;
    },
    shows: LOST,
  },
  {
    name: "the greeting comes one byte at a time",
    greet: (play) => {
      play.drip(`* OK ${"ready ".repeat(10_000)}\r\n`, 50);
      return null;
    },
    shows: LOST,
  },
  {
    name: "the answer to the login comes one byte at a time, for ever",
    answer: (honest, command, play) => {
      if (!/LOGIN|AUTHENTICATE/.test(command.verb)) return honest;
      play.drip("* OK patience\r\n".repeat(10_000), 20);
      return null;
    },
    shows: LOST,
  },
  {
    name: "untagged answers come without end before the folder is open",
    answer: (honest, command, play) => {
      if (!SELECTS.test(command.verb)) return honest;
      play.flood("* OK still at it\r\n", 200 * MEGABYTE);
      return null;
    },
    shows: LOST,
  },
  {
    name: "the server says that nobody need log in",
    greet: () => "* PREAUTH welcome\r\n",
    security: "starttls",
    shows: { code: /^(tls-failed|connection-lost)$/ },
  },
];

const LITERALS: HostileRow[] = [
  {
    name: "a literal of 4 GB is announced and not sent",
    answer: onBodies(() => "* 1 FETCH (UID 1 BODY[] {4000000000}\r\nFrom: "),
    shows: LOST,
  },
  {
    name: "a literal of negative size is announced",
    answer: onBodies((_, { tag }) => `* 1 FETCH (UID 1 BODY[] {-5}\r\nabc)\r\n${tag} OK done\r\n`),
    shows: { log: /hand out|fail|cannot be read|could not be read/ },
  },
  {
    name: "a literal is longer than announced",
    answer: onBodies((honest) => honest.replace(/\{(\d+)\}/g, (_, size) => `{${Number(size) - 9}}`)),
    shows: { log: /hand out|cannot be read|could not be read/ },
  },
  {
    name: "a literal is shorter than announced and the rest never comes",
    answer: onBodies((honest) => honest.replace(/\{(\d+)\}/g, (_, size) => `{${Number(size) + 5_000}}`)),
    shows: LOST,
  },
  {
    name: "10 bytes are stated and 50 MB are sent",
    answer: (honest, command, play) => {
      if (!isFetchOfBodies(command)) return honest.replace(/RFC822\.SIZE \d+/g, "RFC822.SIZE 10");
      play.socket.write(`* 1 FETCH (UID 1 BODY[] {${50 * MEGABYTE}}\r\n`);
      play.flood("x", 50 * MEGABYTE);
      return null;
    },
    shows: LOST,
  },
  {
    name: "BODY[] is NIL",
    answer: onBodies((honest) => honest.replace(/BODY\[\] \{\d+\}\r\n[\s\S]*?\)(?=\r\n[*\dA-F])/g, "BODY[] NIL)")),
    shows: { log: /hand out/ },
  },
  {
    name: "only the header of each mail is sent",
    answer: (honest, command) => {
      const stated = honest.replace(/RFC822\.SIZE \d+/g, "RFC822.SIZE 5000");
      return isFetchOfBodies(command) ? headersOnly(stated) : stated;
    },
    shows: { log: /hand out/ },
  },
  {
    name: "bodies come one byte at a time",
    answer: (honest, command, play) => {
      if (!isFetchOfBodies(command)) return honest;
      play.drip(honest, 200);
      return null;
    },
    shows: LOST,
  },
  {
    name: "NUL bytes stand between the answers",
    answer: (honest) => (honest.startsWith("+") ? honest : `* OK \u0000\u0000 nothing \u0000\r\n${honest}`),
    shows: null,
  },
  {
    name: "a line without end answers SEARCH",
    answer: (honest, command, play) => {
      if (command.verb !== "UID SEARCH") return honest;
      play.flood("* SEARCH 1 2 3 4 5 6 7 8 9", 200 * MEGABYTE);
      return null;
    },
    shows: LOST,
  },
  {
    name: "parentheses 10,000 deep answer FETCH",
    answer: onBodies(
      (_, { tag }) => `* 1 FETCH (UID 1 X ${"(".repeat(10_000)}${")".repeat(10_000)})\r\n${tag} OK done\r\n`,
    ),
    shows: { log: /hand out|cannot be read|could not be read/ },
  },
  {
    name: "parentheses that are never closed answer FETCH",
    answer: onBodies((_, { tag }) => `* 1 FETCH (UID 1 BODY[] ${"(".repeat(50_000)}\r\n${tag} OK done\r\n`),
    shows: { log: /hand out|cannot be read|could not be read/ },
  },
];

const NUMBERS: HostileRow[] = [
  {
    name: "FETCH answers other UIDs than asked",
    answer: onBodies((honest) => honest.replace(/UID (\d+)/g, (_, uid) => `UID ${Number(uid) + 1000}`)),
    shows: { log: /hand out/ },
  },
  {
    name: "FETCH answers without UIDs",
    answer: onBodies((honest) => honest.replace(/UID \d+ /g, "")),
    shows: { log: /hand out/ },
  },
  {
    name: "each mail is answered twice",
    answer: onBodies((honest) => honest.replace(/^([\s\S]*)(?=^[\dA-F]+ OK)/m, "$1$1")),
    shows: null,
  },
  {
    name: "UIDs descend",
    answer: (honest, { verb }) =>
      verb === "UID SEARCH" ? honest.replace("1 2 3", "3 2 1") : verb === "UID FETCH" ? descending(honest) : honest,
    shows: null,
  },
  {
    name: "SEARCH finds the UIDs 0 and 4294967296",
    answer: on(/SEARCH/, (honest) => honest.replace("SEARCH", "SEARCH 0 4294967296 99999999999999999999")),
    shows: null,
  },
  {
    name: "the mails get UIDs beyond 32 bits",
    answer: (honest) =>
      honest
        .replace(/(UID )(\d+)(?=[ )])/g, (_, word, uid) => `${word}${Number(uid) + 4_294_967_296}`)
        .replace(/\* SEARCH 1 2 3/, "* SEARCH 4294967297 4294967298 4294967299"),
    shows: { code: /^no-uids$/ },
  },
  {
    name: "the mails get the highest UIDs there are, and then their own",
    answer: (honest, { tag, verb, rest }, { times }) => {
      if (verb === "UID SEARCH" && times === 1)
        return honest.replace(/SEARCH.*/, "SEARCH 4294967293 4294967294 4294967295");
      return verb === "UID FETCH" && rest.startsWith("4294967293") ? `${highest(rest)}${tag} OK done\r\n` : honest;
    },
    gives: [ODD_MAIL],
    shows: null,
  },
  {
    name: "UIDVALIDITY is missing",
    answer: on(SELECTS, (honest) => honest.replace(/^.*UIDVALIDITY.*\r\n/m, "")),
    shows: { code: /^no-uidvalidity$/ },
  },
  {
    name: "UIDVALIDITY is 0",
    answer: (honest) => honest.replace(/UIDVALIDITY \d+/, "UIDVALIDITY 0"),
    shows: { code: /^no-uidvalidity$/ },
  },
  {
    name: "UIDVALIDITY is no number",
    answer: (honest) => honest.replace(/UIDVALIDITY \d+/, "UIDVALIDITY seven"),
    shows: { code: /./ },
  },
  {
    name: "UIDVALIDITY is another in STATUS",
    answer: on(/STATUS/, (honest) => honest.replace(/UIDVALIDITY \d+/, "UIDVALIDITY 8")),
    shows: { code: /^folder-changed$/ },
  },
  {
    name: "UIDVALIDITY is another each time the folder is opened",
    answer: renumbering(),
    shows: { log: /renumbered/ },
  },
  {
    name: "there are more mails than there can be",
    answer: (honest) => honest.replace(/\* \d+ EXISTS/, "* 99999999999999999999 EXISTS"),
    shows: null,
  },
  {
    name: "UIDNEXT is negative or no number",
    answer: (honest) => honest.replace(/UIDNEXT \d+/, "UIDNEXT -1"),
    shows: null,
  },
  {
    name: "mails shrink away while they are fetched",
    answer: onBodies((honest) => `* 1 EXPUNGE\r\n* 1 EXPUNGE\r\n* 1 EXISTS\r\n${honest}`),
    shows: null,
  },
  {
    name: "mails are expunged in the middle of a fetch",
    answer: onBodies((honest) => honest.replace(/(?=\* 2 FETCH)/, "* 1 EXPUNGE\r\n")),
    shows: null,
  },
  { name: "the number of mails goes up and down with every answer", answer: bouncing(), shows: null },
];

const REFUSALS: HostileRow[] = ["NO", "BAD"].flatMap((no): HostileRow[] => {
  const refuse = (verbs: RegExp) => on(verbs, (_, { tag }) => `${tag} ${no} [SERVERBUG] not today\r\n`);
  return [
    {
      name: `${no} to SELECT`,
      answer: refuse(SELECTS),
      shows: { code: /^(folder-missing|connection-lost|command-refused)$/ },
    },
    { name: `${no} to FETCH`, answer: refuse(/FETCH/), shows: { log: /hand out|cannot be read|could not be read/ } },
    {
      name: `${no} to FETCH of bodies`,
      answer: onBodies((_, { tag }) => `${tag} ${no} not today\r\n`),
      shows: { log: /hand out/ },
    },
    { name: `${no} to SEARCH`, answer: refuse(/SEARCH/), shows: { log: /cannot be read|could not be read|SEARCH/ } },
    { name: `${no} to STATUS`, answer: refuse(/STATUS/), shows: { log: /cannot be read|could not be read/ } },
    { name: `${no} to IDLE`, answer: refuse(/IDLE/), shows: null },
    { name: `${no} to MOVE`, answer: refuse(/MOVE/), moves: true, shows: { log: /^accepted mails were not moved$/ } },
    {
      name: `${no} to LOGIN`,
      answer: on(/LOGIN|AUTH/, (_, { tag }) => `${tag} ${no} [AUTHENTICATIONFAILED] not you\r\n`),
      restarts: true,
      shows: { code: /^login-refused$/ },
    },
  ];
});

const LIES: HostileRow[] = [
  {
    name: "OK comes for another tag",
    answer: on(/FETCH/, (honest) => honest.replace(/^\S+ OK/m, "zz9 OK")),
    shows: LOST,
  },
  {
    name: "BYE in the middle of a fetch",
    answer: (honest, command, { socket }) => {
      if (!isFetchOfBodies(command)) return honest;
      socket.end(`${honest.slice(0, 60)}\r\n* BYE shutting down\r\n`, "latin1");
      return null;
    },
    shows: LOST,
  },
  {
    name: "the connection is half closed instead of an answer",
    answer: (honest, { verb }, { socket }) => {
      if (verb !== "UID SEARCH") return honest;
      socket.end();
      return null;
    },
    shows: LOST,
  },
  {
    name: "the connection is reset instead of an answer to FETCH",
    answer: (honest, command, { socket }) => {
      if (!isFetchOfBodies(command)) return honest;
      socket.resetAndDestroy();
      return null;
    },
    shows: LOST,
  },
  {
    name: "every answer carries an ALERT",
    answer: (honest) => (honest.startsWith("+") ? honest : `* OK [ALERT] your quota, dear\r\n${honest}`),
    shows: null,
  },
  {
    name: "response codes are garbage",
    answer: (honest) => honest.replace(/OK done/, 'OK [X-\u0001 "((( \\ ]] [[ NIL {5}] done'),
    shows: LOST,
  },
  {
    name: "SEARCH and STATUS both say that there is nothing",
    answer: (honest) => honest.replace(/\* SEARCH [\d ]+/, "* SEARCH").replace(/MESSAGES \d+/, "MESSAGES 0"),
    shows: { log: /hides mail/ },
  },
  {
    name: "STATUS states numbers that cannot be",
    answer: on(/STATUS/, (honest) => honest.replace(/MESSAGES \d+/, "MESSAGES 99999999999999999999 UNSEEN -3")),
    shows: null,
  },
  {
    name: "IDLE is taken and the server says nothing any more",
    answer: (honest, { verb }) => (verb === "DONE" ? null : honest),
    shows: LOST,
  },
  {
    name: "neither IDLE nor UIDPLUS nor MOVE is offered",
    answer: (honest) => honest.replace(CAPABILITIES, "IMAP4rev1"),
    shows: null,
  },
  {
    name: "STARTTLS is stripped",
    security: "starttls",
    answer: (honest) => honest.replace(" STARTTLS", ""),
    shows: { code: /^tls-failed$/ },
  },
  {
    name: "STARTTLS is answered with plain text behind it",
    security: "starttls",
    answer: on(/STARTTLS/, (honest) => `${honest}* BYE injected\r\n* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n`),
    shows: { code: /^(tls-failed|connection-lost|unreachable)$/ },
  },
  {
    name: "the login is referred to another server",
    restarts: true,
    answer: on(/LOGIN|AUTH/, (_, { tag }) => `${tag} NO [REFERRAL imap://thief@127.0.0.1:1/] go there\r\n`),
    shows: { code: /^login-refused$/ },
  },
  {
    name: "INTERNALDATE is garbage",
    answer: on(/FETCH/, (honest) => honest.replace(/INTERNALDATE "[^"]*"/g, 'INTERNALDATE "the day \u0001 before"')),
    shows: null,
  },
  {
    name: "folders have names of odd bytes",
    answer: on(
      /LIST|LSUB/,
      (honest) =>
        `* LIST (\\HasNoChildren) "/" "&&&-\u0001\u00ff\\"\u00fe"\r\n* LIST () NIL {3}\r\n\u0000\u00ff\n\r\n${honest}`,
    ),
    shows: null,
  },
  {
    name: "a mail has 50,000 flags",
    answer: on(/FETCH/, (honest) => honest.replace(/UID 1 /, `FLAGS (${"\\Odd ".repeat(50_000).trim()}) UID 1 `)),
    shows: null,
  },
  { name: "LOGOUT is never answered", answer: (honest, { verb }) => (verb === "LOGOUT" ? null : honest), shows: null },
];

/** Every way to behave that the desk must outlive. */
export const HOSTILE_ROWS: readonly HostileRow[] = [...GREETINGS, ...LITERALS, ...NUMBERS, ...REFUSALS, ...LIES];

function headersOnly(said: string): string {
  return said.replace(
    /\{\d+\}\r\n([\s\S]*?\r\n\r\n)[\s\S]*?\)(?=\r\n[*\dA-F])/g,
    (_, header) => `{${header.length}}\r\n${header})`,
  );
}

function descending(said: string): string {
  const [end = ""] = /^[\dA-F]+ OK.*\r\n$/m.exec(said) ?? [];
  const lines = said.slice(0, said.length - end.length).split(/(?=^\* \d+ FETCH)/m);
  return `${lines.toReversed().join("")}${end}`;
}

function highest(rest: string): string {
  const body = ODD_MAIL;
  const lines = [4_294_967_293, 4_294_967_294, 4_294_967_295].map((uid, index) =>
    rest.includes("BODY")
      ? `* ${index + 1} FETCH (UID ${uid} BODY[] {${body.length}}\r\n${body})\r\n`
      : `* ${index + 1} FETCH (UID ${uid} RFC822.SIZE ${body.length})\r\n`,
  );
  return lines.join("");
}

function renumbering(): NonNullable<Behaviour["answer"]> {
  let uidvalidity = 100;
  return (honest, { verb }, { socket, times }) => {
    if (SELECTS.test(verb)) uidvalidity += 1;
    if (verb === "UID SEARCH" && times > 1) socket.destroy();
    return honest.replace(/UIDVALIDITY \d+/, `UIDVALIDITY ${uidvalidity}`);
  };
}

function bouncing(): NonNullable<Behaviour["answer"]> {
  let exists = 3;
  return (honest) => {
    exists = exists === 3 ? 4 : 3;
    return honest.startsWith("+") ? honest : `* ${exists} EXISTS\r\n${honest}`;
  };
}
