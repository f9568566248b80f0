import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { JsonScanner, type Scanned } from "../../../../src/adapters/files/scan-json.ts";

const LISTS = new Set(["tickets", "users"]);
const EMBEDDED = new Set(["comments"]);

function scan(bytes: Buffer | string, sizes: readonly number[] = []): Scanned[] {
  const whole = Buffer.from(bytes as string);
  const scanner = new JsonScanner(LISTS, EMBEDDED);
  const found: Scanned[] = [];
  let at = 0;
  for (const size of sizes) {
    found.push(...scanner.push(Buffer.from(whole.subarray(at, at + size))));
    at += size;
  }
  found.push(...scanner.push(Buffer.from(whole.subarray(at))), ...scanner.end());
  return found;
}

function shown(found: readonly Scanned[]): string[] {
  return found.map((one) =>
    one.kind === "record"
      ? `${one.line} ${one.pointer} ${one.list} ${one.bytes.toString()}`
      : `${one.line} ${one.pointer} broken: ${one.what}`,
  );
}

test.each<[string, string, string[]]>([
  ["nothing", "", []],
  ["a list", '[{"a":1},\n {"b":[{}]}]', ['1 /0 null {"a":1}', '2 /1 null {"b":[{}]}']],
  ["one object a line", '{"id":1}\n{"id":2}\n', ['1 /0 null {"id":1}', '2 /1 null {"id":2}']],
  [
    "an object of lists",
    '{"count":2,"tickets":[{"id":1}],"next_page":null,"users":[{"id":7},{"id":8}]}',
    ['1 /tickets/0 tickets {"id":1}', '1 /users/0 users {"id":7}', '1 /users/1 users {"id":8}'],
  ],
  ["a list inside a record that has an id", '{"id":1,"users":[{"id":7}]}', ['1 /0 null {"id":1,"users":[{"id":7}]}']],
  ["a list that may stand in records", '{"comments":[{}],"id":1}', ['1 /0 null {"comments":[{}],"id":1}']],
  ["the same in an object of lists", '{"tickets":[],"comments":[{}]}', ["1 /comments/0 comments {}"]],
  ["an id deeper down is not its own", '{"via":{"id":1},"tickets":[{}]}', ["1 /tickets/0 tickets {}"]],
  ["a mark of byte order", "\uFEFF[{}]", ["1 /0 null {}"]],
  ["brackets, quotes and backslashes in texts", '[{"a":"}]\\"{\\\\"}]', ['1 /0 null {"a":"}]\\"{\\\\"}']],
  ["a file cut in a text", '[{"id":1},\n{"id":"x', ['1 /0 null {"id":1}', "2 /1 broken: the file ends inside it"]],
  ["a list that never ends", '[{"id":1}', ['1 /0 null {"id":1}', "1 /0 broken: the file ends inside it"]],
  [
    "a line cut in a text, and the one after it",
    '{"id":1,"t":"x\n{"id":2}',
    ["1 /0 broken: the line ends inside a text", '2 /1 null {"id":2}'],
  ],
  ["a cut text inside a list", '[{"a":"x\n"},{}]', ["1 /0 broken: the line ends inside a text"]],
  [
    "elements that are no objects",
    '[1, "a", [{}], {}]',
    [
      "1 /0 broken: this is no JSON object",
      "1 /1 broken: this is no JSON object",
      "1 /2 broken: this is no JSON object",
      "1 /3 null {}",
    ],
  ],
  [
    "no JSON at all",
    "From mette@north.example\nHej",
    ["1 /0 broken: this is no JSON object", "2 /0 broken: this is no JSON object"],
  ],
  ["a bracket too many", '{"id":1}]', ['1 /0 null {"id":1}', "1 /1 broken: a bracket closes what is not open"]],
  [
    "the wrong bracket",
    '{"tickets":[{}}',
    ["1 /tickets/0 tickets {}", "1 /tickets/0 broken: a bracket closes what is not open"],
  ],
])("%s", (_, text, expected) => {
  expect(shown(scan(text))).toEqual(expected);
});

test("a record is where its offset says, and larger ones than 64 MiB are refused without being held", () => {
  const text = '[{"id":"æ"}, {"id":2}]';
  for (const one of scan(text)) {
    if (one.kind !== "record") throw new Error(one.what);
    expect(Buffer.from(text).subarray(one.offset, one.offset + one.bytes.length)).toEqual(one.bytes);
  }
  const scanner = new JsonScanner(LISTS, EMBEDDED);
  const megabyte = Buffer.alloc(1 << 20, "a");
  const found = scanner.push(Buffer.from('{"id":"'));
  for (let count = 0; count < 65; count += 1) found.push(...scanner.push(megabyte));
  found.push(...scanner.push(Buffer.from('"}\n{"id":2}')));
  expect(shown(found)).toEqual(["1 /0 broken: it is larger than 67108864 bytes", '2 /1 null {"id":2}']);
});

const documents = fc.oneof(
  fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 }),
  fc.record({ count: fc.integer(), tickets: fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 4 }) }),
);

test("where the chunks end changes nothing, and every object of any JSON is found as it stands", () => {
  fc.assert(
    fc.property(
      documents,
      fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 200 }),
      fc.boolean(),
      (value, sizes, pretty) => {
        const text = JSON.stringify(value, null, pretty ? 2 : undefined);
        const whole = scan(text);
        expect(shown(scan(text, sizes))).toEqual(shown(whole));
        const records = Array.isArray(value) ? value : value.tickets;
        const read = whole.map((one) => (one.kind === "record" ? JSON.parse(one.bytes.toString()) : one.what));
        expect(read).toEqual(records.map((one) => JSON.parse(JSON.stringify(one))));
      },
    ),
  );
});

test("any bytes at all end, and give nothing but records and broken places", () => {
  const bytes = fc.array(fc.constantFrom(...'{}[]",:\\\n 1a"'), { maxLength: 60 }).map((all) => all.join(""));
  fc.assert(
    fc.property(bytes, fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 30 }), (text, sizes) => {
      const found = scan(text);
      expect(shown(scan(text, sizes))).toEqual(shown(found));
      for (const one of found) if (one.kind === "record") expect(one.bytes.toString()).toMatch(/^\{[\s\S]*[}\]]$/);
    }),
    { numRuns: 500 },
  );
});
