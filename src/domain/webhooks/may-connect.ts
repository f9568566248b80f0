import { type AddressClass, addressClass } from "./address-class.ts";

/** What `allowPrivate` of a webhook lets a request reach besides public addresses. Nothing useful listens on the others. */
const PRIVATE: readonly AddressClass[] = ["loopback", "private"];

/**
 * Whether a webhook may be posted to this address. Without `allowPrivate` only public ones; with it also loopback, private and
 * CGNAT. Link-local (where clouds keep the credentials of a machine), multicast and translated addresses never.
 */
export function mayConnect(address: string, allowPrivate: boolean): boolean {
  const found = addressClass(address);
  return found === "public" || (allowPrivate && found !== null && PRIVATE.includes(found));
}
