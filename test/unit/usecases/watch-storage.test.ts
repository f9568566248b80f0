import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { createTroubleMark } from "../../../src/adapters/files/trouble-mark.ts";
import { instant } from "../../../src/domain/time/instant.ts";
import type { TroubleNews } from "../../../src/domain/trouble/trouble-news.ts";
import { createStorageWatch } from "../../../src/usecases/trouble/watch-storage.ts";

const undo: string[] = [];
afterEach(() => {
  for (const directory of undo.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function watching(processes = 1) {
  const directory = mkdtempSync(join(tmpdir(), "svartid-mark-"));
  undo.push(directory);
  const world = {
    faults: Array.from({ length: processes }, () => null as string | null),
    set fault(code: string | null) {
      this.faults.fill(code);
    },
    takers: 2,
    now: Date.UTC(2026, 10, 29, 12),
    directory,
  };
  const told: TroubleNews[] = [];
  const start = (index: number) =>
    createStorageWatch({
      probe: { fault: async () => world.faults[index] ?? null },
      mark: createTroubleMark(world.directory, "storage-trouble"),
      tell: async (news) => {
        told.push(news);
        return world.takers;
      },
    });
  const watches = world.faults.map((_fault, index) => start(index));
  const pass = async (seconds: number) => {
    for (let left = seconds; left > 0; left -= 30) {
      world.now += 30_000;
      await Promise.all(watches.map((watch) => watch(instant(world.now))));
    }
  };
  const restart = () => {
    watches.splice(0, processes, ...world.faults.map((_fault, index) => start(index)));
  };
  return { world, told, pass, restart };
}

test("four processes tell it once together, and that it is over once", async () => {
  const { world, told, pass } = watching(4);
  await pass(60);
  world.fault = "53100";
  await pass(1_800);
  expect(told.map(({ hasRecovered }) => hasRecovered)).toEqual([false]);
  world.fault = null;
  await pass(1_800);
  expect(told.map(({ hasRecovered }) => hasRecovered)).toEqual([false, true]);
  world.fault = "53100";
  await pass(600);
  expect(told.map(({ hasRecovered }) => hasRecovered)).toEqual([false, true, false]);
});

test("it is not over while one process still finds it", async () => {
  const { world, told, pass } = watching(2);
  world.fault = "ECONNREFUSED";
  await pass(600);
  world.faults[0] = null;
  await pass(3_600);
  expect(told).toHaveLength(1);
  world.faults[1] = null;
  await pass(600);
  expect(told.map(({ hasRecovered }) => hasRecovered)).toEqual([false, true]);
});

test("what starts meanwhile tells it no second time, and tells that it is over", async () => {
  const { world, told, pass, restart } = watching(2);
  world.fault = "53100";
  await pass(600);
  restart();
  await pass(600);
  expect(told).toHaveLength(1);
  world.fault = null;
  restart();
  await pass(600);
  expect(told.map(({ hasRecovered }) => hasRecovered)).toEqual([false, true]);
});

test("what died while it told keeps nobody from telling for longer than minutes", async () => {
  const { world, told, pass } = watching(2);
  world.fault = "53100";
  const telling = createTroubleMark(world.directory, "storage-trouble");
  expect(await telling.begin(instant(world.now))).toBe(true);
  await pass(240);
  expect(told).toEqual([]);
  await pass(180);
  expect(told).toHaveLength(1);
});

test("where nothing can be marked each process tells for itself", async () => {
  const { world, told, pass, restart } = watching(2);
  world.directory = join(world.directory, "no directory");
  writeFileSync(world.directory, "");
  restart();
  world.fault = "53100";
  await pass(600);
  world.fault = null;
  await pass(600);
  expect(told.map(({ hasRecovered }) => hasRecovered)).toEqual([false, false, true, true]);
});

test("what the database cannot tell is told three minutes after it last stored, once, and five after it does again", async () => {
  const { world, told, pass } = watching();
  await pass(60);
  world.fault = "53100";
  await pass(150);
  expect(told).toEqual([]);
  await pass(30);
  expect(told).toMatchObject([
    { kind: "storage", hasRecovered: false, detail: { da: "Databasens disk er fuld: intet kan gemmes." } },
  ]);
  await pass(3_600);
  world.fault = null;
  await pass(300);
  expect(told).toHaveLength(1);
  await pass(60);
  expect(told).toMatchObject([{ hasRecovered: false }, { hasRecovered: true, mend: { en: "" } }]);
  await pass(3_600);
  expect(told).toHaveLength(2);
});

test("news that nobody took are told again at the next look, until somebody does", async () => {
  const { world, told, pass } = watching();
  world.fault = "ECONNREFUSED";
  world.takers = 0;
  await pass(300);
  const tries = told.length;
  expect(tries).toBeGreaterThan(1);
  world.takers = 1;
  await pass(300);
  expect(told).toHaveLength(tries + 1);
  world.fault = null;
  world.takers = 0;
  await pass(420);
  world.takers = 1;
  const before = told.length;
  await pass(120);
  expect(told).toHaveLength(before + 1);
  expect(told.at(-1)).toMatchObject({ hasRecovered: true });
});

test.each([
  ["53100", /disk of the database is full/],
  ["25006", /read-only/],
  ["53300", /no connection, memory or disk left/],
  ["ECONNREFUSED", /does not answer/],
  ["unknown", /does not answer/],
])("%s is said in words", async (code, words) => {
  const { world, told, pass } = watching();
  world.fault = code;
  await pass(300);
  expect(told[0]?.detail.en).toMatch(words);
});
