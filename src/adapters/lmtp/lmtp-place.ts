/** Where LMTP is spoken: a port, or a socket in the file system. */
export type LmtpPlace =
  | { readonly kind: "port"; readonly host: string; readonly port: number }
  | { readonly kind: "socket"; readonly path: string };

/** The place as it is written in `LMTP_LISTEN`. */
export function placeName(place: LmtpPlace): string {
  if (place.kind === "socket") return place.path;
  return `${place.host.includes(":") ? `[${place.host}]` : place.host}:${place.port}`;
}
