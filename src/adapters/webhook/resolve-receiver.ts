import { promises as dns, type LookupAddress } from "node:dns";
import { isIP } from "node:net";
import { addressClass } from "../../domain/webhooks/address-class.ts";
import { mayConnect } from "../../domain/webhooks/may-connect.ts";

/** The addresses a webhook may be posted to; `refused` where its name has only others, `unresolved` where it has none. */
export type ResolvedReceiver =
  | { readonly kind: "resolved"; readonly addresses: readonly LookupAddress[] }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "unresolved"; readonly code: string };

export type LookUp = (host: string) => Promise<readonly LookupAddress[]>;

/** Resolves the host of a URL once. What it gives is connected to, and nothing is resolved again: a name may answer differently the next time. */
export async function resolveReceiver(
  url: URL,
  allowPrivate: boolean,
  lookUp: LookUp = systemLookUp,
): Promise<ResolvedReceiver> {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const family = isIP(host);
  try {
    const found = family === 0 ? await lookUp(host) : [{ address: host, family }];
    const addresses = found.filter(({ address }) => mayConnect(address, allowPrivate));
    if (addresses.length > 0) return { kind: "resolved", addresses };
    const [first] = found;
    if (first === undefined) return { kind: "unresolved", code: "ENOTFOUND" };
    return { kind: "refused", why: `${first.address} is ${addressClass(first.address) ?? "no address"}, not public` };
  } catch (error) {
    return { kind: "unresolved", code: String((error as { code?: unknown }).code ?? "ENOTFOUND") };
  }
}

function systemLookUp(host: string): Promise<readonly LookupAddress[]> {
  return dns.lookup(host, { all: true });
}
