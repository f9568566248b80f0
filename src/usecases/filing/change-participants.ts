import { type CommandRun, recordCommand, say } from "./command-run.ts";
import { copySuppressed } from "./suppression-words.ts";

/** `#cc`: the address gets what is sent to the requester from now on, this mail's text too, and may write to the ticket. */
export async function admitToTicket(run: CommandRun, address: string): Promise<string> {
  const { stores, from } = run;
  if (address === from.ticket.requester.address.toLowerCase()) {
    return say(run, "Kunden får allerede alle svar.", "The requester gets every answer already.");
  }
  await stores.tickets.addParticipant(from.ticket.id, address, "admitted");
  await recordCommand(run, "participant-admitted", { address });
  const [suppression] = await stores.suppressions.findAmong([address]);
  if (suppression !== undefined) {
    const words = copySuppressed(suppression);
    return say(run, `${address} er nu i kopi, men ${words.da}`, `${address} is in copy now, but ${words.en}`);
  }
  return say(run, `${address} er nu i kopi.`, `${address} is in copy now.`);
}

/** `#uncc`: the address gets nothing more. */
export async function removeFromTicket(run: CommandRun, address: string): Promise<string> {
  const { stores, from } = run;
  const participants = await stores.tickets.listParticipants(from.ticket.id);
  const present = participants.find((one) => one.state === "admitted" && one.address.toLowerCase() === address);
  if (present === undefined) return say(run, `${address} var ikke i kopi.`, `${address} was not in copy.`);
  await stores.tickets.removeParticipant(from.ticket.id, present.address);
  await recordCommand(run, "participant-removed", { address });
  return say(run, `${address} er ikke længere i kopi.`, `${address} is no longer in copy.`);
}
