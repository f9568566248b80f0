import { test } from "@jest/globals";
import { startEmbeddedMailbox } from "../support/embedded-mailbox.ts";
import { promiseIntakeUnderFaults } from "../support/intake-fault-promises.ts";
import { promiseIntake } from "../support/intake-promises.ts";

promiseIntake(test, startEmbeddedMailbox);
promiseIntakeUnderFaults(test, startEmbeddedMailbox);
