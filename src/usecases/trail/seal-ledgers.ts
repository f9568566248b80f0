import { type AuditAction, SYSTEM } from "../../domain/audit/audit-event.ts";
import {
  LEDGERS,
  type LedgerDigest,
  type LedgerRange,
  type LedgerSeal,
  sealsInForce,
} from "../../domain/audit/ledger-seal.ts";
import type { LedgerDigests, LedgerEnds } from "../ports/ledger-digests.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";

export interface SealLedgersDeps {
  readonly unitOfWork: UnitOfWork;
  readonly digests: LedgerDigests;
}

/** Deeds after which the words of old rows may be others than were sealed. */
export const REWORDING: readonly AuditAction[] = ["person.erased", "retention.applied", "database.restored"];

/** A range is named as a whole where something in it was changed, and read as a whole. */
const MAX_RANGE = 50_000;
const SEALS = 100_000;
const DAY_MS = 86_400_000;

/**
 * Puts digests of what was added to the ledgers on record, once a day, so that whoever changes an old row later breaks a link of the trail or differs
 * from it. Gives the work to be run every few minutes: it seals only rows below which nothing can be added any more, and so the ends that it saw in
 * an earlier run. After an erasure it seals anew what that reworded, which is on record too.
 */
export function createLedgerSealing({ unitOfWork, digests }: SealLedgersDeps): () => Promise<void> {
  let seen: LedgerEnds | null = null;
  return async () => {
    const { audit, now } = unitOfWork.reading;
    const [newest] = await audit.list({ actions: ["ledger.sealed"], limit: 1 });
    if (newest !== undefined && newest.at > (await now()) - DAY_MS) return;
    if (seen === null) {
      seen = await digests.readEnds();
      return;
    }
    if (!(await digests.isSettled(seen))) return;
    const ends = seen;
    seen = null;
    const seals = await readSeals(unitOfWork);
    await reseal(unitOfWork, digests, seals);
    await record(unitOfWork, "ledger.sealed", await digestAll(digests, openRanges(seals, ends)));
  };
}

/** Seals that hold now. */
export async function readSeals({ reading }: Pick<UnitOfWork, "reading">): Promise<LedgerSeal[]> {
  const events = await reading.audit.list({ actions: ["ledger.sealed", "ledger.resealed"], limit: SEALS });
  return sealsInForce(events.reverse());
}

/** The id of the newest deed that may have reworded rows; 0 where there is none. */
export async function lastRewording({ reading }: Pick<UnitOfWork, "reading">): Promise<number> {
  return (await reading.audit.list({ actions: REWORDING, limit: 1 }))[0]?.id ?? 0;
}

function openRanges(seals: readonly LedgerSeal[], { ends }: LedgerEnds): LedgerRange[] {
  const ranges: LedgerRange[] = [];
  for (const ledger of LEDGERS) {
    const end = ends.get(ledger) ?? 0;
    const sealed = Math.max(0, ...seals.filter((seal) => seal.ledger === ledger).map(({ to }) => to));
    for (let from = sealed + 1; from <= end; from += MAX_RANGE) {
      ranges.push({ ledger, from, to: Math.min(from + MAX_RANGE - 1, end) });
    }
  }
  return ranges;
}

/** Only the words may have changed since: where the facts did, the seal stays as it is, and the audit tells. */
async function reseal(unitOfWork: UnitOfWork, digests: LedgerDigests, seals: readonly LedgerSeal[]): Promise<void> {
  const reworded = await lastRewording(unitOfWork);
  const [resealed] = await unitOfWork.reading.audit.list({ actions: ["ledger.resealed"], limit: 1 });
  if (reworded <= (resealed?.id ?? 0)) return;
  const older = seals.filter(({ sealId }) => sealId < reworded);
  const now = await digestAll(digests, older);
  const changed = now.filter((digest, index) => {
    const seal = older[index];
    return seal !== undefined && isSameFacts(seal, digest) && seal.words !== digest.words;
  });
  await record(unitOfWork, "ledger.resealed", changed);
}

export function isSameFacts(one: LedgerDigest, other: LedgerDigest): boolean {
  return one.rows === other.rows && one.facts === other.facts;
}

async function digestAll(
  digests: LedgerDigests,
  ranges: readonly LedgerRange[],
): Promise<(LedgerRange & LedgerDigest)[]> {
  const digested: (LedgerRange & LedgerDigest)[] = [];
  for (const { ledger, from, to } of ranges) {
    digested.push({ ledger, from, to, ...(await digests.digest({ ledger, from, to })) });
  }
  return digested;
}

async function record(
  { transaction }: UnitOfWork,
  action: AuditAction,
  ranges: readonly (LedgerRange & LedgerDigest)[],
): Promise<void> {
  const subject = { kind: "ledgers", id: null };
  const detail = { ranges: ranges.map((range) => ({ ...range })) };
  await transaction(async ({ audit }) => audit.record({ actor: SYSTEM, action, subject, detail }));
}
