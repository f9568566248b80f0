import { expect, test } from "@jest/globals";
import { readMail } from "../../../support/read-mail.ts";

const read = (html: string, headers = "Subject: Re: Backup\nIn-Reply-To: <9@desk.example>") =>
  readMail(
    `From: One <one@north.example>\nTo: support@desk.example\n${headers}\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n${html}\n`,
  );
const WROTE = "On Wed, Nov 18, 2026 at 10:12 AM Two Person &lt;two@south.example&gt; wrote:<br>";
const GMAIL = `<div class="gmail_attr">${WROTE}</div><blockquote class="gmail_quote" style="border-left:1px solid">Old</blockquote>`;
const INDENTED = '<blockquote style="margin:0 0 0 40px;border:none;padding:0px">Error 500</blockquote>';
const OUTLOOK =
  '<div id="divRplyFwdMsg"><b>Pošilja:</b> Two<br><b>Kdaj:</b> sreda<br><b>Zadeva:</b> Backup</div><div>Old</div>';

test.each([
  [
    "between the pieces of Gmail's quote",
    `<div class="gmail_quote">${GMAIL}<div>One.</div>${GMAIL}<div>Two.</div></div>`,
    "One.\n\nTwo.",
  ],
  [
    "below the quote in Gmail's old frame",
    `<div class="gmail_extra"><div class="gmail_quote">${GMAIL}</div><br>Below.</div>`,
    "Below.",
  ],
  [
    "indented by Gmail and Apple Mail",
    `<div>The error:${INDENTED}</div><div class="gmail_quote">${GMAIL}</div>`,
    "The error:\n\nError 500",
  ],
  [
    "above Outlook's line, in an unknown language",
    `<div><p>It works.</p><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p><b>Zadeva:</b> Backup</p></div><p>Old</p></div>`,
    "It works.",
  ],
  ["above Hotmail's line", `<div>It works.</div><hr id="stopSpelling">Zadeva: Backup<br>Old`, "It works."],
  [
    "above Outlook's for Mac",
    `<div>It works.</div><span id="OLK_SRC_BODY_SECTION">Old</span><div>Old</div>`,
    "It works.",
  ],
  [
    "above Outlook's for phones",
    `<div>It works.</div><div class="ms-outlook-mobile-reference-message skipProofing">Old</div>`,
    "It works.",
  ],
  ["above Front's frame", `<div>It works.</div><div class="front-blockquote">Old</div>`, "It works."],
  ["right above a frame", `<div>One<div>Two.<div class="gmail_quote">${GMAIL}</div></div></div>`, "One\nTwo."],
  [
    "with a number, right above a quote that holds its attribution",
    `<body>Reply 1<blockquote type="cite"><div>On x at 10:12, Two wrote:</div>Old</blockquote>Reply 2</body>`,
    "Reply 1\n\nReply 2",
  ],
  ["indented at the end", `<div>The error:${INDENTED}</div>`, "The error:\n\nError 500"],
  ["above Outlook's headers in an unknown language", `<div>It works.</div><hr>${OUTLOOK}`, "It works."],
  [
    "above Proton's frame",
    `<div>It works.</div><div class="protonmail_quote">${WROTE}<blockquote class="protonmail_quote">Old</blockquote></div>`,
    "It works.",
  ],
])("the words of an answer in HTML are told from its quote: %s", async (_, html, text) => {
  const found = await read(html);
  expect([found.replyText, found.signature]).toEqual([text, ""]);
});

test.each([
  '<div class="gmail_signature">One Person</div>',
  '<span>-- </span><br><div class="gmail_signature">One Person</div>',
  '<div id="ms-outlook-mobile-signature">One Person</div>',
  '<div id="composer_signature">One Person</div>',
  '<div class="front-signature">One Person</div>',
  "<signature>One Person</signature>",
  '<div name="messageSignatureSection">One Person</div>',
  '<div class="protonmail_signature_block"><div class="protonmail_signature_block-user">One Person</div></div>',
])("a marked signature is one wherever it stands, and what is written below it is not: %j", async (signature) => {
  const above = await read(`<div>It works.</div>${signature}<div class="gmail_quote">${GMAIL}</div>`);
  expect([above.replyText, above.signature]).toEqual(["It works.", "One Person"]);
  const between = await read(`<div class="gmail_quote">${GMAIL}</div>${signature}<div>Below it.</div>`);
  expect([between.replyText, between.signature]).toEqual(["Below it.", "One Person"]);
});

test("a block at the end of a new mail is the writer's, and of an answer a quote", async () => {
  const html = "<div>Here it is</div><blockquote>Disk full</blockquote>";
  expect((await read(html, "Subject: Backup")).replyText).toBe("Here it is\n\nDisk full");
  expect((await read(html)).replyText).toBe("Here it is");
});

test("no mark of ours is left where nothing is trimmed", async () => {
  const html = `<div class="gmail_signature">One</div>${"<p>word</p>".repeat(5_100)}`;
  expect((await read(html)).replyText).not.toMatch(/[\ue000-\ue002]/);
});

test("the rows of a table are lines, and its cells stand apart", async () => {
  const row = (label: string, value: string) => `<tr><th>${label}: </th><td>${value}</td></tr>`;
  const table = `<table>${row("Fra", "Two &lt;two@south.example&gt;")}${row("Dato", "18. november 2026 10:12")}${row("Til", "One")}</table>`;
  const html = `<p>See below.</p><div>-------- Videresendt meddelelse --------${table}<br>Old</div>`;
  const found = await read(`${html}`, "Subject: Fwd: Backup");
  expect(found.forwarded?.from).toEqual({ address: "two@south.example", name: "Two" });
  const facts = "<table><tr><td>Sag</td><td>Beløb</td></tr><tr><td>1</td><td>100</td></tr></table>";
  expect((await read(facts)).replyText).toBe("Sag Beløb\n1 100");
});

test("words written into the frame of a signature are the mail's where nothing else is", async () => {
  const found = await read('<div id="Signature"><p>The printer is down.</p><p>One</p></div>', "Subject: Printer");
  expect([found.replyText, found.signature]).toEqual(["The printer is down.\n\nOne", ""]);
});

test.each(["\u{e000}", "\u{e001}", "\u{e002}"])(
  "an icon that somebody pastes hides nothing of what he writes: %j",
  async (icon) => {
    const words = `It shows ${icon} Failed`;
    expect((await read(`<p>Hi</p><p>${words}</p><p>and is blank.</p>`)).replyText).toBe(
      `Hi\n\n${words}\n\nand is blank.`,
    );
  },
);

test.each(["blockquote", 'blockquote type="cite"', 'div class="gmail_quote"'])(
  "a quote in hundreds of quotes is marked twenty times, not hundreds: %s",
  async (frame) => {
    const found = await read(`<p>Hi</p>${`<${frame}>`.repeat(300)}Old`, "Subject: Fwd: Backup");
    expect(found.text.replaceAll("> ", "")).toBe("Hi\n\nOld");
    expect(found.text.length).toBeLessThan(60);
    expect(found.replyText).toBe("Hi");
  },
);

test.each(["display:none", "max-height:0; display: none;", "font-size:0;mso-hide:all"])(
  "words that nobody sees are left out, unless all are so: %s",
  async (style) => {
    const hidden = `<div style="${style}">Preview</div>`;
    expect((await read(`${hidden}<p>It works.</p>`, "Subject: Backup")).text).toBe("It works.");
    expect((await read(hidden, "Subject: Backup")).replyText).toBe("Preview");
  },
);

test("a comparison that HTML sets apart is a piece of its sentence", async () => {
  const html = "<p>the limit must be</p><p>&gt; 100 MB</p><p>for all of us</p>";
  expect((await read(html)).replyText).toBe("the limit must be\n\n> 100 MB\n\nfor all of us");
  const answered = "<p>Yes.</p><p>&gt; 4 users?</p><p>Four.</p>";
  expect((await read(answered)).replyText).toBe("Yes.\n\nFour.");
});
