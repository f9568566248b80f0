import { expect, test } from "@jest/globals";
import { authorize } from "../../../../src/domain/access/authorize.ts";
import { SCOPES, type Scope } from "../../../../src/domain/access/scope.ts";
import { testDesk } from "../../../support/test-desk.ts";

const { agents } = testDesk();
const one = agents.one!;
const key = (scopes: readonly Scope[], wanted: Scope) => authorize({ kind: "key", scopes, actsFor: null }, wanted).ok;

test("admin covers every scope, and no other scope covers another", () => {
  for (const wanted of SCOPES) {
    expect(key(["admin"], wanted)).toBe(true);
    const others = SCOPES.filter((scope) => scope !== wanted && scope !== "admin");
    expect(authorize({ kind: "key", scopes: others, actsFor: null }, wanted)).toEqual({
      ok: false,
      why: "missing-scope",
    });
  }
});

test("an agent reads and writes tickets, and neither makes keys nor reads figures", () => {
  const allowed = SCOPES.filter((wanted) => authorize({ kind: "agent", agent: "one", agents }, wanted).ok);
  expect(allowed).toEqual(["read", "write"]);
});

test("who is not in the desk file, or not active in it, may nothing", () => {
  const retired = { ...agents, one: { ...one, active: false } };
  for (const wanted of SCOPES) {
    expect(authorize({ kind: "agent", agent: "gone", agents }, wanted)).toEqual({ ok: false, why: "unknown-agent" });
    expect(authorize({ kind: "agent", agent: null, agents }, wanted)).toEqual({ ok: false, why: "unknown-agent" });
    expect(authorize({ kind: "agent", agent: "one", agents: retired }, wanted)).toEqual({
      ok: false,
      why: "inactive-agent",
    });
  }
});

test("a key that acts for an agent may what both may, as long as the agent may", () => {
  const actsFor = (who: typeof agents) => ({ kind: "agent", agent: "one", agents: who }) as const;
  const asked = (scopes: readonly Scope[], wanted: Scope, who = agents) =>
    authorize({ kind: "key", scopes, actsFor: actsFor(who) }, wanted);
  expect(asked(["read"], "read")).toEqual({ ok: true });
  expect(asked(["read"], "write")).toEqual({ ok: false, why: "missing-scope" });
  expect(asked(["admin"], "admin")).toEqual({ ok: false, why: "missing-scope" });
  const retired = { ...agents, one: { ...one, active: false } };
  expect(asked(["read"], "read", retired)).toEqual({ ok: false, why: "inactive-agent" });
});
