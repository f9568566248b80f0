import type { Person } from "../ports/ticket-store.ts";

/** Gives an equal text or person that was given before, so that each is held once: mails of a conversation name the same mails, and people write many. */
export interface OneOfEach {
  text(text: string): string;
  person(person: Person): Person;
}

export function createOneOfEach(): OneOfEach {
  const texts = new Map<string, string>();
  const people = new Map<string, Person>();
  return {
    text: (text) => held(texts, text, text),
    person: ({ address, name }) => held(people, `${address}\n${name}`, { address, name }),
  };
}

function held<T>(all: Map<string, T>, key: string, one: T): T {
  const before = all.get(key);
  if (before === undefined) all.set(key, one);
  return before ?? one;
}
