import { personPatterns } from "../../domain/privacy/person-patterns.ts";
import { redactText } from "../../domain/privacy/redact-text.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { Pseudonyms } from "../ports/pseudonyms.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { addressesIn } from "../privacy/addresses-in.ts";
import type { SettledMessage } from "./settle-messages.ts";

/** A ticket of the past, as far as it may concern somebody who was erased since. */
export interface PastStory {
  readonly requester: string;
  readonly openedAt: Instant;
  readonly messages: readonly SettledMessage[];
}

/**
 * What is taken over of a ticket: all of it, but where somebody in it was erased since it was opened. A ticket that they asked for is left out: null. In one of
 * others their messages are left out, and where others name them they stand no more. `pseudonyms`: null where nobody who was erased is known again.
 */
export async function withoutErased(
  { erasures }: Pick<Stores, "erasures">,
  pseudonyms: Pseudonyms | null,
  { requester, openedAt, messages }: PastStory,
): Promise<readonly SettledMessage[] | null> {
  const last = pseudonyms === null ? null : await erasures.findLast();
  if (pseudonyms === null || last === null || last < openedAt) return messages;
  const all = [requester, ...messages.flatMap(addressesOf)].map((one) => one.toLowerCase());
  const codesOf = new Map(all.map((address) => [address, pseudonyms.codesOf(address)]));
  const codes = await erasures.listErased([...codesOf.values()].flat(), openedAt);
  const erased = [...codesOf].filter(([, own]) => own.some((code) => codes.has(code))).map(([address]) => address);
  if (erased.includes(requester.toLowerCase())) return null;
  return messages
    .filter(({ message }) => message.from === null || !erased.includes(message.from.address.toLowerCase()))
    .map((message) => erased.reduce(without, message));
}

function addressesOf({ message: { from, to, cc, subject, text } }: SettledMessage): string[] {
  const people = [...(from === null ? [] : [from]), ...to, ...cc];
  return [...people.map(({ address }) => address), ...addressesIn(`${subject}\n${text}`)];
}

function without(settled: SettledMessage, address: string): SettledMessage {
  const { message } = settled;
  const isTheirs = (one: { readonly address: string }) => one.address.toLowerCase() === address;
  const names = [...message.to, ...message.cc].filter(isTheirs).map(({ name }) => name);
  const patterns = personPatterns({ address, names });
  const clear = (words: string) => redactText(words, patterns);
  return {
    ...settled,
    message: {
      ...message,
      ...{ to: message.to.filter((one) => !isTheirs(one)), cc: message.cc.filter((one) => !isTheirs(one)) },
      ...{ subject: clear(message.subject), text: clear(message.text), replyText: clear(message.replyText) },
      html: message.html === null ? null : clear(message.html),
    },
  };
}
