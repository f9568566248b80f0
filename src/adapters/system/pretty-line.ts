const QUIET_FIELDS = new Set(["level", "time", "msg"]);

/** A line of the JSON log as a person reads it: `13:02:11 warn  mailbox not read  mailbox=support`. */
export function prettyLine(json: string): string {
  const { level, time, msg, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const clock = String(time).slice(11, 19);
  const rest = Object.entries(fields)
    .filter(([name]) => !QUIET_FIELDS.has(name))
    .map(([name, value]) => `  ${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  return `${clock} ${String(level).padEnd(5)} ${String(msg)}${rest.join("")}\n`;
}
