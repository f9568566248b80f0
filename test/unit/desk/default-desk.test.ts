import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { loadDesk } from "../../../src/desk/load-desk.ts";
import type { Desk } from "../../../src/domain/desk/desk.ts";

const load = (name: string, environment = {}) => {
  const loaded = loadDesk(fileURLToPath(new URL(`../../../config/${name}`, import.meta.url)), environment);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults, null, 1));
  return loaded;
};
const shipped = (): Desk => load("desk.yaml").desk;

test("the shipped desk loads without a fault and warns only that it has no mailbox", () => {
  expect(load("desk.yaml").warnings.map(({ path, message }) => [path, message])).toEqual([
    ["mailboxes", "no mailbox is read; set IMAP_URL, or list mailboxes here"],
    ["mailboxes", "no mail can be sent; set SMTP_URL, or give a mailbox smtp"],
  ]);
  expect(shipped().organisations).toEqual([]);
});

test.each([
  ["A", "Kritisk fejl", "Critical fault", 4],
  ["B", "Alvorlig fejl", "Serious fault", 8],
  ["C", "Ikke-alvorlig fejl", "Minor fault", 16],
  ["D", "Anmodning om assistance", "Request for assistance", 16],
])("level %s is %s and is answered within the agreed working hours", (id, da, en, hours) => {
  const level = shipped().levels[id];
  expect(level?.name).toEqual({ da, en });
  expect(level?.firstResponseMinutes).toBe(hours * 60);
  expect([level?.nextResponseMinutes, level?.resolutionMinutes]).toEqual([null, null]);
});

test("the definitions of the levels are the agreement's, word for word", () => {
  expect(Object.values(shipped().levels).map((level) => level.definition.da)).toEqual([
    "En fejl, der får systemet til at stoppe, med risiko for tab af data",
    "En vigtig funktion virker ikke, og det er tids- eller ressourcekrævende at omgå den",
    "En ikke-kritisk funktion virker ikke korrekt, og brugeren kan omgå den",
    "Hjælp til at bruge de leverede komponenter, ikke en fejl",
  ]);
});

test("the desk is open Monday to Thursday 8 to 16, Friday 8 to 14.30, and closed on Danish holidays", () => {
  const day = [["08:00", "16:00"]];
  const { zone, hours, holidays, closures } = shipped().calendars.office!;
  expect({ zone, hours, holidays, closures }).toEqual({
    zone: "Europe/Copenhagen",
    hours: { mon: day, tue: day, wed: day, thu: day, fri: [["08:00", "14:30"]] },
    holidays: ["dk"],
    closures: [],
  });
});

test("the ladder warns an hour before, at the target and two hours after", () => {
  const steps = shipped().ladder.map(({ atMinutes, to }) => [
    atMinutes,
    to.map((recipient) => (recipient.kind === "role" ? recipient.role : recipient.kind)),
  ]);
  expect(steps).toEqual([
    [-60, ["assignee", "team"]],
    [0, ["lead", "ops"]],
    [120, ["accountable", "ops"]],
  ]);
});

test("the catalogue has the agreement's 13 services with their coverage", () => {
  const both = { vendor: "included", customer: "included" };
  const vendorOnly = { vendor: "included", customer: "none" };
  const coverage = Object.fromEntries(Object.entries(shipped().services).map(([id, one]) => [id, one.coverage]));
  expect(coverage).toEqual({
    "system-maintenance": both,
    "updates-minor": both,
    "updates-major": both,
    licences: both,
    network: vendorOnly,
    backup: vendorOnly,
    integration: vendorOnly,
    storage: vendorOnly,
    "system-support": both,
    "service-desk": both,
    "error-log": both,
    troubleshooting: both,
    "level-answers": both,
  });
  expect(Object.values(shipped().services).map((service) => service.name.da)).toEqual([
    "IT-systemvedligeholdelse",
    "Softwareopdatering – programrettelser og mindre opgraderinger",
    "Softwareopdatering – store releases",
    "Licenshåndtering",
    "Netværkshåndtering",
    "Backup",
    "Systemintegration",
    "Håndtering af dataopbevaring",
    "Systemsupport",
    "Servicedesk",
    "Vedligeholdelse af log over rapporterede fejl",
    "Support i fejlsøgning",
    "Svar i henhold til aftalte serviceniveauer",
  ]);
});

test("the matrix has the agreement's 13 activities with their letters", () => {
  const cells = Object.entries(shipped().activities).map(([id, one]) => [
    id,
    one.name.da,
    one.customer.join("/"),
    one.vendor.join("/"),
  ]);
  expect(cells).toEqual([
    ["level-a", "Niveau A", "I", "A/R"],
    ["level-b", "Niveau B", "I", "A/R"],
    ["level-c", "Niveau C", "I", "A/R"],
    ["level-d", "Niveau D", "I", "A/R"],
    ["document-changes", "Beskrivelse og dokumentation af ændringer", "I", "A/R"],
    ["change-log", "Logføring over installerede ændringer", "I", "A/R"],
    ["access", "Adgang til kundens IT-infrastruktur, målerdata og softwarekomponenter", "A/R", "I/S"],
    ["install-modules", "Installation af nye softwaremoduler", "I", "A/R"],
    ["install-updates", "Installation af krævede opdateringer", "I", "A/R"],
    ["third-party-licences", "Tredjepartslicenser og tilladelser", "A/R", "I/S"],
    ["running-costs", "Kommunikations- og driftsomkostninger", "A/R", "I"],
    ["field-work", "Arbejde og ændringer på målere, routere, koncentratorer og GSM-installationer", "A/R", "S"],
    ["foreign-faults", "Fejl forårsaget af tredjepart eller kunden", "A/R", "I"],
  ]);
});

test("the desk of the demo loads, and takes what it leaves out from the shipped desk", () => {
  const urls = { IMAP_URL: "imap://u:p@127.0.0.1:1143/INBOX", SMTP_URL: "smtp://127.0.0.1:1025" };
  const { desk, warnings } = load("demo.yaml", urls);
  expect(warnings).toEqual([]);
  expect(desk.levels).toEqual(shipped().levels);
  expect(desk.activities).toEqual(shipped().activities);
  expect(desk.mailboxes).toEqual([
    {
      name: "support",
      imap: { host: "127.0.0.1", port: 1143, security: "none", user: "u", password: "p" },
      smtp: { host: "127.0.0.1", port: 1025, security: "none", user: null, password: null },
      fallbacks: [],
      oauth2: null,
      folder: "INBOX",
      after: { kind: "keep" },
      trustedAuthServers: ["mx.desk.example"],
    },
  ]);
});
