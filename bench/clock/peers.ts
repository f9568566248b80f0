import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { danishHolidays } from "../../src/domain/calendar/danish-holidays.ts";
import { OFFICE } from "./office.ts";
import { PEER_CASES } from "./peer-cases.ts";

// Published packages for working time, installed for the length of this run outside the project: nothing depends on them.

export interface PeerQuestion {
  readonly start: number;
  readonly targetMinutes: number;
  readonly expected: number;
}

export interface PeerReport {
  readonly name: string;
  /** In the desk's own zone, where it answers best. */
  readonly perSecond: number;
  /** Told of no holiday, which spares some of them most of their work. */
  readonly perSecondWithoutHolidays: number;
  readonly zones: readonly {
    readonly zone: string;
    readonly cases: number;
    readonly wrongCases: readonly string[];
    readonly sample: number;
    readonly wrongSample: number;
  }[];
}

export const PEER_QUESTIONS = 1_000;
const ROUNDS = 5;
const PACKAGES = [
  "moment-business-time@2.0.0",
  "moment@2.31.0",
  "moment-timezone@0.6.6",
  "dayjs-business-time@1.0.4",
  "dayjs@1.11.23",
];
const PEERS = ["moment-business-time", "moment-business-time in a zone", "dayjs-business-time"];
// The desk's own, and one as far from it as can be.
const ZONES = [OFFICE.zone, "Pacific/Auckland"];
const ASK = fileURLToPath(new URL("ask-peer.mjs", import.meta.url));
const YEARS = [2023, 2024, 2025, 2026, 2027, 2028];

/** Asks each peer our cases and the sample. `ours` must agree with the cases, or nothing here would prove anything. */
export async function measurePeers(
  sample: readonly PeerQuestion[],
  ours: (start: number, targetMinutes: number) => number,
): Promise<{ ok: true; peers: PeerReport[] } | { ok: false; why: string }> {
  const cases = PEER_CASES.map(({ start, targetMinutes, due }): PeerQuestion => {
    const question = { start: Date.parse(start), targetMinutes, expected: Date.parse(due) };
    if (ours(question.start, targetMinutes) !== question.expected) throw new Error(`our own answer is wrong: ${start}`);
    return question;
  });
  const directory = mkdtempSync(join(tmpdir(), "svartid-bench-peers-"));
  try {
    const why = install(directory);
    if (why !== null) return { ok: false, why };
    return { ok: true, peers: PEERS.map((name) => report(directory, name, cases, sample)) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function install(directory: string): string | null {
  writeFileSync(join(directory, "package.json"), JSON.stringify({ name: "peers", private: true }));
  const flags = [
    "--no-save",
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    "--no-package-lock",
    "--fetch-retries=1",
    "--loglevel=error",
  ];
  const npm = spawnSync("npm", ["install", ...flags, ...PACKAGES], {
    cwd: directory,
    encoding: "utf8",
    timeout: 120_000,
  });
  if (npm.status === 0) return null;
  const said = /npm (?:error|ERR!) code (\S+)/.exec(npm.stderr)?.[1] ?? "no answer in two minutes";
  return `npm could not install them (${said}): connect this machine to a package registry and run the bench again.`;
}

function report(
  directory: string,
  name: string,
  cases: readonly PeerQuestion[],
  sample: readonly PeerQuestion[],
): PeerReport {
  const zones = ZONES.map((zone) => {
    const asked = {
      zone,
      cases: ask(directory, name, zone, cases),
      sample: ask(directory, name, zone, sample, ROUNDS),
    };
    const isWrong = (questions: readonly PeerQuestion[], answers: readonly number[]) => (_: unknown, index: number) =>
      questions[index]?.expected !== answers[index];
    return {
      perSecond: asked.sample.perSecond,
      perSecondWithoutHolidays: asked.sample.perSecondWithoutHolidays,
      zone,
      cases: cases.length,
      wrongCases: PEER_CASES.filter(isWrong(cases, asked.cases.answers)).map(({ sentence }) => sentence),
      sample: sample.length,
      wrongSample: sample.filter(isWrong(sample, asked.sample.answers)).length,
    };
  });
  return {
    name,
    perSecond: Math.round(zones[0]?.perSecond ?? Number.NaN),
    perSecondWithoutHolidays: Math.round(zones[0]?.perSecondWithoutHolidays ?? Number.NaN),
    zones: zones.map(({ perSecond: _, perSecondWithoutHolidays: __, ...zone }) => zone),
  };
}

function ask(directory: string, name: string, zone: string, questions: readonly PeerQuestion[], rounds = 1) {
  const holidays = YEARS.flatMap((year) => danishHolidays(year).map(({ date }) => date));
  const input = JSON.stringify({ questions, holidays, hours: OFFICE.hours, zone: OFFICE.zone, rounds });
  const child = spawnSync(process.execPath, [ASK, directory, name], {
    input,
    encoding: "utf8",
    env: { PATH: process.env.PATH, TZ: zone },
    maxBuffer: 2 ** 26,
  });
  if (child.status !== 0) throw new Error(`${name} could not be asked: ${child.stderr}`);
  return JSON.parse(child.stdout) as { answers: number[]; perSecond: number; perSecondWithoutHolidays: number };
}
