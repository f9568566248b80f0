/** Ascending UIDs as an IMAP sequence set (RFC 3501 section 9), runs as ranges: `1:3,7`. */
export function sequenceSet(uids: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const uid of uids) {
    const open = ranges.at(-1);
    if (open && uid === open.last + 1) open.last = uid;
    else ranges.push({ first: uid, last: uid });
  }
  return ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}:${last}`)).join(",");
}
