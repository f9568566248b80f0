import type { InstalledModule } from "../desk/organisation.ts";

/** Whether two names are of one module: agents write them by hand, and case does not matter. */
export function isSameModule(one: Pick<InstalledModule, "module">, other: Pick<InstalledModule, "module">): boolean {
  return one.module.toLowerCase() === other.module.toLowerCase();
}
