import type { MailboxSettings, SmtpRoute } from "./mailbox-settings.ts";

/**
 * The ways out of a mailbox in the order in which they are tried; none where it does not send. A user without a password is logged in with
 * the mailbox's access tokens.
 */
export function smtpRoutes({ smtp, fallbacks, oauth2 }: MailboxSettings): readonly SmtpRoute[] {
  const servers = smtp === null ? fallbacks : [smtp, ...fallbacks];
  const seen = new Map<string, number>();
  return servers.map((server) => {
    const place = `${server.host}:${server.port}`;
    const number = (seen.get(place) ?? 0) + 1;
    seen.set(place, number);
    const byToken = oauth2 !== null && server.user !== null && server.password === null;
    return { name: number === 1 ? place : `${place} (${number})`, server, byToken };
  });
}
