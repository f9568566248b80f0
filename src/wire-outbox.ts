import { createJournal } from "./adapters/imap/create-journal.ts";
import { createSmtpSender } from "./adapters/smtp/smtp-sender.ts";
import { waiting } from "./adapters/system/waiting.ts";
import { JOURNAL_NAME } from "./domain/desk/mailbox-settings.ts";
import { smtpRoutes } from "./domain/desk/smtp-routes.ts";
import { answerFailed } from "./usecases/answer-failed.ts";
import { answerSent } from "./usecases/answer-sent.ts";
import type { AttemptFollowers } from "./usecases/follow-attempt.ts";
import { filingContextInForce } from "./usecases/organisations/desk-in-force.ts";
import { restAfterRefusal } from "./usecases/rest-after-refusal.ts";
import { tellRouteNews } from "./usecases/routes/tell-route-news.ts";
import { seekEvidence } from "./usecases/seek-evidence.ts";
import type { SendOutboxServices } from "./usecases/send-outbox.ts";
import { type WatchedJournal, watchJournal } from "./usecases/watch-journal.ts";
import { wireAccessTokens } from "./wire-access-tokens.ts";
import type { OpenDesk } from "./wiring.ts";

/** The ways out of the desk, one for each mailbox that has one, and what sending causes. */
export interface Outbox {
  readonly services: SendOutboxServices;
  /** Settles what can be settled of mails whose fate nobody knows; without a journal, nothing can. */
  readonly seekEvidence: () => Promise<number>;
  close(): Promise<void>;
}

export function wireOutbox(desk: OpenDesk): Outbox {
  const findTokens = wireAccessTokens(desk);
  const waysOut = desk.settings.desk.mailboxes.flatMap((mailbox) => {
    const mailboxId = desk.mailboxIds.get(mailbox.name);
    const routes = smtpRoutes(mailbox).map(({ name, server, byToken }) => ({
      name,
      sender: createSmtpSender(server, { tokens: byToken ? findTokens(mailbox.name) : null }),
    }));
    return mailboxId === undefined || routes.length === 0 ? [] : [{ mailboxId, mailbox: mailbox.name, routes }];
  });
  const { journal } = desk.settings.desk;
  const followers: AttemptFollowers = {
    onReplySent: onReplySent(desk),
    onFailed: async (stores, mail, failed) =>
      await answerFailed(stores, await filingContextInForce(stores, desk.filing.context), mail, failed),
  };
  return {
    seekEvidence: evidenceSeeker(desk, followers),
    services: {
      unitOfWork: desk.unitOfWork,
      waysOut,
      onRouteNews: (stores, news) =>
        tellRouteNews(stores, { desk: desk.settings.desk, mail: desk.mail, log: desk.log }, news),
      randomness: desk.randomness,
      log: desk.log,
      tracer: desk.tracer,
      // Metrics are read from the tables, so that they outlive the process.
      meter: { count: (event, mailClass) => desk.log.debug({ event, class: mailClass }, "an attempt to send ended") },
      journalAddress: journal?.address ?? null,
      ...followers,
    },
    close: async () => {
      for (const { sender } of waysOut.flatMap(({ routes }) => routes)) await sender.close();
    },
  };
}

function evidenceSeeker(desk: OpenDesk, followers: AttemptFollowers): Outbox["seekEvidence"] {
  const { journal } = desk.settings.desk;
  if (journal === null) return async () => 0;
  const { unitOfWork, randomness, log } = desk;
  const tokens = wireAccessTokens(desk)(JOURNAL_NAME);
  const source = createJournal({ server: journal.imap, folder: journal.folder, log, tokens });
  const rested = restAfterRefusal(
    source,
    () => randomness.fraction(),
    () => performance.now(),
  );
  const { mailboxes } = unitOfWork.reading;
  let watched: WatchedJournal | null = null;
  return async () => {
    const mailboxId = await mailboxes.ensure(JOURNAL_NAME, journal.folder);
    watched ??= watchJournal(rested, { mailboxes, mailboxId, waiting });
    const settled = await seekEvidence({ unitOfWork, source: watched, randomness, log, ...followers });
    await watched.look();
    return settled;
  };
}

export function onReplySent(desk: OpenDesk): SendOutboxServices["onReplySent"] {
  return (stores, mail, acceptedAt) => answerSent(stores, desk.clock, mail, acceptedAt);
}
