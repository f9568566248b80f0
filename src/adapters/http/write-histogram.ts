import type { Lateness } from "../../usecases/ports/measure-store.ts";

/** A histogram in the text format of Prometheus that the database counted: those of the library only show what they observed themselves. */
export function writeHistogram(name: string, help: string, bounds: readonly number[], counted: Lateness): string {
  return writeHistograms(name, help, bounds, [{ labels: {}, counted }]);
}

/** The same with labels, one series for each. Their values hold nothing that needs escaping. */
export function writeHistograms(
  name: string,
  help: string,
  bounds: readonly number[],
  series: readonly { readonly labels: Readonly<Record<string, string>>; readonly counted: Lateness }[],
): string {
  const lines = series.flatMap(({ labels, counted: { counts, sumSeconds } }) => {
    const own = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    const within = own.length === 0 ? "" : `{${own.join(",")}}`;
    let below = 0;
    const buckets = [...bounds, "+Inf"].map((bound, index) => {
      below += counts[index] ?? 0;
      return `${name}_bucket{${[...own, `le="${bound}"`].join(",")}} ${below}`;
    });
    return [...buckets, `${name}_sum${within} ${sumSeconds}`, `${name}_count${within} ${below}`];
  });
  return `${[`# HELP ${name} ${help}`, `# TYPE ${name} histogram`, ...lines].join("\n")}\n`;
}
