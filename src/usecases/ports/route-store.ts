import type { RouteTrouble } from "../../domain/outbound/send-result.ts";
import type { Instant } from "../../domain/time/instant.ts";

/** A way out that does not work, as every process sees it. Ways without trouble have no such row. */
export interface TroubledRoute {
  readonly mailboxId: number;
  readonly name: string;
  readonly trouble: RouteTrouble;
  /** What the server said, or a stable code. */
  readonly why: string;
  /** In a row: the first one and each try after a rest. */
  readonly failures: number;
  readonly since: Instant;
  /** From then on one mail tries it. */
  readonly restsUntil: Instant;
}

export interface RouteKey {
  readonly mailboxId: number;
  readonly name: string;
}

/** Which ways out rest, for all processes. */
export interface RouteStore {
  listTroubled(): Promise<readonly TroubledRoute[]>;
  /** Locks what is known of a way until the transaction ends. `trouble` null: it works. `toldAt` null: people were never told of trouble with it. */
  lock(route: RouteKey): Promise<{ trouble: TroubledRoute | null; toldAt: Instant | null }>;
  /** Writes the trouble of a way that `lock` gave; `isTold`: people are told of it in the same transaction. */
  recordTrouble(trouble: TroubledRoute, isTold: boolean): Promise<void>;
  /**
   * True for whoever may try a way whose rest is over. It rests for so many seconds more at once, so that nobody else tries it
   * meanwhile, and a process that dies while trying cannot try again and again.
   */
  claimTry(route: RouteKey, seconds: number): Promise<boolean>;
  /** A person has seen that it works: the next mail tries it at once. */
  endRest(route: RouteKey): Promise<void>;
  /** The way works again; true where people had been told of its trouble. Null: it had none. */
  recordRecovery(route: RouteKey): Promise<{ wasTold: boolean } | null>;
}
