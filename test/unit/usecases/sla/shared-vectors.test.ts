import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { createHolidaySource } from "../../../../src/desk/holiday-source.ts";
import { createLineAnswerer } from "../../../../src/usecases/sla/answer-line.ts";

interface Vector {
  readonly id: string;
  readonly op: string;
  readonly expect: Readonly<Record<string, unknown>>;
}

const shared = new URL("../../../../../shared/vectors/", import.meta.url);
const answerLine = createLineAnswerer(createHolidaySource());

for (const vector of read("named.jsonl")) {
  test(vector.id, () => {
    expect(answerTo(vector)).toEqual(vector.expect);
  });
}

const random = read("sla.jsonl");
for (const op of new Set(random.map((vector) => vector.op))) {
  test(`every random ${op} of the shared vectors is answered as expected`, () => {
    const wrong = random
      .filter((vector) => vector.op === op)
      .map((vector) => ({ id: vector.id, expected: vector.expect, answered: answerTo(vector) }))
      .filter(({ expected, answered }) => JSON.stringify(expected) !== JSON.stringify(answered));
    expect(wrong).toEqual([]);
  });
}

test("the shared vectors were run where they are present", () => {
  expect(random.length > 0).toBe(existsSync(shared));
});

function read(name: string): Vector[] {
  const file = new URL(name, shared);
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Vector);
}

// Exactly the fields that the vector asks for, in its order.
function answerTo(vector: Vector): Record<string, unknown> {
  const answer = JSON.parse(answerLine(JSON.stringify(vector))) as Record<string, unknown>;
  return Object.fromEntries(Object.keys(vector.expect).map((key) => [key, answer[key]]));
}
