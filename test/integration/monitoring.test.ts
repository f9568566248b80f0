import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { parse } from "yaml";
import { createCanaryStore } from "../../src/adapters/postgres/canary-store.ts";
import { createHeartbeatStore } from "../../src/adapters/postgres/heartbeat-store.ts";
import { createJobRunStore } from "../../src/adapters/postgres/job-run-store.ts";
import { openTicket, startClock } from "../support/desk-story.ts";
import { type MetricFamily, namesOf, readExposition } from "../support/exposition.ts";
import { type HttpDesk, makeReady, startHttpDesk } from "../support/http-desk.ts";
import { type Selector, selectorsOf } from "../support/promql.ts";

interface Rule {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string; runbook: string };
}
interface Panel {
  id: number;
  gridPos: { x: number; y: number; w: number; h: number };
  title: string;
  targets: { expr: string }[];
}

const written = (path: string) => readFileSync(new URL(`../../docs/${path}`, import.meta.url), "utf8");
const RULES = (parse(written("monitoring/alerts.yaml")) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  ({ rules }) => rules,
);
const PANELS = (JSON.parse(written("monitoring/dashboard.json")) as { panels: Panel[] }).panels;
const EXPRESSIONS = [
  ...RULES.map(({ alert, expr }) => [alert, expr] as const),
  // What Grafana puts in for its variable is a duration.
  ...PANELS.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => [title, expr.replaceAll("$__rate_interval", "5m")] as const),
  ),
];
/** Made by Prometheus itself, with its own labels. */
const OF_PROMETHEUS = "up";

let desk: HttpDesk;
let families: MetricFamily[];

const scrape = async () =>
  readExposition(await (await desk.get("/metrics", { key: await desk.createKey("metrics") })).text());

beforeAll(async () => {
  desk = await startHttpDesk();
  const id = await openTicket(desk, { ref: "SV-7K3M9-2", level: "A" });
  await startClock(desk, id, { level: "A", targetMinutes: 240 });
  // A check that is red answers 503.
  await desk.get("/readyz");
  await makeReady(desk.db);
  await createHeartbeatStore(desk.db).beat("sweep");
  for (const work of ["backup", "drill"] as const)
    await createJobRunStore(desk.db).record(work, { ok: true, detail: "one", atFault: null });
  await sql`insert into smtp_route (mailbox_id, name, failures) select id, 'mail.desk.example:465', 1 from mailbox`.execute(
    desk.db,
  );
  for (const [step, [kind, late]] of (
    [
      ["warning", 0],
      ["breach", 3],
      ["escalation", 40],
    ] as const
  ).entries()) {
    await sql`insert into escalation (clock_id, generation, step, kind, due_at, fired_at)
      select id, 1, ${step}, ${kind}, started_at, started_at + make_interval(secs => ${late}) from sla_clock`.execute(
      desk.db,
    );
  }
  await sql`insert into canary (mailbox_id, comes_back, question_outbox_id, accepted_at, ticket_at, answer_sent_at, answer_seen_at)
    select id, true, 1, desk_now(), desk_now(), desk_now(), desk_now() from mailbox limit 1`.execute(desk.db);
  const canaries = createCanaryStore(desk.db);
  const [mailbox] = await sql<{ id: number }>`select mailbox_id as id from canary`
    .execute(desk.db)
    .then(({ rows }) => rows);
  const canary = await canaries.findNewest(mailbox?.id ?? 0);
  await canaries.end(canary?.id ?? 0, true, { "answer-seen": 1500, whole: 4000 });
  families = await scrape();
});

afterAll(() => desk.close());

const find = (name: string) => families.find((family) => namesOf(family).includes(name));

function faultOf({ metric, matchers }: Selector): string | null {
  if (metric === OF_PROMETHEUS) return null;
  const family = find(metric);
  if (family === undefined) return `${metric} is not measured`;
  for (const { label, operator, value } of matchers) {
    const seen = family.samples.flatMap(({ labels }) => labels[label] ?? []);
    if (seen.length === 0) return `${metric} has no label ${label}`;
    const fits = operator.endsWith("~") ? new RegExp(`^(?:${value})$`) : { test: (said: string) => said === value };
    if (!seen.some((said) => fits.test(said)) && !(operator.startsWith("!") && label === "route")) {
      return `${metric} has no ${label} ${value}`;
    }
  }
  return null;
}

test.each(EXPRESSIONS)("%s asks in PromQL for what is measured: %s", (_name, expression) => {
  const selectors = selectorsOf(expression);
  expect(selectors.length).toBeGreaterThan(0);
  expect(selectors.map(faultOf).filter((fault) => fault !== null)).toEqual([]);
});

test.each(EXPRESSIONS)("%s takes rates of counters and histograms only: %s", (_name, expression) => {
  for (const [, name = ""] of expression.matchAll(/(?:rate|increase)\((\w+)/g)) {
    expect([name, find(name)?.type]).toEqual([name, expect.stringMatching(/counter|histogram/)]);
  }
  for (const [, name = ""] of expression.matchAll(/delta\((\w+)/g))
    expect([name, find(name)?.type]).toEqual([name, "gauge"]);
});

test.each(["rate(svartid_tickets[5m)", "svartid_tickets{state=}", "max by svartid_tickets"])(
  "%s is no PromQL",
  (expression) => {
    expect(() => selectorsOf(expression)).toThrow("not understood");
  },
);

test("what asks for a metric or a label that is not there is a fault", () => {
  const faults = [
    "svartid_nothing",
    'svartid_tickets{mood="good"}',
    'svartid_tickets{state="lost"}',
    'svartid_tickets{state=~"l.*"}',
  ];
  for (const expression of faults) expect(selectorsOf(expression).map(faultOf)).not.toContain(null);
});

test("the panels of the dashboard have each its own number and place", () => {
  expect(new Set(PANELS.map(({ id }) => id)).size).toBe(PANELS.length);
  const cells = PANELS.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  for (const { gridPos } of PANELS) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
});

describe("each alarm", () => {
  const rows = [...written("operations.md").matchAll(/^\| <a id="(\w+)"><\/a>`(\w+)` \| (.+) \| (.+) \|$/gm)];

  test("has a row that says what it means and what to do, and each row an alarm", () => {
    expect(rows.map(([, , name]) => name).sort()).toEqual(RULES.map(({ alert }) => alert).sort());
    for (const [, id, name = "", means = "", mend = ""] of rows) {
      expect(id).toBe(name.toLowerCase());
      expect([name, means.length > 30, mend.length > 20]).toEqual([name, true, true]);
    }
  });

  test("links to its row, says in words what happens, and how bad that is", () => {
    for (const { alert, annotations, labels } of RULES) {
      expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
      expect(annotations.summary.length).toBeGreaterThan(10);
      expect(["critical", "warning"]).toContain(labels.severity);
    }
  });

  test("says only labels that its expression leaves", () => {
    for (const { expr, annotations } of RULES) {
      for (const [, label] of annotations.summary.matchAll(/\$labels\.(\w+)/g)) {
        const isLeft = /\b(sum|max|min)\b/.test(expr)
          ? new RegExp(`by \\([^)]*\\b${label}\\b`).test(expr)
          : label === "instance";
        expect([annotations.summary, isLeft]).toEqual([annotations.summary, true]);
      }
    }
  });
});

describe("metrics follow the conventions of Prometheus", () => {
  test("each has a help text, the name of the desk, and a type", () => {
    expect(families.length).toBeGreaterThan(40);
    for (const { name, help, type } of families) {
      expect(name).toMatch(/^svartid_[a-z0-9]+(_[a-z0-9]+)*$/);
      expect([name, help.length > 10]).toEqual([name, true]);
      expect(["counter", "gauge", "histogram", "summary"]).toContain(type);
    }
    expect(new Set(families.map(({ name }) => name)).size).toBe(families.length);
  });

  test("only counters are totals, and lengths are in seconds and bytes, the unit last", () => {
    for (const { name, type } of families) {
      expect([name, name.endsWith("_total")]).toEqual([name, type === "counter"]);
      expect(name).not.toMatch(
        /_(bucket|sum|count|info_total|milliseconds|ms|minutes|hours|days|kilobytes|megabytes|percent)$/,
      );
      expect(name).not.toMatch(/_(counter|gauge|histogram|summary)(_|$)/);
      if (/_(seconds|bytes)/.test(name)) expect(name).toMatch(/_(seconds|bytes)(_total)?$/);
      if (/(^|_)(age|lag|lateness|time|timestamp|oldest)(_|$)/.test(name)) expect(name).toMatch(/_seconds$/);
    }
  });

  test("no label collides with those that Prometheus adds, and none holds an address or a ticket", () => {
    for (const { samples } of families) {
      for (const { labels } of samples) {
        expect(Object.keys(labels)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(job|instance)$/)]));
        expect(Object.values(labels).join(" ")).not.toMatch(/@|SV-/);
      }
    }
  });

  test("the buckets of lateness grow to the count, and their sum is what was late", () => {
    const lateness = families.find(({ name }) => name === "svartid_firing_lateness_seconds");
    const of = (end: string) => lateness?.samples.filter(({ name }) => name.endsWith(end)) ?? [];
    expect(of("_bucket").map(({ labels, value }) => [labels.le, value])).toEqual([
      ["1", 1],
      ["5", 2],
      ["15", 2],
      ["30", 2],
      ["60", 3],
      ["300", 3],
      ["900", 3],
      ["3600", 3],
      ["+Inf", 3],
    ]);
    expect([of("_sum")[0]?.value, of("_count")[0]?.value]).toEqual([43, 3]);
  });

  test("a level without a broken promise is shown with 0, and asking again changes no total", async () => {
    const breaches = (all: MetricFamily[]) =>
      all
        .find(({ name }) => name === "svartid_breaches_total")
        ?.samples.map(({ labels, value }) => [labels.level, value]);
    expect(breaches(families)).toEqual([
      ["A", 1],
      ["B", 0],
      ["C", 0],
      ["D", 0],
    ]);
    expect(breaches(await scrape())).toEqual(breaches(families));
  });
});
