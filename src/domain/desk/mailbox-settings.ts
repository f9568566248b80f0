import type { OAuth2Settings } from "./oauth2-settings.ts";

/** How a connection is protected: TLS from the first byte, STARTTLS or nothing more, or in the clear. */
export const TRANSPORT_SECURITIES = ["tls", "starttls", "none"] as const;

export type TransportSecurity = (typeof TRANSPORT_SECURITIES)[number];

/** One server of a mailbox. Holds a password: never stored, logged or printed (see `storedDesk`). */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: TransportSecurity;
  readonly user: string | null;
  readonly password: string | null;
}

/** One way out of the desk. `byToken`: it is logged in to with the mailbox's access tokens. */
export interface SmtpRoute {
  /** `host:port`, and a number where several ways have that; what people and tables know it by. */
  readonly name: string;
  readonly server: MailServer;
  readonly byToken: boolean;
}

/** What is done with a mail in the mailbox once it is accepted. */
export type AfterAccepting =
  | { readonly kind: "keep" }
  | { readonly kind: "flag" }
  | { readonly kind: "move"; readonly folder: string };

/** A mailbox that gets a copy of every mail the desk sends, and where the desk looks up what was taken. */
export interface JournalSettings {
  /** Lower-cased. */
  readonly address: string;
  readonly imap: MailServer;
  readonly folder: string;
  /** Null: it is logged in to with its password. */
  readonly oauth2: OAuth2Settings | null;
}

/** The name under which the journal's last look and its tokens are kept; no mailbox of a desk file can have it. */
export const JOURNAL_NAME = "(journal)";

/** One mailbox: where mail is read (`imap`) and where its answers leave (`smtp`); null where the desk does not. */
export interface MailboxSettings {
  readonly name: string;
  readonly imap: MailServer | null;
  readonly smtp: MailServer | null;
  /** Where answers leave while `smtp` does not work: the first of them that does. */
  readonly fallbacks: readonly MailServer[];
  /** Null: the servers are logged in to with their passwords. */
  readonly oauth2: OAuth2Settings | null;
  readonly folder: string;
  readonly after: AfterAccepting;
  /** The authserv-ids whose topmost Authentication-Results is believed (RFC 8601); empty: we verify by ourselves. */
  readonly trustedAuthServers: readonly string[];
}
