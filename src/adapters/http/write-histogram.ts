import type { Lateness } from "../../usecases/ports/measure-store.ts";

/** A histogram in the text format of Prometheus that the database counted: those of the library only show what they observed themselves. */
export function writeHistogram(
  name: string,
  help: string,
  bounds: readonly number[],
  { counts, sumSeconds }: Lateness,
): string {
  let below = 0;
  const buckets = [...bounds, "+Inf"].map((bound, index) => {
    below += counts[index] ?? 0;
    return `${name}_bucket{le="${bound}"} ${below}`;
  });
  const head = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`];
  return `${[...head, ...buckets, `${name}_sum ${sumSeconds}`, `${name}_count ${below}`].join("\n")}\n`;
}
