import { findFreePort } from "../../../src/adapters/embedded/free-port.ts";
import { createDeskWorker, type DeskWorker } from "../desk-worker.ts";

type FleetRole = "worker" | "intake" | "http";

export interface FleetProcess {
  readonly name: string;
  readonly role: FleetRole;
  /** Null where it takes no LMTP. */
  readonly lmtpPort: number | null;
  /** Of its console. */
  readonly url: string;
  ready(): Promise<void>;
  /** kill -9, and at once another in its place. */
  replace(): Promise<void>;
  stop(): Promise<void>;
}

interface FleetSettings {
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
  readonly deskFile: string;
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

const FLEET: readonly (readonly [FleetRole, number])[] = [
  ["worker", 3],
  ["intake", 2],
  ["http", 1],
];

/** Three workers, two intakes and a console, each `svartid start --role` in a process of its own that its connections are named for. */
export async function startFleet(settings: FleetSettings): Promise<readonly FleetProcess[]> {
  const fleet: FleetProcess[] = [];
  for (const [role, many] of FLEET) {
    for (let number = 1; number <= many; number += 1) fleet.push(await startOne(settings, role, `${role}${number}`));
  }
  await Promise.all(fleet.map((one) => one.ready()));
  return fleet;
}

async function startOne(settings: FleetSettings, role: FleetRole, name: string): Promise<FleetProcess> {
  const url = new URL(settings.databaseUrl);
  url.searchParams.set("application_name", name);
  const lmtpPort = role === "intake" ? await findFreePort() : null;
  const httpPort = await findFreePort();
  const launch = () =>
    createDeskWorker({
      ...settings,
      databaseUrl: url.href,
      role,
      environment: {
        ...settings.environment,
        HTTP_PORT: String(httpPort),
        ...(lmtpPort === null ? {} : { LMTP_LISTEN: `127.0.0.1:${lmtpPort}` }),
      },
    });
  let child: DeskWorker = launch();
  return {
    ...{ name, role, lmtpPort, url: `http://127.0.0.1:${httpPort}` },
    ready: () => child.ready,
    replace: async () => {
      await child.kill();
      child = launch();
    },
    stop: () => (child.isAlive() ? child.stop() : Promise.resolve()),
  };
}
