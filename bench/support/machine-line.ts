import { cpus, loadavg, totalmem } from "node:os";

/** What was run, where, and how busy the machine was just then: no figure means anything without it. */
export function machineLine(command: string): string {
  const [processor] = cpus();
  const load = loadavg()
    .map((value) => value.toFixed(2))
    .join(" ");
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `$ ${command}\n${cpus().length} x ${processor?.model.trim() ?? "unknown"}, ${gigabytes} GB, Node ${process.version}, load ${load}`;
}
