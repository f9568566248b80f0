import { describe, expect, test } from "@jest/globals";
import { parseCommands } from "../../../../src/domain/commands/parse-commands.ts";
import { createTicketRef } from "../../../../src/domain/ticket/ticket-ref.ts";
import { testDesk } from "../../../support/test-desk.ts";

const desk = testDesk();
const REF = createTicketRef(12_345);
const parse = (text: string) => parseCommands(text, { agent: "one", desk, replyTemplates: ["solved"] });

describe("what an agent's mail asks for", () => {
  test("a mail without commands is text for the requester", () => {
    expect(parse("Hej Mette\n\nPrøv igen nu.")).toEqual({ ok: true, commands: [], text: "Hej Mette\n\nPrøv igen nu." });
  });

  test("commands stand in the first lines, one a line, in any case, with empty lines between", () => {
    const parsed = parse("\n#LEVEL a\n\n#assign me\nThe pump is back.");
    expect(parsed).toEqual({
      ok: true,
      commands: [
        { name: "level", level: "A" },
        { name: "assign", agent: "one", team: null },
      ],
      text: "The pump is back.",
    });
  });

  test.each([
    ["#niveau B", { name: "level", level: "B" }],
    ["#tildel mig", { name: "assign", agent: "one", team: null }],
    ["#tildel support", { name: "assign", agent: null, team: "support" }],
    ["#assign Agent Two", { name: "assign", agent: "two", team: null }],
    ["#assign two@desk.example", { name: "assign", agent: "two", team: null }],
    ["#løst", { name: "resolve" }],
    ["#loest", { name: "resolve" }],
    ["#LØST", { name: "resolve" }],
    ["#luk", { name: "close" }],
    ["#genåbn", { name: "reopen" }],
    ["#gena\u030Abn", { name: "reopen" }],
    ["#genaabn", { name: "reopen" }],
    ["#godtag aftalen er på vej", { name: "accept", reason: "aftalen er på vej" }],
    ["#accept", { name: "accept", reason: "" }],
    ["#hjaelp", { name: "help" }],
    ["#vent på kundens svar", { name: "wait", reason: "på kundens svar" }],
    ["#kvitter 1h30", { name: "ack", holdMinutes: 90 }],
    ["#ack 90m", { name: "ack", holdMinutes: 90 }],
    ["#ack 2h", { name: "ack", holdMinutes: 120 }],
    ["#ack", { name: "ack", holdMinutes: null }],
    ["#cc <IT@North.Example>", { name: "cc", address: "it@north.example" }],
    ["#uncc it@north.example", { name: "uncc", address: "it@north.example" }],
    ["#skabelon SOLVED", { name: "template", template: "solved" }],
    ["#bed-om-samtykke Må vi?", { name: "ask-consent", asked: "consent", text: "Må vi?", module: null, version: null }],
    [
      "#ask-consent Må vi? module=core version=5.3",
      { name: "ask-consent", asked: "consent", text: "Må vi?", module: "core", version: "5.3" },
    ],
    [
      "#bed-om-godkendelse 1H30 Oprydning på disken",
      { name: "ask-approval", asked: "extra-time", minutes: 90, text: "Oprydning på disken" },
    ],
    ["#ask-approval 45m", { name: "ask-approval", asked: "extra-time", minutes: 45, text: "" }],
    ["#bed-om-adgang", { name: "ask-access", asked: "access", text: "" }],
    ["#bed-om-tilladelse", { name: "ask-permission", asked: "permission", text: "" }],
    ["#prøv", { name: "dry-run" }],
    ["#proev", { name: "dry-run" }],
    ["#fortryd", { name: "undo" }],
    ["#status", { name: "status" }],
    [
      "#ændring Ny printerdriver",
      { name: "change", text: "Ny printerdriver", module: null, version: null, consent: null },
    ],
    [
      `#change Opdateret og prøvet module=core version=5.3 consent=${REF}`,
      { name: "change", text: "Opdateret og prøvet", module: "core", version: "5.3", consent: REF },
    ],
    ["#error KE-12", { name: "error", action: "link", id: 12 }],
    ["#fejl ke12", { name: "error", action: "link", id: 12 }],
    ["#fejl fjern KE-12", { name: "error", action: "unlink", id: 12 }],
    ["#error remove KE-12", { name: "error", action: "unlink", id: 12 }],
    [
      "#fejl ny Indlæsningen stopper",
      { name: "error", action: "new", title: "Indlæsningen stopper", modules: [], hosting: null },
    ],
    [
      "#error new MODULE=core The import stops version=5.2 hosting=Customer",
      {
        name: "error",
        action: "new",
        title: "The import stops",
        modules: [{ module: "core", versions: ["5.2"] }],
        hosting: "customer",
      },
    ],
    ["#time 1h30 cause=customer", { name: "time", minutes: 90, cause: "customer", text: "" }],
    [
      "#TID 45m CAUSE=Third-Party Ringet til  operatøren",
      { name: "time", minutes: 45, cause: "third-party", text: "Ringet til operatøren" },
    ],
    ["#tid 1h30 årsag=leverandør", { name: "time", minutes: 90, cause: "vendor", text: "" }],
    ["#tid 1h30 a\u030Arsag=kunde", { name: "time", minutes: 90, cause: "customer", text: "" }],
    ["#time -1h cause=customer slip", { name: "time", minutes: -60, cause: "customer", text: "slip" }],
    ["#time \u20131h cause=customer", { name: "time", minutes: -60, cause: "customer", text: "" }],
    ["#time 24h cause=vendor", { name: "time", minutes: 1440, cause: "vendor", text: "" }],
  ])("%s is understood", (line, command) => {
    expect(parse(line)).toEqual({ ok: true, commands: [command], text: "" });
  });

  test("a typo never sends anything, and the nearest word is named", () => {
    const parsed = parse("#resolv\nIt works again.");
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.faults[0]?.en).toContain("#resolve");
  });

  test.each([
    ["#level Z", "A, B, C, D"],
    ["#level", "A, B, C, D"],
    ["#assign nobody", "one, two"],
    ["#ack soon", "2h"],
    ["#ack 0h", "2h"],
    ["#cc nobody", "it@north.example"],
    ["#cc a@north.example, b@north.example", "one address"],
    ["#cc support@desk.example", "own address"],
    ["#cc support+a@desk.example", "own address"],
    ["#service nothing", "Choose one of"],
    ["#activity nothing", "level-a"],
    ["#template nothing", "solved"],
    ["#undo\nand more", "alone"],
    ["#undo\n#level A", "alone"],
    ["#resolve the printer", "next line"],
  ])("%s is a fault that names the choices", (line, mend) => {
    const parsed = parse(line);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.faults.map((fault) => fault.en).join()).toContain(mend);
  });

  test("every fault is listed, each with its line, in both languages", () => {
    const parsed = parse("#foo\n#level Z\n#note\ntext");
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    expect(parsed.faults.map((fault) => fault.lineNumber)).toEqual([1, 2]);
    for (const fault of parsed.faults) expect(fault.da).not.toBe(fault.en);
  });

  test("a command under the text is a fault: it was meant, and would be sent to the requester", () => {
    const parsed = parse("Thanks, done.\n#note the customer is difficult");
    expect(parsed.ok).toBe(false);
  });

  test("a fault speaks the words the agent wrote", () => {
    const clash = parse("#løst\n#luk");
    expect(clash.ok ? [] : clash.faults.map((fault) => fault.line)).toEqual(["#løst #luk"]);
    const twice = parse("#niveau A\n#level B");
    expect(twice.ok ? [] : twice.faults.map((fault) => fault.line)).toEqual(["#niveau #level"]);
    const text = parse("#løst sagen er fin");
    expect(text.ok ? "" : text.faults[0]?.da).toContain("#løst tager ingen tekst");
  });

  test("commands that contradict each other do nothing", () => {
    expect(parse("#resolve\n#wait").ok).toBe(false);
    expect(parse("#level A\n#level B").ok).toBe(false);
    expect(parse("#ask-consent Må vi?\n#resolve").ok).toBe(false);
    expect(parse("#note\n#template solved\ntext").ok).toBe(false);
    expect(parse("#note\n#ask-access Må vi?").ok).toBe(false);
    expect(parse("#cc a@north.example\n#cc b@north.example").ok).toBe(true);
  });

  test.each(["#1 the first point", "# heading", "Ticket #note is a word here"])("%j is text", (text) => {
    expect(parse(text)).toEqual({ ok: true, commands: [], text });
  });
});

describe("a time that cannot be recorded is a fault that says how to write it", () => {
  test.each([
    ["#time 1h30", "cause=…"],
    ["#tid 1h30 ryddet op", "vendor, customer, third-party"],
    ["#time 1h30 cause=nobody", '"nobody"'],
    ["#time 1h30 cause=", '""'],
    ["#time cause=customer", "#time 1h30 cause=customer"],
    ["#time 0h cause=customer", "1 minut og 24 timer"],
    ["#time -0m cause=customer", "1 minut og 24 timer"],
    ["#time 24h01 cause=customer", "1 minut og 24 timer"],
    ["#time -25h cause=customer", "1 minut og 24 timer"],
    ["#tid", "#tid 1h30 cause=customer"],
  ])("%s", (line, said) => {
    const parsed = parse(`${line}\nHej Mette`);
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    expect(parsed.faults).toHaveLength(1);
    expect(parsed.faults[0]).toMatchObject({ lineNumber: 1, line });
    expect(parsed.faults[0]!.da).toContain(said);
  });
});

describe("a known error that cannot be read is a fault that says how to write it", () => {
  test.each([
    ["#fejl", "#fejl ny TITEL"],
    ["#error the pump", "#error KE-12"],
    ["#error KE-0", "#error KE-12"],
    ["#error new", "titel"],
    ["#fejl ny module=core", "titel"],
    [`#error new ${"x".repeat(201)}`, "200"],
    ["#error new Pump version=5.2", "version kræver module"],
    ["#error new Pump hosting=moon", "vendor eller customer"],
    ["#error new Pump module=a module=b", "højst én gang"],
    ["#error new Pump module=", "højst én gang"],
  ])("%s", (line, said) => {
    const parsed = parse(line);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.faults[0]!.da).toContain(said);
  });
});

describe("a change that cannot be read is a fault that says how to write it", () => {
  test.each([
    ["#change", "beskrives"],
    ["#ændring module=core version=5.3", "beskrives"],
    ["#change Ny module=core", "begge"],
    ["#change Ny version=5.3", "begge"],
    ["#change Ny consent=SV-7K3M9-2", "begge"],
    ["#change Ny module=core version=5.3 consent=ja", "begge"],
    ["#change Ny module=core version=5.3 version=5.4", "begge"],
  ])("%s", (line, said) => {
    const parsed = parse(line);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.faults[0]!.da).toContain(said);
  });
});
