import { decodeCharset } from "./charset.ts";

/** The text properties of an object, by property id. */
export type MapiProperties = Map<number, string>;

const NAMED = 0x8000;
const MULTIPLE = 0x1000;
const TEXT_8_BIT = 0x1e;
const TEXT_UTF_16 = 0x1f;
const VARIABLE = [0x0d, TEXT_8_BIT, TEXT_UTF_16, 0x102];
const EIGHT_BYTES = [0x05, 0x06, 0x07, 0x14, 0x40];
const GUID_BYTES = 16;

type Cursor = { bytes: Buffer; at: number };

/** Reads a MAPI property list ([MS-OXTNEF] section 2.1.3.4). Bytes that run out end it; only texts are kept. */
export function readMapiProperties(bytes: Buffer): MapiProperties {
  const found: MapiProperties = new Map();
  const cursor: Cursor = { bytes, at: 0 };
  const count = readUint32(cursor);
  for (let index = 0; index < count && cursor.at + 8 <= bytes.length; index += 1) {
    const word = readUint32(cursor);
    const type = word & 0xffff;
    const id = word >>> 16;
    if (id >= NAMED) skipName(cursor);
    const text = readValue(cursor, type);
    if (text !== null) found.set(id, text);
  }
  return found;
}

function readUint32(cursor: Cursor): number {
  const { bytes, at } = cursor;
  cursor.at += 4;
  return at + 4 <= bytes.length ? bytes.readUInt32LE(at) : 0;
}

function skipName(cursor: Cursor): void {
  cursor.at += GUID_BYTES;
  const isText = readUint32(cursor) === 1;
  const length = readUint32(cursor);
  if (isText) cursor.at += padded(length);
}

function readValue(cursor: Cursor, type: number): string | null {
  const base = type & ~MULTIPLE;
  const isVariable = VARIABLE.includes(base);
  const count = isVariable || (type & MULTIPLE) !== 0 ? readUint32(cursor) : 1;
  let text: string | null = null;
  for (let index = 0; index < count && cursor.at < cursor.bytes.length; index += 1) {
    // Every round moves on, or a count that lies would keep it busy for ever.
    const value = isVariable ? readVariable(cursor) : null;
    if (value === null) cursor.at += EIGHT_BYTES.includes(base) ? 8 : 4;
    else text ??= readText(value, base);
  }
  return text;
}

function readVariable(cursor: Cursor): Buffer {
  const length = readUint32(cursor);
  const value = cursor.bytes.subarray(cursor.at, cursor.at + length);
  cursor.at += padded(length);
  return value;
}

function readText(value: Buffer, type: number): string | null {
  if (type === TEXT_8_BIT) return decodeCharset(value, "");
  return type === TEXT_UTF_16 ? value.toString("utf16le") : null;
}

/** Values are padded to four bytes. */
function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}
