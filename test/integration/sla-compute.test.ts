import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { OFFICE } from "../support/calendars.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const question = { op: "deadline", calendar: OFFICE, start: "2026-11-17T07:00:00.000Z", targetMinutes: 240 };

test("every line has its answer in its order, a faulty one an error, and the command succeeds", async () => {
  const { input, output, ended } = slaCompute();
  input.end(`${JSON.stringify({ id: 1, ...question })}\n{"id":2\n\n${JSON.stringify({ id: 3, ...question })}`);
  const answers: Record<string, unknown>[] = [];
  for await (const line of createInterface({ input: output })) answers.push(JSON.parse(line));
  expect(answers).toEqual([
    { id: 1, ...question, deadline: "2026-11-17T11:00:00.000Z" },
    { id: null, error: { code: "bad-json", message: expect.any(String) } },
    { id: 3, ...question, deadline: "2026-11-17T11:00:00.000Z" },
  ]);
  expect(await ended).toBe(0);
});

test("a line is answered before the next is sent", async () => {
  const { input, output, ended } = slaCompute();
  const lines = createInterface({ input: output })[Symbol.asyncIterator]();
  for (const id of ["first", "second"]) {
    input.write(`${JSON.stringify({ id, ...question })}\n`);
    expect(JSON.parse((await lines.next()).value as string)).toMatchObject({
      id,
      deadline: "2026-11-17T11:00:00.000Z",
    });
  }
  input.end();
  expect(await ended).toBe(0);
});

test("a long stream with many calendars runs in a small memory", async () => {
  const { input, output, ended } = slaCompute("--max-old-space-size=64");
  let answered = 0;
  output.on("data", (chunk: Buffer) => {
    for (const byte of chunk) if (byte === 10) answered += 1;
  });
  const chunks = 400;
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const calendar = {
      ...OFFICE,
      closures: [{ date: `20${26 + (chunk % 40)}-12-24`, from: `${10 + (chunk % 13)}:00` }],
    };
    const lines = `${JSON.stringify({ id: chunk, ...question, calendar, padding: "x".repeat(400) })}\n`.repeat(250);
    if (!input.write(lines)) await once(input, "drain");
  }
  input.end();
  expect(await ended).toBe(0);
  expect(answered).toBe(chunks * 250);
});

function slaCompute(...flags: string[]): { input: Writable; output: Readable; ended: Promise<number | null> } {
  const words = [...flags, "test/support/run-typescript.mjs", "src/cli/program.ts", "sla", "compute"];
  const child: ChildProcess = spawn(process.execPath, words, { cwd: root, stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "close").then(([code]) => code as number | null);
  return { input: child.stdin as Writable, output: child.stdout as Readable, ended };
}
