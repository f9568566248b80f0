import { expect, test } from "@jest/globals";
import { createAuditAnchor } from "../../../../src/adapters/files/audit-anchor.ts";

const placeOf = (url: string | null) => createAuditAnchor("/data", url).place;

test("each database has a file of its own, whoever asks it, and the embedded one the plain name", () => {
  const ours = placeOf("postgres://svartid:one@db.example:5432/svartid");
  expect(placeOf("postgres://other:two@db.example:5432/svartid?sslmode=require")).toBe(ours);
  const others = [
    "postgres://db.example:5432/former",
    "postgres://db.example:5433/svartid",
    "postgres:///svartid?host=/run/pg",
  ];
  expect(new Set([ours, placeOf(null), ...others.map(placeOf)]).size).toBe(5);
  expect(placeOf(null)).toBe("/data/audit-checkpoint");
  expect(ours).not.toContain("svartid");
});
