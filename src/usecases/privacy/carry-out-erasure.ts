import { personPatterns } from "../../domain/privacy/person-patterns.ts";
import { cancelClocks } from "../clock/cancel-clocks.ts";
import type { ClockContext } from "../clock/clock-context.ts";
import type { Erasure, ErasureOrder } from "../ports/erasure-store.ts";
import type { MailParser } from "../ports/mail-parser.ts";
import type { Pseudonyms } from "../ports/pseudonyms.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import { withoutPerson } from "./without-person.ts";

export interface ErasureDeps {
  readonly unitOfWork: UnitOfWork;
  readonly clock: ClockContext;
  readonly parser: Pick<MailParser, "parse">;
  readonly pseudonyms: Pseudonyms;
}

const TICKETS_AT_ONCE = 20;

/**
 * Carries out what was begun, a few tickets under one commit: ended at any moment it is done again from its beginning, and what is erased already
 * changes no more. What names the person on others' tickets goes first, while their names are still known. Gives how many mails it still waits for: zero
 * when it is finished.
 */
export async function carryOutErasure(
  deps: ErasureDeps,
  erasure: Erasure & Pick<ErasureOrder, "person">,
): Promise<number> {
  const { unitOfWork } = deps;
  // Whoever files later knows of this erasure.
  await unitOfWork.transaction(({ erasures }) => erasures.awaitFilings());
  const order = await findTickets(deps, erasure);
  for (const ticketId of order.person.tickets ?? []) {
    await eraseFromMails(deps, order, ticketId);
    await unitOfWork.transaction(({ erasures }) => erasures.eraseFromTicket(order, ticketId));
  }
  while ((await eraseSomeTickets(deps, order)) > 0);
  await eraseFromMails(deps, order, null);
  const waiting = await unitOfWork.transaction(async ({ erasures }) => {
    await erasures.eraseRest(order);
    return await erasures.countWaiting(order);
  });
  if (waiting > 0) return waiting;
  await unitOfWork.transaction(async ({ erasures }) => {
    await erasures.forgetStatistics();
    await erasures.finish(order.id);
  });
  return 0;
}

/** With the tickets of others that name the person now, or did when this was last begun, and the names they are written with there. */
async function findTickets(
  { unitOfWork }: ErasureDeps,
  erasure: Erasure & Pick<ErasureOrder, "person">,
): Promise<ErasureOrder> {
  const { reading } = unitOfWork;
  const found = await reading.erasures.listOthersTickets({ ...erasure, patterns: personPatterns(erasure.person) });
  const named = await reading.erasures.listNames(erasure.person.address, found);
  const person = {
    ...erasure.person,
    names: [...new Set([...erasure.person.names, ...named])],
    tickets: [...new Set([...(erasure.person.tickets ?? []), ...found])],
  };
  await reading.erasures.remember(erasure.id, person);
  return { ...erasure, person, patterns: personPatterns(person) };
}

async function eraseSomeTickets({ unitOfWork, clock }: ErasureDeps, order: ErasureOrder): Promise<number> {
  return await unitOfWork.transaction(async (stores) => {
    const tickets = await stores.erasures.lockTickets(order, TICKETS_AT_ONCE);
    if (tickets.length === 0) return 0;
    // Only in a restored database: what was closed when the person was erased is open again.
    for (const { id } of tickets.filter(({ isOpen }) => isOpen)) {
      await cancelClocks(stores, clock, id, { at: order.at });
      await stores.tickets.change(id, { state: "closed", closedAt: order.at });
    }
    await stores.erasures.eraseTickets(
      order,
      tickets.map(({ id }) => id),
    );
    return tickets.length;
  });
}

/** Takes the person out of raw mails that others wrote. One that another erasure changed meanwhile is read again, so that neither undoes the other. */
async function eraseFromMails(
  { unitOfWork, parser }: ErasureDeps,
  order: ErasureOrder,
  ticketId: number | null,
): Promise<void> {
  const { erasures } = unitOfWork.reading;
  for (let isOvertaken = true; isOvertaken; ) {
    isOvertaken = false;
    for await (const mail of erasures.listNamingMails(order, ticketId)) {
      const cleared = await withoutPerson(parser, mail.bytes, order.person);
      if (cleared !== null && !(await erasures.replaceMail(mail, cleared))) isOvertaken = true;
    }
  }
}
