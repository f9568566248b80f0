import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { createDeskProcess } from "../../src/demo/desk-process.ts";
import { createTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { CLIENT, startTokenServer } from "../support/token-server.ts";

interface Check {
  name: string;
  ok: boolean;
  detail: string;
  mend: string | null;
}

const LIMIT_MS = 180_000;
const desk = (tokenUrl: string) => `
desk: { address: support@desk.example, opsAddress: ops@desk.example }
mailboxes:
  - name: support
    imap: imap://support%40desk.example@127.0.0.1:1
    smtp: smtp://support%40desk.example@127.0.0.1:1
    auth:
      oauth2:
        grant: refresh_token
        tokenUrl: ${tokenUrl}
        clientId: ${CLIENT.clientId}
        clientSecret: "\${CLIENT_SECRET}"
        refreshToken: "\${REFRESH_TOKEN}"
        secretExpires: ${new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)}
`;

test(
  "a token endpoint that refuses stops no desk: readiness and check say how to mend it, and it is not asked too often",
  async () => {
    const directory = mkdtempSync(join(tmpdir(), "svartid-token-"));
    const [endpoint, database, port] = [
      await startTokenServer("support@desk.example"),
      await createTestDatabase(),
      await findFreePort(),
    ];
    const deskFile = join(directory, "desk.yaml");
    writeFileSync(deskFile, desk(endpoint.tokenUrl));
    const url = `http://127.0.0.1:${port}`;
    const environment = {
      PATH: process.env.PATH,
      DATABASE_URL: database.url,
      CLIENT_SECRET: CLIENT.clientSecret,
      REFRESH_TOKEN: "a-consent-that-was-withdrawn",
      SVARTID_DESK: deskFile,
      SVARTID_SECRET: "a secret of the test that is long enough to sign with",
      HTTP_PORT: String(port),
      LOG_LEVEL: "trace",
    };
    const program = join(process.cwd(), "dist/cli/program.js");
    const logFile = join(directory, "desk.log");
    const svartid = createDeskProcess({ program, environment, url, logFile });
    try {
      await svartid.start();
      const find = async (name: string): Promise<Check | undefined> => {
        const { checks } = (await (await fetch(`${url}/readyz`)).json()) as { checks: Check[] };
        return checks.find((check) => check.name === name);
      };
      await eventually("readiness names the endpoint", async () => {
        return /gets no access token/.test((await find("mailbox support"))?.detail ?? "");
      });
      expect(await find("mailbox support")).toMatchObject({
        ok: false,
        mend: expect.stringMatching(/refused an access token \(invalid_grant\): the consent was withdrawn .* anew/),
      });
      expect(await find("secret of support")).toMatchObject({ ok: true, detail: expect.stringMatching(/in 3 days/) });
      const asked = endpoint.requests.length;
      expect(asked).toBe(1);
      const check = await svartid.run(["check"]);
      expect(check.code).toBe(1);
      expect(check.output).toMatch(/FAIL {2}mailbox support: The token endpoint .* \(invalid_grant\)/);
      expect(endpoint.requests.length).toBe(asked + 1);
      const config = await svartid.run(["config", "--json"]);
      await svartid.stop();
      for (const text of [check.output, config.output, readFileSync(logFile, "utf8")]) {
        expect(text).not.toContain("a-consent-that-was-withdrawn");
        expect(text).not.toContain(CLIENT.clientSecret);
      }
    } finally {
      await svartid.stop();
      await endpoint.stop();
      await database.drop();
      rmSync(directory, { recursive: true, force: true });
    }
  },
  LIMIT_MS,
);
