import { type SecretExpiry, secretExpiry } from "../../domain/desk/secret-expiry.ts";
import type { LocalDate } from "../../domain/time/local-date.ts";
import type { ExpiryStore } from "../ports/expiry-store.ts";
import type { ReadinessCheck, ReadinessResult } from "../ports/readiness.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { fine } from "../readiness-result.ts";

export interface WatchedSecret {
  readonly mailbox: string;
  readonly mailboxId: number;
  readonly secretExpires: LocalDate | null;
}

/** Warns of secrets that run out, without being red: that a login fails is what the mailbox's own check says. */
export function expiryReadiness(
  stores: { readonly expiries: ExpiryStore } & Pick<Stores, "now">,
  secrets: readonly WatchedSecret[],
): ReadinessCheck {
  return {
    name: "secrets",
    async look() {
      if (secrets.length === 0) return [];
      const now = await stores.now();
      const results: ReadinessResult[] = [];
      for (const { mailbox, mailboxId, secretExpires } of secrets) {
        const told = await stores.expiries.readToldExpiry(mailboxId);
        const expiry = secretExpiry(secretExpires, told, now);
        if (expiry !== null) results.push(describeExpiry(mailbox, expiry));
      }
      return results;
    },
  };
}

function describeExpiry(mailbox: string, { lastDay, daysLeft, stageDays }: SecretExpiry): ReadinessResult {
  const hasRunOut = stageDays === 0;
  return fine(
    `secret of ${mailbox}`,
    {
      en: `The secret or the consent of mailbox ${mailbox} ${hasRunOut ? `has run out: its last day was ${lastDay}` : `runs out in ${daysLeft} days: its last day is ${lastDay}`}.`,
      da: `Hemmeligheden eller samtykket til postkassen ${mailbox} ${hasRunOut ? `er udløbet: sidste dag var ${lastDay}` : `udløber om ${daysLeft} dage: sidste dag er ${lastDay}`}.`,
    },
    {
      en: "Make a new one at the provider, put it where the desk file takes it from, correct secretExpires, and start again.",
      da: "Lav en ny hos udbyderen, læg den dér, hvor desk.yaml henter den, ret secretExpires, og start igen.",
    },
  );
}
