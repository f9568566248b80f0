import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { MailServer } from "../../domain/desk/mailbox-settings.ts";
import type { SmtpOptions } from "./smtp-options.ts";

/**
 * A greeted, encrypted and logged-in connection. `starttls` never goes on in the clear, `none` never asks for it. Rejects with
 * nodemailer's error, and leaves no socket behind when it does.
 */
export async function openConnection(server: MailServer, options: SmtpOptions): Promise<SMTPConnection> {
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.security === "tls",
    requireTLS: server.security === "starttls",
    ignoreTLS: server.security === "none",
    connectionTimeout: options.connectTimeoutMs,
    greetingTimeout: options.connectTimeoutMs,
    // The guards of `deliver` decide; this one only catches what they do not see.
    socketTimeout: options.answerTimeoutMs + options.holdTimeoutMs,
    ...(options.name === undefined ? {} : { name: options.name }),
    tls: { minVersion: "TLSv1.2", ...(options.ca === undefined ? {} : { ca: options.ca }) },
  });
  try {
    await connect(connection);
    if (server.user !== null && server.password !== null) await login(connection, server.user, server.password);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function connect(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    // It stays attached for good: without a listener, an idle connection that breaks would end the process.
    connection.on("error", reject);
    connection.connect((error) => (error ? reject(error) : resolve()));
  });
}

function login(connection: SMTPConnection, user: string, pass: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once("error", reject);
    connection.login({ user, pass }, (error) => (error ? reject(error) : resolve()));
  });
}
