import { test } from "@jest/globals";
import { dovecot } from "../support/dovecot.ts";
import { startDovecotMailbox } from "../support/dovecot-mailbox.ts";
import { startEmbeddedMailbox } from "../support/embedded-mailbox.ts";
import { promiseIntakeAmongLies } from "../support/intake-lie-promises.ts";
import { testOn } from "../support/real-server.ts";

const onDovecot = testOn(dovecot);
const LIMIT_MS = 180_000;

promiseIntakeAmongLies((name, body) => test(`embedded: ${name}`, body, LIMIT_MS), startEmbeddedMailbox);
promiseIntakeAmongLies((name, body) => onDovecot(`Dovecot: ${name}`, body, LIMIT_MS), startDovecotMailbox);
