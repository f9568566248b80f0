import { expect, test } from "@jest/globals";
import { digest } from "../../../../src/adapters/system/digest.ts";
import { type AuditHead, auditText, chained, faultOf, NO_EVENTS } from "../../../../src/domain/audit/audit-chain.ts";
import type { AuditEvent } from "../../../../src/domain/audit/audit-event.ts";
import { instant } from "../../../../src/domain/time/instant.ts";

const { sha256 } = digest;
const DEED = {
  at: instant(Date.UTC(2026, 10, 29, 2, 30)),
  actor: { kind: "key", id: "3" },
  action: "key.revoked",
  subject: { kind: "key", id: "4" },
  detail: {},
};

function chain(length: number): AuditEvent[] {
  const events: AuditEvent[] = [];
  let head: AuditHead = NO_EVENTS;
  for (let index = 0; index < length; index++) {
    const event = chained(head, DEED, sha256);
    events.push(event);
    head = event;
  }
  return events;
}

function firstFault(events: readonly AuditEvent[]): string | null {
  let head: AuditHead = NO_EVENTS;
  for (const event of events) {
    const fault = faultOf(head, event, sha256);
    if (fault !== null) return fault;
    head = event;
  }
  return null;
}

test("the text of an event is this for ever: what was hashed once must fit later", () => {
  const detail = { b: [1, "æ", null], a: { z: true, B: 0.5 } };
  const event = { ...DEED, id: 7, detail, previousHash: NO_EVENTS.hash };
  expect(auditText(event)).toBe(
    `["svartid audit 1",7,"2026-11-29T02:30:00.000Z","key","3","key.revoked","key","4",{"a":{"B":0.5,"z":true},"b":[1,"æ",null]},"${"0".repeat(64)}"]`,
  );
  expect(sha256(auditText(event))).toBe("78423e88eaa543995b0d16bdaf6a99c66133a120b0cf5f471f8ce10ea7940b2e");
});

test("a chain as it was written has no fault", () => {
  expect(firstFault(chain(4))).toBeNull();
  expect(firstFault([])).toBeNull();
});

const other = sha256("something else");

test.each<[string, (events: AuditEvent[]) => AuditEvent[], string]>([
  [
    "an edited detail",
    (events) => events.with(1, { ...events[1]!, detail: { more: 1 } }),
    "audit event 2 was edited: its hash does not fit it",
  ],
  [
    "an edited actor",
    (events) => events.with(1, { ...events[1]!, actor: { kind: "key", id: null } }),
    "audit event 2 was edited: its hash does not fit it",
  ],
  [
    "an edited row with a hash that fits it",
    (events) => {
      const edited = { ...events[1]!, action: "key.created" };
      return events.with(1, { ...edited, hash: sha256(auditText(edited)) });
    },
    "audit event 3 does not follow event 2 as that is now",
  ],
  ["a removed row", (events) => events.toSpliced(1, 1), "audit event 2 is missing"],
  ["several removed rows", (events) => events.toSpliced(0, 3), "audit event 1 to 3 is missing"],
  ["rows in another order", ([one, two, three, four]) => [one!, three!, two!, four!], "audit event 2 is missing"],
  [
    "rows in another order under the ids they ought to have",
    ([one, two, three, four]) => [one!, { ...three!, id: 2 }, { ...two!, id: 3 }, four!],
    "audit event 2 was edited: its hash does not fit it",
  ],
  [
    "an edited hash",
    (events) => events.with(3, { ...events[3]!, hash: other }),
    "audit event 4 was edited: its hash does not fit it",
  ],
])("%s is named by the row", (_name, tamper, fault) => {
  expect(firstFault(tamper(chain(4)))).toBe(fault);
});
