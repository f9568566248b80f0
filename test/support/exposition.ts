/** A family of metrics as `/metrics` writes it: what stands in `# HELP` and `# TYPE`, and its samples. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly samples: readonly {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
  }[];
}

type Family = Omit<MetricFamily, "samples"> & { samples: MetricFamily["samples"][number][] };

/** Reads the text format of Prometheus; throws at a line that is none of it, or a sample outside its family. */
export function readExposition(text: string): MetricFamily[] {
  const families: Family[] = [];
  for (const line of text.split("\n").filter((one) => one !== "")) {
    const [, name, help] = /^# HELP (\S+) (.+)$/.exec(line) ?? [];
    if (name !== undefined && help !== undefined) families.push({ name, help, type: "", samples: [] });
    else readInto(families.at(-1), line);
  }
  return families;
}

function readInto(family: Family | undefined, line: string): void {
  if (family === undefined) throw new Error(`a line before any family: ${line}`);
  const [, typed, type] = /^# TYPE (\S+) (\w+)$/.exec(line) ?? [];
  if (typed === family.name && type !== undefined) {
    Object.assign(family, { type });
    return;
  }
  const [, name = "", written = "", value = ""] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (!namesOf(family).includes(name)) throw new Error(`a sample that is not of ${family.name}: ${line}`);
  const pairs = written.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g);
  family.samples.push({
    name,
    labels: Object.fromEntries([...pairs].map(([, key = "", said = ""]) => [key, said])),
    value: Number(value),
  });
}

/** The names under which its samples may stand. */
export function namesOf({ name, type }: Pick<MetricFamily, "name" | "type">): string[] {
  if (type === "histogram") return [`${name}_bucket`, `${name}_sum`, `${name}_count`];
  return type === "summary" ? [name, `${name}_sum`, `${name}_count`] : [name];
}
