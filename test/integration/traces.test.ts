import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { createLog } from "../../src/adapters/system/log.ts";
import { startTracing } from "../../src/adapters/telemetry/start-tracing.ts";
import { checkCollector } from "../../src/check-collector.ts";
import { type EmbeddedMailWorld, startEmbeddedMailWorld } from "../../src/demo/embedded-mail-world.ts";
import { DESK, METTE } from "../../src/demo/people.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from "../support/otlp-receiver.ts";
import { type SpawnedDesk, spawnDesk } from "../support/spawn-desk.ts";

const MINUTE_MS = 60_000;
const SUBJECT = "Hemmeligt emne om maalere";

let directory: string;
let world: EmbeddedMailWorld;
let database: TestDatabase;
let collector: OtlpReceiver;
const started: SpawnedDesk[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "svartid-traces-"));
  [world, database, collector] = await Promise.all([
    startEmbeddedMailWorld(),
    createTestDatabase(),
    startOtlpReceiver(),
  ]);
});
afterAll(async () => {
  for (const desk of started) desk.signal("SIGKILL");
  await Promise.all(started.map(({ ended }) => ended));
  await collector.stop();
  await world.stop();
  await database.drop();
  rmSync(directory, { recursive: true });
});

async function start(role: string, more: NodeJS.ProcessEnv): Promise<SpawnedDesk & { port: number }> {
  const port = await findFreePort();
  const environment = {
    DATABASE_URL: database.url,
    IMAP_URL: world.imapUrl,
    SMTP_URL: world.smtpUrl,
    SVARTID_DESK: join(process.cwd(), "config/demo.yaml"),
    SVARTID_SECRET: "a secret for the traces that is long enough to sign with",
    HTTP_PORT: String(port),
    OTEL_BSP_SCHEDULE_DELAY: "200",
    ...more,
  };
  const desk = await spawnDesk({ words: ["start", "--role", role], environment, directory });
  started.push(desk);
  return { ...desk, port };
}

async function stop(...desks: SpawnedDesk[]): Promise<void> {
  for (const desk of desks) desk.signal("SIGTERM");
  expect(await Promise.all(desks.map(({ ended }) => ended))).toEqual(desks.map(() => 0));
}

async function write(id: string): Promise<void> {
  const bytes = Buffer.from(
    `From: ${METTE}\r\nTo: ${DESK}\r\nSubject: ${SUBJECT} ${id}\r\nMessage-ID: <${id}@north.example>\r\nDate: ${new Date().toUTCString()}\r\n\r\nHej, vi mangler data.\r\n`,
  );
  await world.submit({ as: METTE, to: [DESK], bytes });
}

describe("a mail that one process accepts and another files and answers", () => {
  let trace: ReceivedSpan[];

  beforeAll(async () => {
    const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_HEADERS: "x-tenant=north" };
    const worker = await start("worker", { ...settings, OTEL_SERVICE_NAME: "desk-worker" });
    const intake = await start("intake,http", { ...settings, OTEL_SERVICE_NAME: "desk-intake" });
    await write("one");
    await eventually("an acknowledgement", async () => (await world.inbox(METTE)).length > 0);
    await fetch(`http://127.0.0.1:${intake.port}/api/v1/tickets`);
    await fetch(`http://127.0.0.1:${intake.port}/readyz`);
    await stop(intake, worker);
    // The desk's mail to itself has a trace of its own.
    const answered = collector.spans.find(({ facts }) => facts["svartid.class"] === "acknowledgement");
    trace = collector.spans.filter(({ traceId }) => traceId === answered?.traceId);
  }, 3 * MINUTE_MS);

  const named = (name: string) => trace.filter((span) => span.name === name);

  test("is one trace from its acceptance to the sending of what it caused", () => {
    const [accept] = named("accept mail");
    const [file] = named("file mail");
    expect(accept).toMatchObject({ service: "desk-intake", parentId: "", facts: { "svartid.channel": "imap" } });
    expect(named("parse mail")).toMatchObject([{ service: "desk-worker", parentId: accept?.spanId, status: 0 }]);
    expect(named("file mail")).toMatchObject([{ service: "desk-worker", parentId: accept?.spanId, status: 0 }]);
    const sent = named("send mail");
    expect(sent.map(({ facts }) => facts["svartid.class"])).toContain("acknowledgement");
    for (const span of sent) {
      expect(span).toMatchObject({ service: "desk-worker", parentId: file?.spanId });
      const smtp = named("smtp").filter(({ parentId }) => parentId === span.spanId);
      expect(smtp).toMatchObject([{ facts: { "svartid.result": "answered" } }]);
    }
  });

  test("shows requests by their routes, but not those that only watch", () => {
    const routes = collector.spans.filter(({ facts }) => "http.route" in facts).map(({ name }) => name);
    expect(routes).not.toContain("GET /readyz");
    expect(collector.headers()).toMatchObject({ "x-tenant": "north" });
  });

  test("leaves nothing of a person in what the collector gets", () => {
    const bytes = collector.bytes().toString("latin1");
    expect(bytes.length).toBeGreaterThan(500);
    for (const secret of ["north.example", "desk.example", SUBJECT, "vi mangler data"])
      expect(bytes).not.toContain(secret);
  });
});

test("svartid check tries the collector, and says how to mend one that is not there", async () => {
  const count = collector.spans.length;
  const url = `${collector.url}/v1/traces`;
  expect(await checkCollector(url, "x-tenant=a%20b")).toMatchObject({ name: "traces", ok: true });
  expect([collector.headers()["x-tenant"], collector.spans.length]).toEqual(["a b", count]);
  for (const wrong of [`${collector.url}/v2`, "http://127.0.0.1:1/v1/traces"]) {
    const mend = expect.stringMatching(/OTEL_EXPORTER_OTLP_ENDPOINT.*mail does not wait/);
    expect(await checkCollector(wrong, undefined)).toMatchObject({ ok: false, mend });
  }
});

describe("a collector that is no good", () => {
  let server: Server;
  const sockets = new Set<Socket>();
  beforeAll(async () => {
    // Takes connections, and never answers.
    server = createServer((socket) => void sockets.add(socket.on("error", () => undefined)));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  test(
    "for it never answers holds up neither mail nor the end of the process",
    async () => {
      const before = (await world.inbox(METTE)).length;
      const { port } = server.address() as AddressInfo;
      const desk = await start("intake,worker", { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
      await write("two");
      await eventually("an acknowledgement", async () => (await world.inbox(METTE)).length > before);
      await stop(desk);
      expect(sockets.size).toBeGreaterThan(0);
      expect(desk.output()).not.toMatch(/"level":"(error|fatal)"/);
    },
    3 * MINUTE_MS,
  );

  test("for it is away is told of once, and fails nothing", async () => {
    const settings = {
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1",
      OTEL_EXPORTER_OTLP_TIMEOUT: "300",
      OTEL_BSP_SCHEDULE_DELAY: "10",
    };
    Object.assign(process.env, settings);
    const lines: string[] = [];
    const log = createLog({ level: "info", pretty: false, stream: { write: (line) => void lines.push(line) } });
    const { tracer, stop } = startTracing({ version: "1", key: "key", log });
    for (const name of Object.keys(settings)) delete process.env[name];
    for (const word of ["one", "two"]) {
      expect(await tracer.span("work", {}, async () => word)).toBe(word);
      await expect(tracer.span("work", {}, () => Promise.reject(new Error(word)))).rejects.toThrow(word);
      await eventually("a line of it", () => lines.length > 0);
    }
    await stop();
    expect(lines).toEqual([expect.stringContaining("traces could not be handed over and are lost")]);
  });
});

test("without a collector nothing of OpenTelemetry is loaded", () => {
  const program = readFileSync(join(process.cwd(), "dist/cli/program.js"), "utf8");
  expect(program).not.toContain("opentelemetry");
  const wiring = readFileSync(join(process.cwd(), "src/wire-tracing.ts"), "utf8");
  expect(wiring).toMatch(/await import\("\.\/adapters\/telemetry\/start-tracing\.ts"\)/);
  expect(wiring).not.toMatch(/^import (?!type)[^;]*telemetry/m);
});
