import type { TSchema } from "typebox";
import { Check } from "typebox/value";
import { type DeskFile, deskFile } from "./desk-file.ts";

interface SchemaNode {
  readonly type?: "object" | "array" | "string" | "integer" | "boolean";
  readonly default?: unknown;
  readonly minItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
}

/**
 * A file of the right shape, in which harmless values stand where the shape is wrong: with it the references of a faulty
 * file can still be checked, so that all its faults are told at once. Never used as a desk.
 */
export function standIn(value: unknown): DeskFile {
  return stand(deskFile as unknown as SchemaNode, value) as DeskFile;
}

function stand(schema: SchemaNode, value: unknown): unknown {
  switch (schema.type) {
    case "object":
      return standObject(schema, isRecord(value) ? value : {});
    case "array":
      return standArray(schema, Array.isArray(value) ? value : []);
    case undefined:
      return value;
    default:
      return Check(schema as TSchema, value) ? value : schema.default;
  }
}

function standObject(schema: SchemaNode, value: Record<string, unknown>): Record<string, unknown> {
  const anyKey = Object.values(schema.patternProperties ?? {})[0];
  if (anyKey) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, stand(anyKey, item)]));
  const entries = Object.entries(schema.properties ?? {})
    .filter(([key]) => Object.hasOwn(value, key) || schema.required?.includes(key))
    .map(([key, property]) => [key, stand(property, value[key])]);
  return Object.fromEntries(entries);
}

function standArray(schema: SchemaNode, value: unknown[]): unknown[] {
  const item = schema.items ?? {};
  const items = value.length < (schema.minItems ?? 0) ? [undefined] : value;
  return items.map((one) => stand(item, one));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
