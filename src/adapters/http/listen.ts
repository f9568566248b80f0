import type { FastifyInstance } from "fastify";
import { AdapterError } from "../../usecases/ports/adapter-error.ts";

const MENDS: Readonly<Record<string, { code: string; say: (host: string, port: number) => string }>> = {
  EADDRINUSE: {
    code: "port-taken",
    say: (host, port) =>
      `Port ${port} on ${host} is taken: set HTTP_PORT to a free port, or stop the program that has it.`,
  },
  EACCES: {
    code: "port-forbidden",
    say: (_host, port) => `Port ${port} may not be opened by this user: set HTTP_PORT to a port of 1024 or above.`,
  },
  EADDRNOTAVAIL: {
    code: "host-not-ours",
    say: (host) => `${host} is no address of this machine: set HTTP_HOST to one of its addresses, or to 127.0.0.1.`,
  },
  ENOTFOUND: {
    code: "host-unknown",
    say: (host) => `The name ${host} has no address: set HTTP_HOST to an address of this machine, or to 127.0.0.1.`,
  },
};

/** Begins to listen and gives the address. Throws an AdapterError that says how to mend it when the port cannot be had. */
export async function listen(server: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (error) {
    const mend = MENDS[(error as NodeJS.ErrnoException).code ?? ""];
    if (!mend) throw error;
    throw new AdapterError("http", mend.code, mend.say(host, port), { retryable: false, cause: error });
  }
}
