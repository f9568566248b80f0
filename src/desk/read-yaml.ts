import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { DeskFault, DeskPath } from "./desk-fault.ts";

export interface YamlFile {
  readonly value: unknown;
  /** Where the key or item at `path` stands, or the nearest thing around it that is in the file. */
  readonly locate: (path: DeskPath) => { line: number; column: number };
}

export type YamlResult = { readonly ok: true; readonly file: YamlFile } | { ok: false; faults: DeskFault[] };

/** Reads YAML 1.2 and keeps the positions. Keys that stand twice, unknown tags and runaway aliases are faults. */
export function readYaml(text: string): YamlResult {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const faults = [...document.errors, ...document.warnings].map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { path: "", line, column: col, message: `this is not valid YAML: ${firstSentence(error.message)}` };
  });
  if (faults.length > 0) return { ok: false, faults };
  const value = plainValue(document);
  if (!value.ok) return { ok: false, faults: [{ path: "", line: 1, column: 1, message: value.message }] };
  const locate = (path: DeskPath) => {
    const { line, col } = lines.linePos(offsetOf(document.contents, path));
    return { line, column: col };
  };
  return { ok: true, file: { value: value.value, locate } };
}

function firstSentence(message: string): string {
  return message.split("\n")[0] ?? message;
}

function plainValue(document: Document): { ok: true; value: unknown } | { ok: false; message: string } {
  try {
    return { ok: true, value: document.toJS() };
  } catch (error) {
    // The library throws a ReferenceError when aliases expand without measure.
    return { ok: false, message: `its aliases cannot be expanded: ${(error as Error).message}` };
  }
}

function offsetOf(root: unknown, path: DeskPath): number {
  let offset = 0;
  let node: unknown = root;
  for (const part of path) {
    const child = childOf(node, part);
    if (!child) break;
    offset = child.offset;
    node = child.node;
  }
  return offset;
}

function childOf(node: unknown, part: string | number): { offset: number; node: unknown } | null {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part));
    return pair ? { offset: startOf(pair.key) ?? 0, node: pair.value } : null;
  }
  if (isSeq(node)) {
    const item = node.items[Number(part)];
    const offset = startOf(item);
    return offset === null ? null : { offset, node: item };
  }
  return null;
}

function startOf(node: unknown): number | null {
  return (node as Node | null | undefined)?.range?.[0] ?? null;
}
