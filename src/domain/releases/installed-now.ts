import type { InstalledModule } from "../desk/organisation.ts";
import { compareVersions } from "./compare-versions.ts";
import { isSameModule } from "./is-same-module.ts";

/** A line of the log of installed changes about a module at an organisation. */
export interface LoggedInstallation extends InstalledModule {
  /** By a release, which comes to every installation there; else by an agent, who names the organisation alone. */
  readonly isByRelease: boolean;
}

/**
 * What is installed at an organisation: what its entry says, and what the log says that is newer, since nobody copies the one into the other. A module that
 * its entry lists once is the one that was changed; where it lists several versions an agent's line is of one of them, and nobody knows of which, so that
 * all of them stand. A release replaces what is older and takes nothing back; an agent's line does, where the log brought it.
 * `logged`: oldest first, of each module every release and the newest line of an agent.
 */
export function installedNow(
  written: readonly InstalledModule[],
  logged: readonly LoggedInstallation[],
): readonly InstalledModule[] {
  return logged.reduce<readonly InstalledModule[]>((installed, line) => withLogged(written, installed, line), written);
}

function withLogged(
  written: readonly InstalledModule[],
  installed: readonly InstalledModule[],
  line: LoggedInstallation,
): readonly InstalledModule[] {
  const isSame = (one: InstalledModule) => isSameModule(one, line);
  const isOfAll = line.isByRelease || written.filter(isSame).length <= 1;
  const stays = (one: InstalledModule) =>
    !isOfAll || ((line.isByRelease || written.includes(one)) && compareVersions(one.version, line.version) >= 0);
  const kept = installed.filter((one) => !isSame(one) || stays(one));
  const isThere = kept.some((one) => isSame(one) && (isOfAll || compareVersions(one.version, line.version) === 0));
  const { module } = installed.find(isSame) ?? line;
  return isThere ? kept : [...kept, { module, version: line.version }];
}
