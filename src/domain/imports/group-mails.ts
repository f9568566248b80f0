import type { Instant } from "../time/instant.ts";

/** What ties a mail to others. */
export interface TiedMail {
  readonly messageId: string | null;
  /** In-Reply-To and References. */
  readonly references: readonly string[];
  readonly at: Instant;
}

/**
 * The conversations among mails: two are of one when either names the other, or both name the same third, whether that is there or not.
 * Gives the places in `mails`, oldest first in each conversation, and the conversations by their oldest. In what order the
 * mails come does not matter but for those of the same instant.
 */
export function groupMails(mails: readonly TiedMail[]): number[][] {
  const parents = mails.map((_, at) => at);
  const rootOf = (at: number): number => {
    let root = at;
    while (parents[root] !== root) root = parents[root] ?? root;
    // Shorter paths for those who ask next: else a conversation of thousands is walked thousands of times.
    for (let one = at; one !== root; ) {
      const next = parents[one] ?? root;
      parents[one] = root;
      one = next;
    }
    return root;
  };
  const firstNaming = new Map<string, number>();
  for (const [at, { messageId, references }] of mails.entries()) {
    for (const id of messageId === null ? references : [messageId, ...references]) {
      const first = firstNaming.get(id);
      if (first === undefined) firstNaming.set(id, at);
      else parents[rootOf(at)] = rootOf(first);
    }
  }
  return [...collect(mails, rootOf).values()].sort((a, b) => instantOf(mails, a) - instantOf(mails, b));
}

function collect(mails: readonly TiedMail[], rootOf: (at: number) => number): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  const oldestFirst = mails
    .map((mail, at) => ({ at, instant: mail.at }))
    .sort((a, b) => a.instant - b.instant || a.at - b.at);
  for (const { at } of oldestFirst) {
    const root = rootOf(at);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [at]);
    else group.push(at);
  }
  return groups;
}

function instantOf(mails: readonly TiedMail[], [first = 0]: readonly number[]): number {
  return mails[first]?.at ?? 0;
}
