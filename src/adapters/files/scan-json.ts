/** One object of a JSON file: where it stands, and its bytes. */
export interface ScannedRecord {
  readonly kind: "record";
  /** RFC 6901: `/tickets/3` of an object of lists, `/3` of a list, `/0` for the first object of a file of one record a line. */
  readonly pointer: string;
  /** The list it stood in (`tickets`); null for a bare list or line. */
  readonly list: string | null;
  readonly line: number;
  readonly offset: number;
  readonly bytes: Buffer;
}

export type Scanned =
  | ScannedRecord
  | { readonly kind: "broken"; readonly pointer: string; readonly line: number; readonly what: string };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LF = 0x0a;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = new Map([
  [0x7b, 0x7d],
  [0x5b, 0x5d],
]);
const CLOSE = new Set(OPEN.values());
const OBJECT = 0x7b;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const BLANK = new Set([0x20, 0x09, 0x0d, LF]);
const MAX_RECORD = 64 * 1024 * 1024;
const MAX_KEY = 40;

/**
 * The objects of a JSON export, one at a time as the bytes come: of a list (`[{}, {}]`), of an object of lists
 * (`{"tickets": [{}], "users": [{}]}`, read so from the first of `lists` that stands before an `id`, and with `embedded` lists after it), or
 * of one object a line. Never holds more than one object. What is broken is told with its line; in a file of one object a line the
 * next line goes on.
 */
export class JsonScanner {
  readonly #lists: ReadonlySet<string>;
  readonly #embedded: ReadonlySet<string>;
  #found: Scanned[] = [];
  #chunk: Buffer = Buffer.alloc(0);
  #base = 0;
  #line = 1;
  #isLost = false;

  /** What closes each open bracket, outermost first, down to where a record begins. */
  #closers: number[] = [];
  #depth = 0;
  #inString = false;
  #isEscaped = false;

  #isObject = false;
  #key = "";
  #awaitsKey = false;
  #hasId = false;
  #records = 0;

  /** The depth inside the list whose elements are records; -1 outside such a list. */
  #listDepth = -1;
  #listName: string | null = null;
  #element = 0;
  #isElementBroken = false;

  #from = -1;
  #recordDepth = 0;
  #recordLine = 1;
  #recordOffset = 0;
  #pieces: Buffer[] = [];
  #size = 0;

  /** `embedded`: lists that also stand inside records, and so do not make an object one of lists. */
  constructor(lists: ReadonlySet<string>, embedded: ReadonlySet<string>) {
    this.#lists = lists;
    this.#embedded = embedded;
  }

  push(chunk: Buffer): Scanned[] {
    this.#chunk = chunk;
    if (this.#from >= 0) this.#from = 0;
    for (let at = 0; at < chunk.length && !this.#isLost; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte === LF) this.#newLine();
      else if (this.#inString) at = this.#readString(byte, at);
      else if (!BLANK.has(byte)) this.#read(byte, at);
    }
    if (this.#from >= 0) this.#keep(chunk.length);
    this.#base += chunk.length;
    return this.#take();
  }

  end(): Scanned[] {
    const isOpen = this.#depth > 0 || this.#inString;
    if (isOpen && !this.#isLost)
      this.#break(this.#from >= 0 ? this.#recordLine : this.#line, "the file ends inside it");
    return this.#take();
  }

  #take(): Scanned[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  // A line break inside a text is no JSON: the record was cut there, and the next line may be whole.
  #newLine(): void {
    if (this.#inString) {
      this.#break(this.#from >= 0 ? this.#recordLine : this.#line, "the line ends inside a text");
      if (this.#listDepth > 0) this.#isLost = true;
      this.#forget();
    }
    if (this.#depth === 0) this.#isElementBroken = false;
    this.#line += 1;
  }

  /** Gives the place of the last byte it read. */
  #readString(byte: number, at: number): number {
    const isKey = this.#depth === 1 && this.#awaitsKey;
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === BACKSLASH) this.#isEscaped = true;
    else if (byte === QUOTE) {
      this.#inString = false;
      if (isKey && this.#key === "id") this.#hasId = true;
      return at;
    } else if (!isKey) return endOfPlain(this.#chunk, at);
    if (isKey && this.#key.length < MAX_KEY) this.#key += String.fromCharCode(byte);
    return at;
  }

  #read(byte: number, at: number): void {
    if (OPEN.has(byte)) this.#open(byte, at);
    else if (CLOSE.has(byte)) this.#close(byte, at);
    else if (byte === COMMA) this.#next();
    else if (byte === QUOTE) this.#beginString();
    else if (byte === COLON) this.#awaitsKey &&= this.#depth !== 1;
    else if (!this.#isMark(byte, at)) this.#refuseLoose();
  }

  #isMark(byte: number, at: number): boolean {
    return this.#base + at < BYTE_ORDER_MARK.length && BYTE_ORDER_MARK[this.#base + at] === byte;
  }

  #next(): void {
    if (this.#depth === 1 && this.#isObject) this.#awaitsKey = true;
    if (this.#depth !== this.#listDepth || this.#from >= 0) return;
    this.#element += 1;
    this.#isElementBroken = false;
  }

  #beginString(): void {
    this.#refuseLoose();
    this.#inString = true;
    if (this.#depth === 1 && this.#awaitsKey) this.#key = "";
  }

  /** Something that is no object where only objects may stand. */
  #refuseLoose(): void {
    const isLoose = this.#from < 0 && (this.#depth === 0 || this.#depth === this.#listDepth);
    if (!isLoose || this.#isElementBroken) return;
    this.#break(this.#line, "this is no JSON object");
    this.#isElementBroken = true;
  }

  #open(byte: number, at: number): void {
    if (this.#isRecordStart(byte)) this.#begin(at);
    else if (this.#isListStart(byte)) this.#beginList();
    else if (this.#depth === this.#listDepth && this.#from < 0) this.#refuseLoose();
    this.#depth += 1;
    if (this.#depth <= 2) this.#closers[this.#depth] = OPEN.get(byte) ?? 0;
    if (this.#depth === 1) {
      this.#isObject = byte === OBJECT;
      this.#awaitsKey = this.#isObject;
      this.#hasId = false;
      this.#key = "";
    }
  }

  #isRecordStart(byte: number): boolean {
    return this.#from < 0 && byte === OBJECT && (this.#depth === 0 || this.#depth === this.#listDepth);
  }

  #isListStart(byte: number): boolean {
    if (byte === OBJECT) return false;
    if (this.#depth === 0) return true;
    if (this.#depth !== 1 || !this.#isObject || this.#awaitsKey || this.#listDepth > 0) return false;
    if (this.#from < 0) return this.#lists.has(this.#key) || this.#embedded.has(this.#key);
    return !this.#hasId && this.#lists.has(this.#key);
  }

  #beginList(): void {
    if (this.#depth === 1) this.#drop();
    this.#listDepth = this.#depth + 1;
    this.#listName = this.#depth === 0 ? null : this.#key;
    this.#element = 0;
    this.#isElementBroken = false;
  }

  #close(byte: number, at: number): void {
    if (this.#depth === 0 || (this.#depth <= 2 && this.#closers[this.#depth] !== byte)) {
      this.#break(this.#line, "a bracket closes what is not open");
      this.#isLost = true;
      return;
    }
    this.#depth -= 1;
    if (this.#from >= 0 && this.#depth === this.#recordDepth) this.#finish(at);
    if (this.#depth < this.#listDepth) this.#endList();
    if (this.#depth === 0) this.#isObject = false;
  }

  #endList(): void {
    this.#listDepth = -1;
    this.#listName = null;
  }

  #begin(at: number): void {
    this.#from = at;
    this.#recordDepth = this.#depth;
    this.#recordLine = this.#line;
    this.#recordOffset = this.#base + at;
  }

  #keep(end: number): void {
    this.#size += end - this.#from;
    if (this.#size <= MAX_RECORD) this.#pieces.push(this.#chunk.subarray(this.#from, end));
    else this.#pieces = [];
  }

  #finish(at: number): void {
    this.#keep(at + 1);
    if (this.#size > MAX_RECORD) this.#break(this.#recordLine, `it is larger than ${MAX_RECORD} bytes`);
    else {
      this.#found.push({
        kind: "record",
        pointer: this.#pointer(),
        list: this.#listName,
        line: this.#recordLine,
        offset: this.#recordOffset,
        bytes: this.#pieces.length === 1 ? (this.#pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#pieces),
      });
    }
    if (this.#listDepth < 0) this.#records += 1;
    this.#drop();
  }

  #drop(): void {
    this.#from = -1;
    this.#pieces = [];
    this.#size = 0;
  }

  #forget(): void {
    this.#drop();
    this.#depth = 0;
    this.#inString = false;
    this.#isEscaped = false;
    this.#isObject = false;
    this.#endList();
    this.#records += 1;
  }

  #pointer(): string {
    if (this.#listDepth < 0) return `/${this.#records}`;
    return this.#listName === null ? `/${this.#element}` : `/${this.#listName}/${this.#element}`;
  }

  #break(line: number, what: string): void {
    this.#found.push({ kind: "broken", pointer: this.#pointer(), line, what });
  }
}

/** Bodies are most of an export: the last byte before one that means something in a text. */
function endOfPlain(chunk: Buffer, from: number): number {
  let at = from + 1;
  for (; at < chunk.length; at += 1) {
    const byte = chunk[at];
    if (byte === QUOTE || byte === BACKSLASH || byte === LF) break;
  }
  return at - 1;
}
