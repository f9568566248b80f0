import { addFault, type Gathered, nameOf } from "./gathered-export.ts";
import { mapState } from "./import-options.ts";
import type { StateRow, SurveyedTicket } from "./surveyed-export.ts";

/**
 * What the records of an export say of each other, once all were read: states that nobody knows, people that no record tells of,
 * requesters without an address, messages without their ticket, tickets merged in a circle. Gives what becomes of each state.
 */
export function judgeSurvey(gathered: Gathered): StateRow[] {
  const states = judgeStates(gathered);
  judgePeople(gathered);
  judgeRequesters(gathered);
  judgeMessages(gathered);
  judgeMerges(gathered);
  return states;
}

function judgeStates(gathered: Gathered): StateRow[] {
  const { format, options, tickets } = gathered;
  const found = new Map<string, { tickets: number; first: SurveyedTicket; isNamed: boolean }>();
  for (const ticket of tickets.values()) {
    const name = nameOf(gathered, "state", ticket.state);
    const word = name ?? ("id" in ticket.state ? ticket.state.id : "");
    const row = found.get(word) ?? { tickets: 0, first: ticket, isNamed: name !== null };
    found.set(word, { ...row, tickets: row.tickets + 1 });
  }
  for (const [word, { tickets: count, first, isNamed }] of found) {
    if (mapState(format, options, word) !== undefined) continue;
    const what = isNamed ? `the state "${word}" is not known` : `no record tells what the state ${word} is called`;
    const mend = isNamed
      ? `say what it is here: --map "${word}=waiting" (new, open, waiting, resolved, closed or skip)`
      : `give the file of states as well, or say what it is here: --map "${word}=waiting"`;
    addFault(gathered, { ...first.place, what: `${what} (${count} tickets, this is the first)`, mend });
  }
  return [...found].map(([name, row]) => ({ name, tickets: row.tickets, ours: mapState(format, options, name) }));
}

function judgePeople(gathered: Gathered): void {
  for (const [userId, place] of gathered.named) {
    if (gathered.users.has(userId)) continue;
    const what = `the user ${userId} is named here, and no record tells who that is`;
    addFault(gathered, { ...place, what, mend: "give the file of users as well" });
  }
}

function judgeRequesters(gathered: Gathered): void {
  if (gathered.options.nobody !== null) return;
  for (const [id, { requester, place }] of gathered.tickets) {
    if (requester === null) continue;
    const user = requester.userId === null ? undefined : gathered.users.get(requester.userId);
    // A user that no record tells of is a fault of its own.
    if (requester.userId !== null && user === undefined) continue;
    if (user !== undefined && user.address !== "") continue;
    const mend = "write it into the user's record, or give all such tickets one: --nobody ADDRESS";
    addFault(gathered, { ...place, what: `the requester of ticket ${id} has no address`, mend });
  }
}

function judgeMessages(gathered: Gathered): void {
  for (const ticketId of gathered.places.ticketIds()) {
    if (gathered.tickets.has(ticketId)) continue;
    const [place] = gathered.places.of(ticketId);
    if (place === undefined) continue;
    const what = `this message is of ticket ${ticketId}, which is in none of the files`;
    addFault(gathered, { ...place, what, mend: "give the file of tickets as well, or take the message out" });
  }
}

function judgeMerges(gathered: Gathered): void {
  const { tickets } = gathered;
  const judged = new Set<string>();
  for (const start of tickets.keys()) {
    const path: string[] = [];
    let id: string | null = start;
    while (id !== null && !judged.has(id) && !path.includes(id)) {
      path.push(id);
      id = tickets.get(id)?.mergedInto ?? null;
    }
    const place = tickets.get(start)?.place;
    if (id !== null && path.includes(id) && place !== undefined) {
      const circle = [...path.slice(path.indexOf(id)), id].join(" into ");
      const what = `tickets are merged in a circle: ${circle}`;
      addFault(gathered, { ...place, what, mend: "take one of these links out" });
    }
    for (const one of path) judged.add(one);
  }
}
