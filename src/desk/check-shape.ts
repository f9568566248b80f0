import type { TSchema } from "typebox";
import { Settings } from "typebox/system";
import { Errors } from "typebox/value";
import type { DeskPath, Finding } from "./desk-fault.ts";
import { deskFile } from "./desk-file.ts";
import { didYouMean } from "./did-you-mean.ts";

interface SchemaNode {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
}

const MOST_ERRORS = 10_000;

/**
 * Compares the content with the shape of desk.yaml, or of another file. `shown` is the content as it was written: a fault quotes that, so that
 * a password from the environment is never printed.
 */
export function checkShape(value: unknown, shown: unknown, shape: TSchema = deskFile): Finding[] {
  const findings = new Map<string, Finding>();
  for (const error of allErrors(value, shape)) {
    const path = pathOf(error.instancePath, value);
    for (const finding of findingsOf(error.keyword, error.params, path, { shown, shape })) {
      const key = JSON.stringify(finding.path);
      if (!findings.has(key)) findings.set(key, finding);
    }
  }
  return [...findings.values()];
}

function allErrors(value: unknown, shape: TSchema) {
  const { maxErrors } = Settings.Get();
  // The library stops after 8 unless told otherwise, and its setting is one for the whole process.
  Settings.Set({ maxErrors: MOST_ERRORS });
  try {
    return Errors(shape, value);
  } finally {
    Settings.Set({ maxErrors });
  }
}

function pathOf(pointer: string, value: unknown): DeskPath {
  const path: (string | number)[] = [];
  let here = value;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(Array.isArray(here) ? Number(key) : key);
    here = (here as Record<string, unknown> | undefined)?.[key];
  }
  return path;
}

function findingsOf(
  keyword: string,
  params: object,
  path: DeskPath,
  { shown, shape }: { shown: unknown; shape: TSchema },
): Finding[] {
  const schema = schemaAt(path, shape);
  switch (keyword) {
    // Said again, and better, as additionalProperties of the map around it.
    case "boolean":
      return [];
    case "additionalProperties":
      return (params as { additionalProperties: string[] }).additionalProperties.map((key) => ({
        path: [...path, key],
        message: unknownKey(key, schema),
      }));
    case "required":
      return (params as { requiredProperties: string[] }).requiredProperties.map((key) => ({
        path: [...path, key],
        message: `${key} is missing; give ${schema.properties?.[key]?.description ?? "it a value"}`,
      }));
    default:
      return [{ path, message: wrongValue(valueAt(shown, path), schema.description) }];
  }
}

function wrongValue(value: unknown, wanted = "allowed here"): string {
  // What is text has its quotes already.
  const rest = typeof value === "string" ? wanted.replace("; put a number in quotes", "") : wanted;
  return value === "" ? `it is empty; give ${rest}` : `${quote(value)} is not ${rest}`;
}

function unknownKey(key: string, schema: SchemaNode): string {
  if (schema.patternProperties) return `${quote(key)} is not an id; use letters, digits and dashes, a letter first`;
  const known = Object.keys(schema.properties ?? {});
  return `${quote(key)} is not a key here${didYouMean(key, known)}; the keys are ${known.join(", ")}`;
}

function schemaAt(path: DeskPath, shape: TSchema): SchemaNode {
  let schema: SchemaNode = shape as unknown as SchemaNode;
  for (const part of path) {
    const next =
      typeof part === "number"
        ? schema.items
        : (schema.properties?.[part] ?? Object.values(schema.patternProperties ?? {})[0]);
    schema = next ?? {};
  }
  return schema;
}

function valueAt(value: unknown, path: DeskPath): unknown {
  return path.reduce<unknown>(
    (here, part) => (here as Record<string | number, unknown> | null | undefined)?.[part],
    value,
  );
}

function quote(value: unknown): string {
  if (value !== null && typeof value === "object")
    return Array.isArray(value) ? (value.length === 0 ? "an empty list" : "a list") : "a map";
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}..."` : text;
}
