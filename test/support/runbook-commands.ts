/** Commands that a document tells, as they are written there, each once; those of its blocks before those of its prose. */
export function documentedCommands(text: string, names: ReadonlySet<string>): string[] {
  const lines: string[] = [];
  const prose = text.replace(/^```(\w*)\n(.*?)^```$/gms, (_, language: string, block: string) => {
    if (language === "") lines.push(...block.split("\n"));
    return "";
  });
  const inline = [...prose.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
  return [...new Set([...lines, ...inline].flatMap((code) => commandIn(code, names)))];
}

/** Behind `svartid`, without a comment and what is redirected; prose leaves `svartid` out where the command has two names, as in `release show`. */
function commandIn(code: string, names: ReadonlySet<string>): string[] {
  const line = code
    .replace(/\s+#\s.*$/, "")
    .replace(/\s+/g, " ")
    .trim();
  const called = /^(?:npx )?svartid (.*)$/.exec(line)?.[1]?.replace(/ > \S+$/, "");
  if (called !== undefined) return [called];
  return names.has(line.split(" ").slice(0, 2).join(" ")) ? [line] : [];
}
