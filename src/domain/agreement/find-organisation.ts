import type { Desk } from "../desk/desk.ts";
import type { Organisation } from "../desk/organisation.ts";
import { canonicalAddress } from "../email/canonical-address.ts";

/**
 * The organisation an address writes for, or null: a contact's own address decides before a domain does, and a domain is
 * matched whole (`sub.north.example` is not `north.example`). Neither case nor the form of the domain matters. The loader sees to it that no two
 * organisations claim the same; the address alone proves nothing about who wrote.
 */
export function findOrganisation(desk: Pick<Desk, "organisations">, address: string): Organisation | null {
  const wanted = canonicalAddress(address);
  const domain = wanted.slice(wanted.lastIndexOf("@") + 1);
  return (
    desk.organisations.find(({ contacts }) => contacts.includes(wanted)) ??
    desk.organisations.find(({ domains }) => domains.includes(domain)) ??
    null
  );
}
