import { Command } from "commander";
import type { Stores } from "../usecases/ports/unit-of-work.ts";
import { examples } from "./examples.ts";
import { UserError } from "./user-error.ts";
import { withStorage } from "./with-desk.ts";

/** `svartid ticket file`: what came inside another desk's export; files of mails lie in their mails. */
export function ticketFileCommand(): Command {
  return new Command("file")
    .description("write a file of an imported ticket to standard output")
    .argument("<ref>", "such as SV-7K3M9-2")
    .argument("<name>", "the file's name, or the beginning of its SHA-256")
    .addHelpText("after", examples("svartid ticket file SV-7K3M9-2 faktura.pdf > faktura.pdf"))
    .action(async (ref: string, name: string) => {
      process.stdout.write(await withStorage(({ unitOfWork }) => read(unitOfWork.reading, ref, name)));
    });
}

async function read(stores: Pick<Stores, "tickets" | "imports">, ref: string, name: string): Promise<Uint8Array> {
  const ticket = await stores.tickets.findByRef(ref.trim().toUpperCase());
  if (ticket === null) throw new UserError(`there is no ticket ${ref}: svartid ticket list shows them`);
  const files = (await stores.tickets.listMessages(ticket.id)).flatMap(({ attachments }) => attachments);
  const wanted = files.filter(
    ({ filename, sha256 }) => filename === name || (name.length > 7 && sha256.startsWith(name)),
  );
  const sums = [...new Set(wanted.map(({ sha256 }) => sha256))];
  if (sums.length > 1)
    throw new UserError(`several files are called ${name}: name one by its SHA-256, of ${sums.join(", ")}`);
  const bytes = sums[0] === undefined ? null : await stores.imports.readFile(sums[0]);
  if (bytes !== null) return bytes;
  if (sums.length === 1)
    throw new UserError(`${name} lies in the mail it came with, and in the notice that agents got of it`);
  const names = [...new Set(files.map(({ filename }) => filename))].join(", ") || "none";
  throw new UserError(`${ticket.ref} has no file ${name}: its files are ${names}`);
}
