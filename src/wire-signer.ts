import { createSigner } from "./adapters/system/signer.ts";
import { UserError } from "./cli/user-error.ts";
import type { Config } from "./config.ts";
import type { Signer } from "./usecases/ports/signer.ts";

/** The signer over `SVARTID_SECRET`: the first secret signs, all verify. */
export function wireSigner(config: Config): Signer {
  const [first, ...others] = config.secrets;
  if (first === undefined) throw new UserError("SVARTID_SECRET is missing: set it to at least 32 random bytes");
  return createSigner([first, ...others]);
}
