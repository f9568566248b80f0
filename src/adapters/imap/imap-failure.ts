import type { ImapFlowError } from "imapflow";
import type { MailServer } from "../../domain/desk/mailbox-settings.ts";
import { describeRevokedToken } from "../../usecases/oauth/describe-revoked-token.ts";
import { AdapterError } from "../../usecases/ports/adapter-error.ts";

/** RFC 5530: the server refuses for now, and the password may be right. */
const REFUSED_FOR_NOW = new Set(["UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "CONTACTADMIN"]);
const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "CONNECT_TIMEOUT",
  "GREETING_TIMEOUT",
]);
const CERTIFICATE = /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)_)/;

/** Whatever imapflow threw, as a failure that says how to mend it. The server's own words are kept as the cause only. */
export function imapFailure(error: unknown, server: MailServer, folder: string): AdapterError {
  if (error instanceof AdapterError) return error;
  const failure = (typeof error === "object" && error !== null ? error : {}) as Partial<ImapFlowError>;
  const where = `${server.host}:${server.port}`;
  const { code, message, retryable } = describe(failure, where, folder, server.password === null);
  return new AdapterError("imap", code, message, { retryable, cause: error });
}

type Description = { code: string; message: string; retryable: boolean };

function describe(failure: Partial<ImapFlowError>, where: string, folder: string, byToken: boolean): Description {
  if (failure.authenticationFailed) return describeLogin(failure, where, byToken);
  if (CERTIFICATE.test(failure.code ?? "")) {
    return {
      code: "certificate-refused",
      message: `The certificate of the mail server ${where} is not trusted (${failure.code}): give the host by the name in its certificate, or have the certificate renewed.`,
      retryable: true,
    };
  }
  if (failure.tlsFailed) {
    return {
      code: "tls-failed",
      message: `The mail server ${where} gave no protected connection: use imaps:// with its TLS port, or imap:// with STARTTLS switched on at the server.`,
      retryable: true,
    };
  }
  return describeRest(failure, where, folder);
}

function describeLogin(failure: Partial<ImapFlowError>, where: string, byToken: boolean): Description {
  if (REFUSED_FOR_NOW.has(failure.serverResponseCode ?? "")) {
    return {
      code: "login-unavailable",
      message: `The mail server ${where} takes no logins for now (${failure.serverResponseCode}): it is tried again.`,
      retryable: true,
    };
  }
  if (byToken) return { code: "token-revoked", message: describeRevokedToken(where, "IMAP"), retryable: false };
  return {
    code: "login-refused",
    message: `The mail server ${where} refused the login: correct user and password in the mailbox's IMAP URL. It is tried again at most 6 times an hour.`,
    retryable: false,
  };
}

function describeRest(failure: Partial<ImapFlowError>, where: string, folder: string): Description {
  const code = failure.code ?? "unknown";
  if (UNREACHABLE.has(code)) {
    return {
      code: "unreachable",
      message: `The mail server ${where} cannot be reached (${code}): check host and port of the mailbox's IMAP URL, and that the server runs.`,
      retryable: true,
    };
  }
  if (failure.mailboxMissing) {
    return {
      code: "folder-missing",
      message: `The folder "${folder}" is not in the mailbox at ${where}: create it there, or correct the mailbox's folder in desk.yaml.`,
      retryable: true,
    };
  }
  return {
    code: "connection-lost",
    message: `The connection to the mail server ${where} failed (${code}): a new one is made.`,
    retryable: true,
  };
}
