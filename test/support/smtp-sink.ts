import {
  type SmtpDelivery,
  type SmtpFailure,
  type SmtpPhase,
  startSmtpServer,
} from "../../src/adapters/embedded/start-smtp-server.ts";
import { findLeaks } from "./canaries.ts";

export type SmtpSink = {
  url: string;
  port: number;
  /** Every mail that was taken, in order. */
  deliveries: SmtpDelivery[];
  /** The next `times` passes of a phase fail like this (for recipients, `subject` limits it to one address). */
  fail(phase: SmtpPhase, failure: SmtpFailure, options?: { times?: number; subject?: string }): void;
  /** Resolves once so many mails were taken in all. */
  waitFor(count: number): Promise<SmtpDelivery[]>;
  dropConnections(): void;
  stop(): Promise<void>;
};

type Planned = { phase: SmtpPhase; failure: SmtpFailure; left: number; subject: string | undefined };
type Waiter = { count: number; resolve: (deliveries: SmtpDelivery[]) => void };

const DESK_DOMAIN = "@desk.example";

/**
 * An SMTP server that takes everything and remembers it, and fails where it is told to. With `login`, only that login may send. `stop` rejects
 * when a mail to anybody outside the desk held what is not for customers.
 */
export async function startSmtpSink(login?: { user: string; password: string }): Promise<SmtpSink> {
  const deliveries: SmtpDelivery[] = [];
  const plan: Planned[] = [];
  const waiters: Waiter[] = [];
  const leaks: Promise<string[]>[] = [];
  const server = await startSmtpServer({
    ...(login && { authenticate: (user, password) => user === login.user && password === login.password }),
    failAt: (phase, subject) => takeFailure(plan, phase, subject),
    deliver: (delivery) => {
      deliveries.push(delivery);
      if (!delivery.recipients.every((address) => address.endsWith(DESK_DOMAIN))) leaks.push(findLeaks(delivery.bytes));
      for (const waiter of waiters.filter(({ count }) => deliveries.length >= count)) {
        waiter.resolve(deliveries);
      }
    },
  });
  const credentials = login ? `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@` : "";
  return {
    url: `smtp://${credentials}127.0.0.1:${server.port}`,
    port: server.port,
    deliveries,
    fail: (phase, failure, { times = 1, subject } = {}) => void plan.push({ phase, failure, left: times, subject }),
    waitFor: (count) =>
      deliveries.length >= count
        ? Promise.resolve(deliveries)
        : new Promise((resolve) => waiters.push({ count, resolve })),
    dropConnections: server.dropConnections,
    stop: async () => {
      await server.stop();
      const leaked = (await Promise.all(leaks)).flat();
      if (leaked.length > 0) throw new Error(`Customers were sent what is not for them: ${leaked.join(", ")}`);
    },
  };
}

function takeFailure(plan: Planned[], phase: SmtpPhase, subject: string): SmtpFailure | null {
  const found = plan.find(
    (planned) =>
      planned.phase === phase && planned.left > 0 && (planned.subject === undefined || planned.subject === subject),
  );
  if (found === undefined) {
    return null;
  }
  found.left -= 1;
  return found.failure;
}
