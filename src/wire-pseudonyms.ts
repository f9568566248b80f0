import { randomBytes } from "node:crypto";
import { createPseudonyms } from "./adapters/system/pseudonyms.ts";
import { createSealer } from "./adapters/system/sealer.ts";
import { UserError } from "./cli/user-error.ts";
import type { Config } from "./config.ts";
import type { Pseudonyms } from "./usecases/ports/pseudonyms.ts";
import { wireSealer } from "./wire-signer.ts";
import type { OpenDatabase } from "./wiring.ts";

const KEY_BYTES = 32;

type Storage = Pick<OpenDatabase, "unitOfWork">;

/** The codes of addresses under the key of this database: made at random the first time, and sealed anew when the first secret has changed. */
export async function wirePseudonyms({ unitOfWork: { reading } }: Storage, config: Config): Promise<Pseudonyms> {
  const sealer = wireSealer(config);
  const sealed = await reading.erasures.findKey();
  if (sealed === null) {
    await reading.erasures.keepKey(sealer.seal(randomBytes(KEY_BYTES).toString("base64")), null);
    return openKey((await reading.erasures.findKey()) ?? "", config);
  }
  const pseudonyms = openKey(sealed, config);
  const [first = ""] = config.secrets;
  const key = sealer.open(sealed) ?? "";
  // Every secret but the first may be gone tomorrow.
  if (createSealer([first]).open(sealed) === null) await reading.erasures.keepKey(sealer.seal(key), sealed);
  return pseudonyms;
}

function openKey(sealed: string, config: Config): Pseudonyms {
  const key = wireSealer(config).open(sealed);
  if (key !== null) return createPseudonyms(Buffer.from(key, "base64"));
  throw new UserError(
    "the key of the list of erasures was sealed with another SVARTID_SECRET: put the secret of that time into its list, as SVARTID_SECRET=new,old",
  );
}
