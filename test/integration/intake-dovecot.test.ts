import { dovecot } from "../support/dovecot.ts";
import { startDovecotMailbox } from "../support/dovecot-mailbox.ts";
import { promiseIntakeUnderFaults } from "../support/intake-fault-promises.ts";
import { promiseIntake } from "../support/intake-promises.ts";
import { testOn } from "../support/real-server.ts";

const test = testOn(dovecot);

promiseIntake(test, startDovecotMailbox);
promiseIntakeUnderFaults(test, startDovecotMailbox);
