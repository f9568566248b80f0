import type { AuditActor } from "../../domain/audit/audit-event.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import { personPatterns } from "../../domain/privacy/person-patterns.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import type { ErasureSurvey } from "../ports/erasure-store.ts";
import type { LegalHold } from "../ports/hold-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { carryOutErasure, type ErasureDeps } from "./carry-out-erasure.ts";

/** What would be erased, and every reason why it may not be; none: it may. */
export interface ErasurePlan {
  readonly survey: ErasureSurvey;
  /** Tickets of others that name them, by their address or a name that was given; null: no text was read for it. */
  readonly named: number | null;
  readonly hindrances: readonly string[];
  /** Nothing is held about the address. */
  readonly isUnknown: boolean;
}

/** Whom to erase: a canonical address, and names that are to go everywhere too. */
export interface AskedErasure {
  readonly address: string;
  readonly given?: readonly string[] | undefined;
}

export type ErasureOutcome =
  | { readonly kind: "refused"; readonly plan: ErasurePlan }
  /** `waiting`: mails that are on their way or rest; zero: it is finished. */
  | { readonly kind: "erased"; readonly plan: ErasurePlan; readonly waiting: number };

export interface ErasePersonDeps extends ErasureDeps {
  readonly desk: Desk;
  /** Writes the list of erasures where it survives the database; nothing is erased before that is done. */
  readonly keepNotes: () => Promise<void>;
}

/** Of a code as much as tells persons apart. */
const CODE_SHOWN = 16;

/** What an erasure would take away, and what stands in its way. */
export async function planErasure(stores: Stores, desk: Desk, asked: AskedErasure): Promise<ErasurePlan> {
  const { address, given = [] } = asked;
  const survey = await stores.erasures.survey({ address });
  await stores.holds.completeForms();
  const isHeld = (await stores.holds.list()).length > 0;
  const hasNoPart = survey.names.length === 0 && Object.values(survey.counts).every((count) => count === 0);
  // Every text is read for it: only where the answer counts.
  const named = isHeld || hasNoPart || given.length > 0 ? await listNamed(stores, asked) : null;
  const holds = isHeld ? await stores.holds.listAgainst(address, named ?? []) : [];
  return {
    survey,
    named: named?.length ?? null,
    isUnknown: hasNoPart && named?.length === 0,
    hindrances: [...holds.map((hold) => holdSentence(hold, address)), ...hindrances(desk, address, survey)],
  };
}

async function listNamed(stores: Stores, { address, given = [] }: AskedErasure): Promise<number[]> {
  const person = { address, names: [], given };
  return await stores.erasures.listOthersTickets({ person, patterns: personPatterns(person), at: await stores.now() });
}

/**
 * Erases somebody: first it is recorded and noted outside of the database, then it is carried out. Ended in between, it goes on with the next start, or
 * when it is asked for again.
 */
export async function erasePerson(
  deps: ErasePersonDeps,
  { address, given = [], actor, reason }: AskedErasure & { readonly actor: AuditActor; readonly reason: string },
): Promise<ErasureOutcome> {
  const begun = await deps.unitOfWork.transaction(async (stores) => {
    const plan = await planErasure(stores, deps.desk, { address, given });
    if (plan.hindrances.length > 0) return { plan, erasure: null };
    const person = { address, names: plan.survey.names, given };
    const code = deps.pseudonyms.codeOf(address);
    stores.audit.record({
      ...{ actor, action: "person.erased", detail: { ...plan.survey.counts } },
      subject: { kind: "person", id: code.slice(0, CODE_SHOWN) },
    });
    return { plan, erasure: await stores.erasures.begin({ code, person, reason }) };
  });
  if (begun.erasure === null) return { kind: "refused", plan: begun.plan };
  await deps.keepNotes();
  const person = begun.erasure.person ?? { address, names: [], given };
  const waiting = await carryOutErasure(deps, { ...begun.erasure, person });
  return { kind: "erased", plan: begun.plan, waiting };
}

function hindrances(desk: Desk, address: string, { openTickets, contactOf }: ErasureSurvey): string[] {
  const agents = Object.entries(desk.agents).filter(([, agent]) =>
    agent.addresses.some((one) => one.toLowerCase() === address),
  );
  const contacts = desk.organisations.filter(({ contacts: listed }) => listed.includes(address)).map(({ id }) => id);
  return [
    ...openTickets.map((ref) => `${ref} is not closed: resolve or close it first`),
    ...agents.map(([key]) => `it is the address of the agent ${key}: take it out of the desk file first`),
    ...[...new Set([...contacts, ...contactOf])].map(
      (id) =>
        `it is a contact of the organisation ${id}: take it out of there first (desk file, or svartid organisation)`,
    ),
  ];
}

function holdSentence({ address, ticket, reason, placedAt }: LegalHold, asked: string): string {
  const whom = address === asked ? "the person" : `${address}, who had a part in a ticket where the person is named,`;
  const what = ticket === null ? whom : `the ticket ${ticket}`;
  return `${what} is held since ${formatInstant(placedAt)} (${reason}): svartid person release ${ticket ?? address} ends that`;
}
