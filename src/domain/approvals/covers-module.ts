/** What a consent says of the module it was asked for: as the agent named it, or else in the words of the question. */
export interface ConsentTerms {
  readonly module: string | null;
  readonly version: string | null;
  readonly question: string;
}

/**
 * True where a consent is one to this module in this version (product.md, `install-modules`). Where the agent named none, the question itself must
 * name both, side by side: "core 5.3", "core, version 5.3", "version 5.3 af core". Case does not matter; 5.3 is neither 5.3.1 nor 15.3.
 */
export function coversModule(
  { module, version, question }: ConsentTerms,
  installed: { readonly module: string; readonly version: string },
): boolean {
  if (module !== null || version !== null) {
    return module?.toLowerCase() === installed.module.toLowerCase() && version === installed.version;
  }
  return namesBoth(installed.module, installed.version).test(question.normalize("NFC"));
}

/** Between the two stands nothing that could be another module's name or another number. */
const BETWEEN = "(?:[\\s,:(]+(?:version|udgave|release|til|to|in|i|v))*[\\s,:(]+";

function namesBoth(module: string, version: string): RegExp {
  const name = `(?<![\\p{L}\\p{N}_-])${escaped(module)}(?![\\p{L}\\p{N}_-])`;
  const number = `(?<![\\p{L}\\p{N}._-])v?${escaped(version)}(?![\\p{L}\\p{N}_-]|\\.\\p{N})`;
  return new RegExp(`${name}${BETWEEN}${number}|${number} (?:af|of|for|til) ${name}`, "iu");
}

function escaped(text: string): string {
  return text.normalize("NFC").replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
