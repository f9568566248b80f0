import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { erasureNotes } from "../../src/adapters/files/erasure-notes.ts";
import { instant } from "../../src/domain/time/instant.ts";
import { keepErasureNotes } from "../../src/wire-privacy.ts";
import { wirePseudonyms } from "../../src/wire-pseudonyms.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";

let desk: TestDesk;
let directory: string;
beforeAll(async () => {
  desk = await openTestDesk(testDesk(SUPPORT_MAILBOX));
  directory = mkdtempSync(join(tmpdir(), "svartid-notes-"));
});
afterAll(async () => {
  await desk.close();
  rmSync(directory, { recursive: true });
});

const list = (code: string) => ({
  key: "of another desk",
  writtenAt: instant(0),
  erasures: [{ code: code.repeat(64), at: instant(0) }],
});
const codesIn = (path: string) =>
  JSON.parse(readFileSync(path, "utf8")).erasures.map(({ code }: { code: string }) => code[0]);

async function begin(address: string) {
  const { codeOf } = await wirePseudonyms(desk.open, desk.open.settings.config);
  const { erasures } = desk.open.unitOfWork.reading;
  return await erasures.begin({ code: codeOf(address), person: { address, names: [] }, reason: "" });
}

test("lists that are written at the same time are each whole", async () => {
  const path = join(directory, "at-once.json");
  await Promise.all(["a", "b", "c", "d"].map((code) => erasureNotes.write(path, list(code))));
  expect(codesIn(path)).toHaveLength(1);
  expect(readdirSync(directory)).toEqual(["at-once.json"]);
});

test.each([
  ["half a list", '{"format": 1, "key'],
  [
    "a list of another desk",
    `${JSON.stringify({ format: 1, key: "x", writtenAt: "2026-01-01T00:00:00.000Z", erasures: [{ code: "e".repeat(64), at: "2026-01-01T00:00:00.000Z" }] })}`,
  ],
])("%s is put aside, not written over", async (_, text) => {
  const path = join(mkdtempSync(join(directory, "x")), "erasures.json");
  writeFileSync(path, text);
  await begin("ana@north.example");
  await keepErasureNotes(desk.open, [path]);
  expect(codesIn(path)).toHaveLength(1);
  await keepErasureNotes(desk.open, [path]);
  const aside = readdirSync(join(path, "..")).filter((name) => name.endsWith(".aside"));
  expect(aside.map((name) => readFileSync(join(path, "..", name), "utf8"))).toEqual([text]);
});

test("whoever is erased while the list is written is on it in the end", async () => {
  const path = join(directory, "late.json");
  const { open } = desk;
  let isFirst = true;
  const reading = {
    ...open.unitOfWork.reading,
    erasures: {
      ...open.unitOfWork.reading.erasures,
      list: async () => {
        const listed = await open.unitOfWork.reading.erasures.list();
        if (isFirst) await begin("bo@north.example");
        isFirst = false;
        return listed;
      },
    },
  };
  await keepErasureNotes({ ...open, unitOfWork: { ...open.unitOfWork, reading } }, [path]);
  const known = await open.unitOfWork.reading.erasures.list();
  expect(codesIn(path)).toHaveLength(known.length);
});
