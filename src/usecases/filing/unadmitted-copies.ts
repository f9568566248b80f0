import { isDeskRecipient } from "../../domain/outbound/is-desk-recipient.ts";
import { admittedAddresses } from "./admitted-addresses.ts";
import { agentOf } from "./agent-of.ts";
import { type CommandRun, say } from "./command-run.ts";

/** More than somebody looks through; a mail to a whole list is no copy to persons. */
const MAX_TOLD = 5;

/**
 * One sentence for each outside address to which the agent copied their own mail. The desk sends it nothing (complaint 22: who gets an
 * answer derives from the ticket, and an outside address needs `#cc`), and an agent who believes otherwise must be told.
 */
export async function unadmittedCopies(run: CommandRun): Promise<string[]> {
  const { stores, context, toFile, from } = run;
  const reached = new Set([from.ticket.requester.address, ...(await admittedAddresses(stores, from.ticket.id))]);
  const ours = {
    deskAddress: context.desk.desk.address,
    signer: context.signer,
    agentKeys: Object.keys(context.desk.agents),
  };
  const written = [...toFile.mail.to, ...toFile.mail.cc].map(({ address }) => address.toLowerCase());
  const outside = [...new Set(written)].filter(
    (address) =>
      address !== "" &&
      !isDeskRecipient(address, ours) &&
      agentOf(context.desk, address) === null &&
      !reached.has(address),
  );
  return outside
    .slice(0, MAX_TOLD)
    .map((address) =>
      say(
        run,
        `${address} står på din mail, men ikke på sagen, og har ikke fået supportens svar. Skriv #cc ${address}, hvis adressen skal være i kopi.`,
        `${address} stands on your mail but not on the ticket, and did not get the desk's answer. Write #cc ${address} to put it in copy.`,
      ),
    );
}
