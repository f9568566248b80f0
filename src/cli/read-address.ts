import { InvalidArgumentError } from "commander";
import { canonicalAddress } from "../domain/email/canonical-address.ts";

/** Reads the address of a person, in its canonical form. */
export function readAddress(text: string): string {
  const address = canonicalAddress(text.trim());
  if (/^[^\s@<>()",;:]{1,64}@[^\s@<>()",;:]{1,255}$/.test(address)) return address;
  throw new InvalidArgumentError("Use one address, such as mette@north.example.");
}
