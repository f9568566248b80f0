import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { type BillingApproval, chargeTime } from "../../src/domain/billing/charge-time.ts";
import { takeBackTime } from "../../src/domain/billing/take-back-time.ts";
import { type LedgerEntry, type NewCharge, openMinutes } from "../../src/domain/billing/time-ledger.ts";
import { type Instant, instant } from "../../src/domain/time/instant.ts";

const SERVICES = [
  { service: null, coverage: "unknown" },
  { service: "support", coverage: "included" },
  { service: "backup", coverage: "none" },
  { service: "storage", coverage: "addon" },
] as const;
const CAUSES = ["vendor", "customer", "third-party"] as const;

const step = fc.oneof(
  fc.record({
    kind: fc.constant("time" as const),
    minutes: fc.integer({ min: 1, max: 300 }),
    cause: fc.constantFrom(...CAUSES),
    of: fc.constantFrom(...SERVICES),
    ticketId: fc.constantFrom(1, 2),
  }),
  fc.record({
    kind: fc.constant("counter" as const),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    cause: fc.constantFrom("customer" as const, "third-party" as const),
    ticketId: fc.constantFrom(1, 2),
  }),
  fc.record({
    kind: fc.constant("ask" as const),
    asked: fc.constantFrom("coverage" as const, "extra-time" as const),
    minutes: fc.integer({ min: 1, max: 300 }),
    of: fc.constantFrom(...SERVICES),
  }),
  fc.record({ kind: fc.constant("answer" as const), which: fc.nat(20), isGiven: fc.boolean() }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** A ticket's life with its charges, as the use cases write them. */
class Ledger {
  entries: LedgerEntry[] = [];
  charges: NewCharge[] = [];
  approvals: (BillingApproval & { refused?: boolean })[] = [];
  now = 0;

  readonly freeMinutes: number;

  constructor(freeMinutes: number) {
    this.freeMinutes = freeMinutes;
  }

  take(one: Step): void {
    this.now += 10;
    const at = instant(this.now);
    if (one.kind === "time") this.add({ ...one, ...one.of });
    else if (one.kind === "counter") this.counter(one, at);
    else if (one.kind === "ask") this.ask(one, at);
    else this.answer(one, at);
    this.charges.push(...chargeTime(this, { approvals: this.approvals, freeMinutes: this.freeMinutes, at }));
  }

  private counter({ part, ticketId, cause }: Extract<Step, { kind: "counter" }>, at: Instant): void {
    const minutes = Math.floor(this.recorded(cause) * part);
    if (minutes === 0) return;
    const counterEntryId = this.add({ ticketId, cause, minutes: -minutes, ...SERVICES[0] });
    this.charges.push(...takeBackTime(this, { counterEntryId, ticketId, cause, minutes, at }));
  }

  private ask({ asked, minutes, of }: Extract<Step, { kind: "ask" }>, askedAt: Instant): void {
    if (asked === "coverage" && of.service === null) return;
    const id = this.approvals.length + 1;
    const terms = { service: of.service, minutes: asked === "coverage" ? null : minutes };
    this.approvals.push({ id, asked, ...terms, askedAt, givenAt: null });
  }

  private answer({ which, isGiven }: Extract<Step, { kind: "answer" }>, at: Instant): void {
    const open = this.approvals.filter(({ givenAt, refused }) => givenAt === null && !refused);
    const asked = open[which % Math.max(open.length, 1)];
    if (asked !== undefined) Object.assign(asked, isGiven ? { givenAt: at } : { refused: true });
  }

  /** On both tickets, of which one was merged into the other. */
  private recorded(cause: string): number {
    const all = this.entries.filter((one) => one.cause === cause);
    return all.reduce((sum, { minutes }) => sum + minutes, 0);
  }

  private add(one: Pick<LedgerEntry, "minutes" | "cause" | "ticketId" | "service" | "coverage">): number {
    const { minutes, cause, ticketId, service, coverage } = one;
    const id = this.entries.length + 1;
    const billable = cause !== "vendor";
    this.entries.push({ id, at: instant(this.now), minutes, cause, ticketId, service, coverage, billable });
    return id;
  }
}

const sum = (charges: readonly NewCharge[], of: (one: NewCharge) => boolean) =>
  charges.filter(of).reduce((total, { billed }) => total + billed, 0);

const law = (free: number, steps: readonly Step[], check: (ledger: Ledger) => void) => {
  const ledger = new Ledger(free);
  for (const one of steps) {
    ledger.take(one);
    check(ledger);
  }
};
const lives = [fc.nat(100), fc.array(step, { maxLength: 25 })] as const;

test("billed minutes are never more than were approved and what needs no approval", () => {
  fc.assert(
    fc.property(...lives, (free, steps) => {
      law(free, steps, ({ charges, approvals }) => {
        expect(sum(charges, (one) => one.approvalId === null)).toBeLessThanOrEqual(free);
        for (const { id, minutes, givenAt } of approvals) {
          const billed = sum(charges, (one) => one.approvalId === id);
          if (givenAt === null) expect(billed).toBe(0);
          else if (minutes !== null) expect(billed).toBeLessThanOrEqual(minutes);
        }
      });
    }),
    { numRuns: 500 },
  );
});

test("nothing of the vendor's is billed, and no entry's minutes are billed or taken back twice", () => {
  fc.assert(
    fc.property(...lives, (free, steps) => {
      law(free, steps, ({ entries, charges }) => {
        for (const entry of entries) {
          const billed = sum(charges, ({ entryId }) => entryId === entry.id);
          const takenBack = charges.reduce((all, one) => (one.entryId === entry.id ? all + one.takenBack : all), 0);
          expect(billed).toBeGreaterThanOrEqual(0);
          if (entry.billable && entry.minutes > 0) expect(billed + takenBack).toBeLessThanOrEqual(entry.minutes);
          else expect([billed, takenBack]).toEqual([0, 0]);
        }
      });
    }),
    { numRuns: 500 },
  );
});

test("a counter-entry takes back all its minutes, so billed and open are what was really spent", () => {
  fc.assert(
    fc.property(...lives, (free, steps) => {
      law(free, steps, ({ entries, charges }) => {
        const spent = entries.filter(({ billable }) => billable).reduce((all, { minutes }) => all + minutes, 0);
        const open = entries.reduce((all, entry) => all + openMinutes(entry, charges), 0);
        expect(sum(charges, () => true) + open).toBe(spent);
      });
    }),
    { numRuns: 500 },
  );
});

test("work outside the agreement is never billed without the customer's yes to that service", () => {
  fc.assert(
    fc.property(...lives, (free, steps) => {
      law(free, steps, ({ entries, charges, approvals }) => {
        for (const { entryId, approvalId, billed } of charges) {
          const entry = entries.find(({ id }) => id === entryId);
          if (billed <= 0 || (entry?.coverage !== "none" && entry?.coverage !== "addon")) continue;
          expect(approvals.find(({ id }) => id === approvalId)?.service).toBe(entry.service);
        }
      });
    }),
    { numRuns: 500 },
  );
});

test("no charge is of an instant before the last one that was known: a month that is over stays as it was stated", () => {
  fc.assert(
    fc.property(...lives, (free, steps) => {
      let known = 0;
      law(free, steps, ({ charges, now }) => {
        for (const { at } of charges.slice(known)) expect(at).toBeGreaterThanOrEqual(now);
        known = charges.length;
      });
    }),
    { numRuns: 500 },
  );
});
