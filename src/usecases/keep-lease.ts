import type { Log } from "./ports/log.ts";
import type { OutboxMail } from "./ports/outbox-store.ts";
import type { UnitOfWork } from "./ports/unit-of-work.ts";

/**
 * Renews the lease on a mail being sent, three times in each lease, until stopped. A renewal that fails is only logged: the phase of the row is fenced by
 * the lease, so a sender that lost it cannot let the final dot go.
 */
export function keepLease(
  services: { readonly unitOfWork: UnitOfWork; readonly log: Log },
  mail: OutboxMail,
  seconds: number,
): { stop(): void } {
  const timer = setInterval(
    () => {
      services.unitOfWork
        .transaction((stores) => stores.outbox.renewLease(mail.id, mail.epoch, seconds))
        .catch((error: unknown) => services.log.warn({ outboxId: mail.id, code: codeOf(error) }, "lease not renewed"));
    },
    (seconds * 1000) / 3,
  );
  return { stop: () => clearInterval(timer) };
}

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : null;
}
