import type { DeskPath, Finding } from "./desk-fault.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

const NAME = /\$\{([^}]*)\}/g;
const VALID = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Puts the environment's value wherever a text says `${NAME}`, after YAML is read, so that a password can never change the
 * structure of the file. A name that is not set (or set to nothing) is a finding. A key with nothing behind it is left out.
 */
export function fillInEnvironment(value: unknown, environment: Environment): { value: unknown; findings: Finding[] } {
  const findings: Finding[] = [];
  return { value: fill(value, [], environment, findings), findings };
}

function fill(value: unknown, path: DeskPath, environment: Environment, findings: Finding[]): unknown {
  if (typeof value === "string") return fillText(value, path, environment, findings);
  if (Array.isArray(value)) return value.map((item, index) => fill(item, [...path, index], environment, findings));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, fill(item, [...path, key], environment, findings)]),
  );
}

function fillText(text: string, path: DeskPath, environment: Environment, findings: Finding[]): string {
  return text.replace(NAME, (whole, name: string) => {
    if (!VALID.test(name))
      findings.push({ path, message: `${whole} is not a name of the environment such as \${IMAP_URL}` });
    else if (!environment[name]) {
      findings.push({ path, message: `${whole} is not set in the environment; set ${name} there or in .env` });
    }
    return (VALID.test(name) && environment[name]) || whole;
  });
}
