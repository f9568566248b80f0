import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { FoundRecord, RecordPlace, RecordSource } from "../../usecases/ports/record-source.ts";
import { JsonScanner, type Scanned } from "./scan-json.ts";

const CHUNK = 1 << 18;
const EXPORT_AGAIN = "export it again, or take it out of the file";

/** The records of JSON files. `close` lets go of the files that were read again. */
export function createRecordSource(): RecordSource & { close(): Promise<void> } {
  const handles = new Map<string, Promise<FileHandle>>();
  return {
    readRecords: readRecords,
    async readAgain({ file, offset, length }) {
      const opened = handles.get(file) ?? open(file, "r");
      handles.set(file, opened);
      const handle = await opened;
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
      const read = bytesRead === length ? parse(buffer) : null;
      if (read === null || !read.ok) throw new Error(`${file} was changed while it was read: run the import again`);
      return read.value;
    },
    async close() {
      for (const handle of handles.values()) await (await handle).close();
    },
  };
}

async function* readRecords(
  file: string,
  names: { lists: ReadonlySet<string>; embedded: ReadonlySet<string> },
): AsyncGenerator<FoundRecord> {
  const scanner = new JsonScanner(names.lists, names.embedded);
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK })) {
      for (const one of scanner.push(chunk)) yield toFound(file, one);
    }
    for (const one of scanner.end()) yield toFound(file, one);
  } catch (error) {
    yield { kind: "broken", file, line: 1, pointer: "", what: "the file cannot be read", mend: mendOf(error) };
  }
}

function toFound(file: string, scanned: Scanned): FoundRecord {
  const { pointer, line } = scanned;
  if (scanned.kind === "broken") return { kind: "broken", file, line, pointer, what: scanned.what, mend: EXPORT_AGAIN };
  const { list, offset, bytes } = scanned;
  const place: RecordPlace = { file, line, pointer, offset, length: bytes.length };
  const read = parse(bytes);
  if (!read.ok) return { kind: "broken", file, line, pointer, what: read.what, mend: EXPORT_AGAIN };
  return { kind: "record", ...place, list, value: read.value };
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function parse(bytes: Buffer): { ok: true; value: unknown } | { ok: false; what: string } {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { ok: false, what: "it is not written in UTF-8" };
  }
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    // What V8 says quotes the record, which is a customer's text: the place is enough.
    const at = /position (\d+)/.exec(String((error as { message?: unknown }).message))?.[1];
    return { ok: false, what: `it is no JSON${at === undefined ? "" : ` from its character ${at} on`}` };
  }
}

function mendOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown";
  if (code === "ENOENT") return "there is no such file: see the path";
  if (code === "EISDIR") return "it is a directory: name the files in it";
  return code === "EACCES" ? "let this user read it" : `see to it that it can be read (${code})`;
}
