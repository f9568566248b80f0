/** RFC 3676: lines that end in a space go on in the next one of the same quote depth. The signature mark is no such line. */
export function unflow(text: string, deleteSpace: boolean): string {
  const out: { depth: number; line: string; open: boolean }[] = [];
  for (const raw of text.split("\n")) {
    const depth = quoteDepth(raw);
    const line = depth > 0 || raw.startsWith(" ") ? raw.slice(depth).replace(/^ /, "") : raw;
    const open = line.endsWith(" ") && line !== "-- ";
    const body = open && deleteSpace ? line.slice(0, -1) : line;
    const last = out.at(-1);
    if (last?.open && last.depth === depth && line !== "-- ") {
      last.line += body;
      last.open = open;
    } else out.push({ depth, line: body, open });
  }
  return out.map(({ depth, line }) => (depth > 0 ? `${">".repeat(depth)} ${line}` : line)).join("\n");
}

function quoteDepth(line: string): number {
  let depth = 0;
  while (line[depth] === ">") depth += 1;
  return depth;
}
