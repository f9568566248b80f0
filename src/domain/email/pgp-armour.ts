const BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----";
const SIGNATURE = "-----BEGIN PGP SIGNATURE-----";
const END = "-----END PGP SIGNATURE-----";
const MAX_HEADERS = 6;

/**
 * The words of a text that is signed in itself (RFC 9580 section 7): without the armour's lines, its hashes and its signature, and with
 * lines that begin in a dash as they were written. Any other text stays as it is. Linear in the lines.
 */
export function withoutArmour(lines: readonly string[]): readonly string[] {
  const begin = lines.findIndex((line) => line.trimEnd() === BEGIN);
  const signature = begin < 0 ? -1 : lines.findIndex((line, at) => at > begin && line.trimEnd() === SIGNATURE);
  if (signature < 0) return lines;
  const found = lines.findIndex((line, at) => at > signature && line.trimEnd() === END);
  const end = found < 0 ? lines.length : found + 1;
  const words = lines.slice(begin + 1, signature);
  const gap = words.findIndex((line, at) => at < MAX_HEADERS && line.trim() === "");
  const signed = words.slice(gap + 1).map((line) => (line.startsWith("- ") ? line.slice(2) : line));
  return [...lines.slice(0, begin), ...signed, ...lines.slice(end)];
}
