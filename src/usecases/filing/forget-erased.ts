import type { MailUnderstanding } from "../../domain/email/mail-understanding.ts";
import { type PersonPatterns, personPatterns } from "../../domain/privacy/person-patterns.ts";
import { redactText } from "../../domain/privacy/redact-text.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { MailParser } from "../ports/mail-parser.ts";
import type { Pseudonyms } from "../ports/pseudonyms.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { addressesIn } from "../privacy/addresses-in.ts";
import { withoutPerson } from "../privacy/without-person.ts";
import type { MailToFile } from "./mail-to-file.ts";

/** A mail as it came: when the server had it, and its bytes. */
export interface CameAs {
  readonly at: Instant;
  readonly bytes: Uint8Array;
  /** Whose it is as much as its writer's: the requester of the conversation that it is imported with. */
  readonly requester?: string;
}

type Forgettable = Pick<MailToFile, "mail" | "inboundEmailId" | "stated">;

/**
 * A mail that came before somebody in it was erased: a mailbox that is read again, or a database that was restored. One that they wrote is recorded as
 * seen, and nothing of it is kept: null. In one of others they stand no more, neither in what is filed nor in its bytes. Whatever comes later than the erasure is
 * somebody new's.
 */
export async function forgetErased<Mail extends Forgettable>(
  stores: Stores,
  deps: { readonly pseudonyms: Pseudonyms; readonly parser: Pick<MailParser, "parse"> },
  toFile: Mail,
  came: CameAs,
): Promise<Mail | null> {
  const { mail, stated } = toFile;
  const writers = [mail.sender.address, mail.from?.address, stated?.requester.address, came.requester].filter(
    (one) => one !== undefined,
  );
  const codesOf = new Map(
    [...writers, ...othersOf(mail)].map((one) => [one.toLowerCase(), deps.pseudonyms.codesOf(one)]),
  );
  const erased = await stores.erasures.listErased([...codesOf.values()].flat(), came.at);
  const isErased = (address: string) => codesOf.get(address.toLowerCase())?.some((code) => erased.has(code)) ?? false;
  if (writers.some(isErased)) {
    await recordForgotten(stores, toFile);
    return null;
  }
  let left = mail;
  let { bytes } = came;
  for (const address of [...codesOf.keys()].filter(isErased)) {
    const names = [...mail.to, ...mail.cc].filter((one) => one.address === address).map(({ name }) => name);
    left = without(left, address, personPatterns({ address, names }));
    bytes = (await withoutPerson(deps.parser, bytes, { address, names })) ?? bytes;
  }
  if (bytes !== came.bytes) await stores.erasures.replaceMailOf(toFile.inboundEmailId, bytes);
  return left === mail ? toFile : { ...toFile, mail: left };
}

/** Whom a mail names beside its writer. */
function othersOf({ to, cc, text, subject }: MailUnderstanding): string[] {
  return [...[...to, ...cc].map(({ address }) => address), ...addressesIn(`${subject}\n${text}`)];
}

function without(mail: MailUnderstanding, address: string, patterns: PersonPatterns): MailUnderstanding {
  const clear = (text: string) => redactText(text, patterns);
  return {
    ...mail,
    to: mail.to.filter((one) => one.address !== address),
    cc: mail.cc.filter((one) => one.address !== address),
    recipients: mail.recipients.filter((one) => one !== address),
    ...{ subject: clear(mail.subject), baseSubject: clear(mail.baseSubject), signature: clear(mail.signature) },
    ...{ text: clear(mail.text), replyText: clear(mail.replyText), html: mail.html === null ? null : clear(mail.html) },
  };
}

async function recordForgotten(stores: Stores, { mail, inboundEmailId }: Forgettable): Promise<void> {
  await stores.inbound.recordFiling({
    inboundEmailId,
    decision: "recorded",
    reasons: ["erased"],
    facts: { authentic: false },
    kind: mail.kind,
    ticketId: null,
    duplicateOf: null,
    headers: { fingerprint: mail.fingerprint, messageId: null, sender: null, subject: "" },
  });
  await stores.erasures.forgetMail(inboundEmailId);
}
