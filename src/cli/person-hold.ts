import { Command } from "commander";
import { canonicalAddress } from "../domain/email/canonical-address.ts";
import { formatInstant } from "../domain/time/instant.ts";
import type { HoldSubject } from "../usecases/ports/hold-store.ts";
import type { Stores } from "../usecases/ports/unit-of-work.ts";
import { cliActor } from "./cli-actor.ts";
import { examples } from "./examples.ts";
import { printJson, printLine } from "./print.ts";
import { printTable } from "./print-table.ts";
import { UserError } from "./user-error.ts";
import { withStorage } from "./with-desk.ts";

const WHAT = "a person's address, or the ref of one ticket";

/** `svartid person hold`: from now on nothing of it is erased. */
export function personHoldCommand(): Command {
  return new Command("hold")
    .description("keep what is held about a person, or one ticket, whoever asks to erase it and however old it gets")
    .argument("<address or ref>", WHAT)
    .requiredOption("--reason <words>", "why, for whoever is refused")
    .addHelpText(
      "after",
      examples(
        'svartid person hold mette@north.example --reason "claim 4711"',
        'svartid person hold SV-7K3M9-2 --reason "claim 4711"',
      ),
    )
    .action((what: string, options: { json?: boolean; reason: string }) =>
      withStorage(async ({ unitOfWork }) => {
        const id = await unitOfWork.transaction(async (stores) => {
          const placed = await stores.holds.place(await subjectOf(stores, what), options.reason);
          if (placed === null) throw new UserError(`${what} is held already: svartid person holds`);
          record(stores, "hold.placed", placed);
          return placed;
        });
        if (options.json) printJson({ id, held: true });
        else printLine(`${what} is held: nothing of it is erased until svartid person release.`);
      }),
    );
}

/** `svartid person release`: it may be erased again. */
export function personReleaseCommand(): Command {
  return new Command("release")
    .description("end a hold")
    .argument("<address or ref>", WHAT)
    .addHelpText("after", examples("svartid person release mette@north.example"))
    .action((what: string, options: { json?: boolean }) =>
      withStorage(async ({ unitOfWork }) => {
        const id = await unitOfWork.transaction(async (stores) => {
          const released = await stores.holds.release(await subjectOf(stores, what));
          if (released === null) throw new UserError(`${what} is not held: svartid person holds shows what is`);
          record(stores, "hold.released", released);
          return released;
        });
        if (options.json) printJson({ id, held: false });
        else printLine(`${what} is not held any more.`);
      }),
    );
}

/** `svartid person holds`: what may not be erased. */
export function personHoldsCommand(): Command {
  return new Command("holds")
    .description("list the holds that stand")
    .addHelpText("after", examples("svartid person holds"))
    .action(async (options: { json?: boolean }) => {
      const holds = await withStorage(({ unitOfWork }) => unitOfWork.reading.holds.list());
      const shown = holds.map(({ placedAt, ...hold }) => ({ ...hold, placedAt: formatInstant(placedAt) }));
      if (options.json) return printJson(shown);
      printTable(
        ["id", "held", "since", "reason"],
        shown.map(({ id, address, ticket, placedAt, reason }) => [
          String(id),
          address ?? ticket ?? "",
          placedAt,
          reason,
        ]),
      );
    });
}

async function subjectOf(stores: Stores, what: string): Promise<HoldSubject> {
  if (what.includes("@")) return { kind: "address", address: canonicalAddress(what.trim()) };
  const ticket = await stores.tickets.findByRef(what.trim().toUpperCase());
  if (ticket === null) throw new UserError(`there is no ticket ${what}, and it is no address either`);
  return { kind: "ticket", ticketId: ticket.id };
}

function record(stores: Stores, action: "hold.placed" | "hold.released", id: number): void {
  stores.audit.record({ actor: cliActor(), action, subject: { kind: "hold", id: String(id) } });
}
