import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Environment } from "./fill-in-environment.ts";
import { type ParsedDesk, parseDesk } from "./parse-desk.ts";

const SHIPPED = fileURLToPath(new URL("../../config/desk.yaml", import.meta.url));

/**
 * Loads a desk file as a whole: either every key is right, or all faults are listed in the order of the file and nothing is
 * loaded. What the file leaves out is taken from the desk that is shipped (config/desk.yaml).
 */
export function loadDesk(file: string, environment: Environment): ParsedDesk {
  const text = readText(file);
  if (!text.ok) return { ok: false, faults: [{ path: "", line: 1, column: 1, message: text.message }] };
  const shipped = readText(SHIPPED);
  return parseDesk(text.text, environment, shipped.ok ? shipped.text : "");
}

function readText(file: string): { ok: true; text: string } | { ok: false; message: string } {
  try {
    return { ok: true, text: readFileSync(file, "utf8") };
  } catch (error) {
    const { code } = error as { code?: string };
    const what = code === "ENOENT" ? "the file does not exist" : `the file cannot be read (${code})`;
    return {
      ok: false,
      message: `${what}; set SVARTID_DESK (or --desk) to a desk file, or run svartid where config/desk.yaml is`,
    };
  }
}
