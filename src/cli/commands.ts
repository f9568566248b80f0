import type { Command } from "commander";

/**
 * Every command of `svartid`, in the order of its help: a new one is one line here. Each is loaded only when it is asked for,
 * so that one that needs no database starts fast and stays small.
 */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import("./start.ts")).startCommand(),
  check: async () => (await import("./check.ts")).checkCommand(),
  config: async () => (await import("./config.ts")).configCommand(),
  rasci: async () => (await import("./rasci.ts")).rasciCommand(),
  template: async () => (await import("./template.ts")).templateCommand(),
  mail: async () => (await import("./mail-explain.ts")).mailCommand(),
  migrate: async () => (await import("./migrate.ts")).migrateCommand(),
  ticket: async () => (await import("./ticket.ts")).ticketCommand(),
  ingest: async () => (await import("./ingest.ts")).ingestCommand(),
  import: async () => (await import("./import.ts")).importCommand(),
  audit: async () => (await import("./audit.ts")).auditCommand(),
  inbound: async () => (await import("./inbound.ts")).inboundCommand(),
  outbox: async () => (await import("./outbox.ts")).outboxCommand(),
  suppression: async () => (await import("./suppression.ts")).suppressionCommand(),
  webhook: async () => (await import("./webhook.ts")).webhookCommand(),
  key: async () => (await import("./key.ts")).keyCommand(),
  backup: async () => (await import("./backup.ts")).backupCommand(),
  restore: async () => (await import("./restore.ts")).restoreCommand(),
  drill: async () => (await import("./drill.ts")).drillCommand(),
  "console-link": async () => (await import("./console-link.ts")).consoleLinkCommand(),
  demo: async () => (await import("./demo.ts")).demoCommand(),
  organisation: async () => (await import("./organisation.ts")).organisationCommand(),
  error: async () => (await import("./error.ts")).errorCommand(),
  change: async () => (await import("./change.ts")).changeCommand(),
  release: async () => (await import("./release.ts")).releaseCommand(),
  statement: async () => (await import("./statement.ts")).statementCommand(),
  report: async () => (await import("./report.ts")).reportCommand(),
  sla: async () => (await import("./sla.ts")).slaCommand(),
};
