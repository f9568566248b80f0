import { createRandomness } from "./adapters/system/randomness.ts";
import { createSealer } from "./adapters/system/sealer.ts";
import { createSigner } from "./adapters/system/signer.ts";
import { UserError } from "./cli/user-error.ts";
import type { Config } from "./config.ts";
import type { Randomness } from "./usecases/ports/randomness.ts";
import type { Sealer } from "./usecases/ports/sealer.ts";
import type { Signer } from "./usecases/ports/signer.ts";

/** The signer over `SVARTID_SECRET`: the first secret signs, all verify. */
export function wireSigner(config: Config): Signer {
  return createSigner(secretsOf(config));
}

/** What seals tokens in the database: likewise. */
export function wireSealer(config: Config): Sealer {
  return createSealer(secretsOf(config));
}

/** What nobody can guess. */
export function wireRandomness(): Randomness {
  return createRandomness();
}

function secretsOf({ secrets: [first, ...others] }: Config): readonly [string, ...string[]] {
  if (first === undefined) throw new UserError("SVARTID_SECRET is missing: set it to at least 32 random bytes");
  return [first, ...others];
}
