import { test } from "@jest/globals";
import { promiseDeadMailbox } from "../support/dead-mailbox-promise.ts";
import { dovecot } from "../support/dovecot.ts";
import { startDovecotMailbox } from "../support/dovecot-mailbox.ts";
import { startEmbeddedMailbox } from "../support/embedded-mailbox.ts";
import { testOn } from "../support/real-server.ts";

promiseDeadMailbox(test, startEmbeddedMailbox);
promiseDeadMailbox(testOn(dovecot), startDovecotMailbox);
