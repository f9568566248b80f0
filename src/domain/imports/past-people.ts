import { readAddressList } from "../email/address-list.ts";
import { canonicalAddress } from "../email/canonical-address.ts";
import type { PastPerson, PersonReference } from "./past-ticket.ts";

const ADDRESS = /^[^\s@<>()",;:]{1,64}@[^\s@<>()",;:]{1,255}$/;
const MAX_NAME = 200;

/** The people of a text such as `Mette <mette@north.example>, per@north.example`; entries without a plain address are left out. */
export function readPeople(text: string): PastPerson[] {
  return readAddressList(text, (words) => words)
    .map(({ address, name }) => ({ address, name: name.slice(0, MAX_NAME) }))
    .filter(({ address }) => ADDRESS.test(address));
}

/** The person of an address and a name that stand apart; null where neither says anything. */
export function pastPerson(address: string, name: string): PastPerson | null {
  const plain = canonicalAddress(address.trim());
  const person = { address: ADDRESS.test(plain) ? plain : "", name: name.trim().slice(0, MAX_NAME) };
  return person.address === "" && person.name === "" ? null : person;
}

/**
 * Whom a reference names: itself where it has an address, else the user, else whatever name there is; null where nobody is known. A
 * name that is missing comes from the user of the same address.
 */
export function resolvePerson(
  { userId, person }: PersonReference,
  findUser: (id: string) => PastPerson | undefined,
): PastPerson | null {
  const user = userId === null ? undefined : findUser(userId);
  if (person === null || person.address === "") return user ? { address: user.address, name: user.name } : person;
  return person.name === "" && user?.address === person.address ? { address: user.address, name: user.name } : person;
}
