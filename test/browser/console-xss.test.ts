import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { type Browser, chromium, openBrowser, signInByLink } from "../support/chromium.ts";
import { type ConsoleDesk, openConsoleDesk } from "../support/console-desk.ts";
import { testOn } from "../support/real-server.ts";
import { XSS_PAYLOADS } from "../support/xss-payloads.ts";

const testInChromium = testOn(chromium);
const A_TICKET = 46;

let desk: ConsoleDesk;

beforeAll(async () => {
  desk = await openConsoleDesk();
});

afterAll(() => desk.close());

interface Watch {
  page: Page;
  /** What ran, asked, was refused by a policy, or left the host. */
  found: string[];
}

/** Opens the console and watches whether anything runs, asks, or leaves the host, in any frame. */
async function watch(browser: Browser): Promise<Watch> {
  const page = await browser.context.newPage();
  const found: string[] = [];
  const { host } = new URL(desk.url);
  page.on("dialog", (dialog) => {
    found.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) found.push(`policy ${message.text()}`);
  });
  const network = await browser.context.newCDPSession(page);
  await network.send("Network.enable");
  network.on("Network.requestWillBeSent", ({ request }) => {
    // Chromium's own pictures of its form fields; no payload writes itself so.
    if (request.url.startsWith("data:image/svg+xml;base64,")) return;
    if (new URL(request.url).host !== host) found.push(`request ${request.url}`);
  });
  await signInByLink(page, await desk.link("olga"));
  return { page, found };
}

async function inBrowser(work: (watched: Watch) => Promise<void>): Promise<void> {
  const browser = await openBrowser({ locale: "en" });
  try {
    await work(await watch(browser));
  } finally {
    await browser.close();
  }
}

const word = (text: string) => `=?utf-8?B?${Buffer.from(text).toString("base64")}?=`;
const part = (type: string, text: string) =>
  `Content-Type: ${type}; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${Buffer.from(text).toString("base64")}\n`;

/** As far as one line of a header holds it: what no parser would take for a value ends it. */
const inHeader = (payload: string) => payload.replace(/[^!-~]|[;,]/g, "");

/** A mail with the payload in each place that a page shows. All of a batch but the first answer the first. */
function mailWith(payload: string, index: number): string {
  const first = index - (index % A_TICKET);
  const answers =
    index === first ? "" : `In-Reply-To: <x${first}@north.example>\nReferences: <x${first}@north.example>\n`;
  return `From: ${word(payload)} <bo@north.example>
To: ${word(payload)} <support@desk.example>
Subject: ${word(payload)}
Message-ID: ${index === first ? `<x${index}@north.example>` : `<x${index}.${inHeader(payload)}@north.example>`}
${answers}MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="m"

--m
Content-Type: multipart/alternative; boundary="a"

--a
${part("text/plain", `no. ${index}: ${payload}`)}
--a
${part("text/html", `<p>no. ${index}</p>${payload}<p>${payload}</p>`)}
--a--
--m
Content-Type: ${index % 2 === 0 ? "image/svg+xml" : `image/x${inHeader(payload)}`}; name="${word(payload)}"
Content-Disposition: attachment; filename*=utf-8''${encodeURIComponent(payload)}
Content-Transfer-Encoding: base64

${Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="window.__pwned=1"><script>window.__pwned=1</script>${index}</svg>`).toString("base64")}
--m--
`;
}

async function expectQuiet({ page, found }: Watch): Promise<void> {
  for (const frame of page.frames()) expect(await frame.evaluate("window.__pwned")).toBeUndefined();
  expect(
    await page.locator("script:not([src='/console.js']), object, embed, base, style, iframe:not([sandbox=''])").count(),
  ).toBe(0);
  expect(found).toEqual([]);
}

testInChromium(
  "nothing that 229 hostile mails hold runs or loads anything, wherever it is shown",
  async () => {
    expect(XSS_PAYLOADS.length).toBeGreaterThanOrEqual(229);
    await desk.world.desk.file(...XSS_PAYLOADS.map(mailWith));
    const refs = (await desk.refs()).slice(0, Math.ceil(XSS_PAYLOADS.length / A_TICKET));
    const { inbound } = desk.world.desk.open.unitOfWork.reading;
    const filed = (await inbound.list({ limit: 1000 })).filter(({ ticket }) => refs.includes(ticket ?? ""));
    expect(filed.length).toBe(XSS_PAYLOADS.length);
    await inBrowser(async (watched) => {
      const { page } = watched;
      const shown: string[] = [];
      for (const ref of refs) {
        await page.goto(`${desk.url}/tickets/${ref}`, { waitUntil: "load" });
        shown.push(...(await page.locator(".message .text").allTextContents()));
        const frames = await page.locator("iframe").count();
        await page.evaluate(`for (const one of document.querySelectorAll("details")) one.open = true;
          for (const one of document.querySelectorAll("iframe")) one.loading = "eager"`);
        await page.waitForLoadState("networkidle");
        expect(page.frames().length).toBe(frames + 1);
        expect(frames).toBeGreaterThan(0);
        await expectQuiet(watched);
      }
      const wanted = XSS_PAYLOADS.map((payload, index) => `no. ${index}: ${payload}`.trim());
      const seen = new Set(shown.map((text) => text.replace(/\s+/g, " ").trim()));
      expect(wanted.filter((text) => !seen.has(text.replace(/\s+/g, " "))).length).toBeLessThanOrEqual(3);
      const listed = await page.locator(".files").allTextContents();
      expect(listed.some((text) => /image\/x.*[<"'(]/.test(text))).toBe(true);
      const hostileId = filed.findIndex(({ messageId }) => /^<?x.*[<"'(]/.test(messageId ?? ""));
      expect(hostileId).toBeGreaterThanOrEqual(0);
      const last = filed.length - 1;
      const emails = [0, 7, 40, 110, hostileId, last].map((at) => `/inbound/${filed[at]?.id}`);
      for (const path of [
        "/",
        "/tickets",
        "/inbound",
        `/inbound?before=${filed[49]?.id}`,
        "/outbox",
        "/ladder",
        ...emails,
      ]) {
        await page.goto(`${desk.url}${path}`, { waitUntil: "load" });
        await expectQuiet(watched);
      }
    });
  },
  240_000,
);

test("files and originals are saved and never shown, and formatted mail is shut in", async () => {
  const [ref = ""] = await desk.refs();
  const page = await (await desk.get(`/tickets/${ref}`, "olga")).text();
  const [, file = ""] = /href="(\/tickets\/[^"]+\/files\/[0-9a-f]+)"/.exec(page) ?? [];
  const [, frame = ""] = /src="(\/tickets\/[^"]+\/formatted)"/.exec(page) ?? [];
  const [, email = ""] = /href="(\/inbound\/\d+)"/.exec(page) ?? [];
  for (const path of [file, `${email}/original`]) {
    const answer = await desk.get(path, "olga");
    expect([path, answer.status]).toEqual([path, 200]);
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
    expect(answer.headers.get("content-disposition")).toMatch(
      /^attachment; filename="[A-Za-z0-9 ._()-]+"; filename\*=UTF-8''[^\s"<>]+$/,
    );
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect((await desk.get(path, null)).status).toBe(303);
  }
  const formatted = await desk.get(frame, "olga");
  const policy = formatted.headers.get("content-security-policy") ?? "";
  expect(policy.split("; ")).toEqual(
    expect.arrayContaining(["default-src 'none'", "sandbox", "form-action 'none'", "frame-ancestors 'self'"]),
  );
  expect(policy).not.toMatch(/script|allow-|https?:|\*/);
  expect((await desk.get(frame.replace(ref, "SV-00000-0"), "olga")).status).toBe(404);
});

testInChromium("what is typed into the address or the filter is shown as text", async () => {
  await inBrowser(async (watched) => {
    const { page } = watched;
    for (const payload of XSS_PAYLOADS.filter((_, index) => index % 12 === 0)) {
      await page.goto(`${desk.url}/tickets?q=${encodeURIComponent(payload)}&state=${encodeURIComponent(payload)}`);
      expect(await page.locator("main input[name=q]").inputValue()).toBe(payload.trim());
      await page.goto(`${desk.url}/reports?month=${encodeURIComponent(payload)}&org=${encodeURIComponent(payload)}`);
      await expectQuiet(watched);
      await page.goto(`${desk.url}/tickets/${encodeURIComponent(payload)}`);
      await expectQuiet(watched);
    }
  });
});

testInChromium("the documentation of the API shows itself under its own strict policy", async () => {
  await inBrowser(async ({ page, found }) => {
    await page.goto(`${desk.url}/docs`);
    await page.getByText("/api/v1/tickets", { exact: true }).first().waitFor();
    expect(found.filter((one) => !one.startsWith("request data:"))).toEqual([]);
  });
});
