import { expect, test } from "@jest/globals";
import { createTestDatabase } from "../support/database.ts";
import { dovecot } from "../support/dovecot.ts";
import { type IntakeRun, runIntake } from "../support/intake-kills.ts";
import { madeMails } from "../support/ordinary-mails.ts";
import { testOn } from "../support/real-server.ts";

const MAILS = 40;
const SEED = 20261124;
const LIMIT_MS = 300_000;

async function disturbed(server: IntakeRun["server"], kills: number) {
  const database = await createTestDatabase();
  try {
    const mails = madeMails(MAILS);
    const uidvalidityResets = kills > 0 ? 1 : 0;
    return await runIntake({ server, mails, databaseUrl: database.url, kills, seed: SEED, uidvalidityResets });
  } finally {
    await database.drop();
  }
}

function expectSame(figures: Awaited<ReturnType<typeof disturbed>>): void {
  expect(figures.violations).toEqual([]);
  // Of each four mails one asks, one answers it, one is automatic and one is from a list.
  expect(figures).toMatchObject({
    emails: MAILS,
    ticketed: 10,
    threaded: 10,
    recorded: 20,
    quarantined: 0,
    tickets: 10,
  });
}

test(
  "undisturbed, every mail on the embedded server is filed and answered once",
  async () => {
    expectSame(await disturbed("embedded", 0));
  },
  LIMIT_MS,
);

test(
  "killed with -9 again and again, the desk ends with the same counts on the embedded server",
  async () => {
    const figures = await disturbed("embedded", 3);
    expectSame(figures);
    expect(figures.kills).toBeGreaterThan(0);
  },
  LIMIT_MS,
);

testOn(dovecot)(
  "killed with -9 again and again, the desk ends with the same counts on Dovecot",
  async () => {
    const figures = await disturbed("dovecot", 3);
    expectSame(figures);
    expect(figures.kills).toBeGreaterThan(0);
  },
  LIMIT_MS,
);
