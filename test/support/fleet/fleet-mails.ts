import { madeMails } from "../ordinary-mails.ts";

/** How a mail reaches the desk: into a mailbox of Dovecot, or handed to one of the intakes. */
export type Way = "support" | "faults" | "lmtp";

export interface FleetMail {
  readonly bytes: Uint8Array;
  readonly way: Way;
}

/** A person writes four mails: a question, what they forgot, an automatic answer and a list mail. Only the first opens a ticket. */
const EACH = 4;
const WAYS: readonly Way[] = ["support", "faults", "support", "faults", "lmtp"];
/** Of so many people one's second mail is there before the first. What proves them both lets the first join it all the same. */
const ONE_OF = 3;

/** The mails of so many people; all of one person go the same way, so that the order is kept that they are in. */
export function fleetMails(people: number): FleetMail[] {
  const mails = madeMails(people * EACH);
  return Array.from({ length: people }, (_, person) => {
    const way = WAYS[person % WAYS.length] ?? "support";
    const own = mails.slice(person * EACH, (person + 1) * EACH);
    return ofPerson(own, person % ONE_OF === 0).map((bytes) => ({ bytes, way }));
  }).flat();
}

function ofPerson(mails: readonly Uint8Array[], isTurned: boolean): readonly Uint8Array[] {
  if (!isTurned) return mails;
  const proved = mails.map((bytes) =>
    Buffer.from(Buffer.from(bytes).toString("utf8").replace("dmarc=none", "dmarc=pass")),
  );
  const [question, answer, ...rest] = proved as [Buffer, Buffer, ...Buffer[]];
  return [answer, question, ...rest];
}
