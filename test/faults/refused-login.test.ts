import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { startImapServer } from "../../src/adapters/embedded/start-imap-server.ts";
import { createDeskProcess } from "../../src/demo/desk-process.ts";
import { createTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";

interface Check {
  name: string;
  ok: boolean;
  detail: string;
  mend: string | null;
}

test("a refused mailbox login does not stop the desk: readiness is red with the mend, and check says it", async () => {
  const directory = mkdtempSync(join(tmpdir(), "svartid-refused-"));
  const [imap, database, port] = [
    await startImapServer({ user: "support", password: "the right one" }),
    await createTestDatabase(),
    await findFreePort(),
  ];
  const url = `http://127.0.0.1:${port}`;
  const environment = {
    PATH: process.env.PATH,
    DATABASE_URL: database.url,
    IMAP_URL: `imap://support:the-wrong-one@127.0.0.1:${imap.port}/INBOX`,
    SMTP_URL: "smtp://127.0.0.1:1",
    SVARTID_DESK: join(process.cwd(), "config/desk.yaml"),
    SVARTID_SECRET: "a secret of the test that is long enough to sign with",
    HTTP_PORT: String(port),
  };
  const program = join(process.cwd(), "dist/cli/program.js");
  const desk = createDeskProcess({ program, environment, url, logFile: join(directory, "desk.log") });
  try {
    await desk.start();
    const mailbox = async (): Promise<Check | undefined> => {
      const response = await fetch(`${url}/readyz`);
      expect(response.status).toBe(503);
      const { checks } = (await response.json()) as { checks: Check[] };
      return checks.find((check) => check.name === "mailbox support" && /refused/i.test(check.detail));
    };
    await eventually("readiness names the refused login", async () => (await mailbox()) !== undefined);
    expect(await mailbox()).toMatchObject({ ok: false, mend: expect.stringMatching(/IMAP_URL|password/) });
    const check = await desk.run(["check"]);
    expect(check.code).toBe(1);
    expect(check.output).toMatch(/FAIL {2}mailbox support: .*refuse/i);
    expect(check.output).toMatch(/Correct IMAP_URL/);
    expect(check.output).not.toContain("the-wrong-one");
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  } finally {
    await desk.stop();
    await imap.stop();
    await database.drop();
    rmSync(directory, { recursive: true, force: true });
  }
});
