/**
 * Whether mail to this address (lower-cased) comes back to the desk itself: its own address `desk`, with or without what stands behind a plus, such as
 * a signed reply address. What the desk wrote to it, it would read as somebody's answer.
 */
export function isDeskAddress(desk: { readonly address: string }, address: string): boolean {
  const at = desk.address.lastIndexOf("@");
  const [local, domain] = [desk.address.slice(0, at), desk.address.slice(at)];
  return address === desk.address || (address.startsWith(`${local}+`) && address.endsWith(domain));
}
