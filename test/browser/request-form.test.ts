import { afterAll, beforeAll, expect } from "@jest/globals";
import { sql } from "kysely";
import type { Page } from "playwright-core";
import { startHttp } from "../../src/start-http.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { chromium, openBrowser, type Visitor } from "../support/chromium.ts";
import { findPageFaults } from "../support/find-page-faults.ts";
import { testOn } from "../support/real-server.ts";

const testInChromium = testOn(chromium);

let world: AgentDesk;
let http: Awaited<ReturnType<typeof startHttp>>;

beforeAll(async () => {
  world = await openAgentDesk(0, "\nwebForm: { addressRequestsAnHour: 20 }\n");
  http = await startHttp(world.desk.open);
});
afterAll(async () => {
  await http.stop();
  await world.close();
});

async function visit(visitor: Visitor, work: (page: Page) => Promise<void>): Promise<void> {
  const browser = await openBrowser(visitor);
  try {
    const page = await browser.context.newPage();
    const violations: string[] = [];
    page.on("console", (message) => {
      if (/Content Security Policy/i.test(message.text())) violations.push(message.text());
    });
    page.on("pageerror", (error) => violations.push(error.message));
    await work(page);
    expect(violations).toEqual([]);
  } finally {
    await browser.close();
  }
}

const pass = (seconds: number) =>
  sql`update desk_time set "offset" = "offset" + make_interval(secs => ${seconds})`.execute(world.desk.open.database);

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.SVARTID_SCREENSHOTS;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };

for (const javaScriptEnabled of [true, false]) {
  testInChromium(
    `a Dane on a phone asks ${javaScriptEnabled ? "with" : "without"} script, by keyboard alone, and is told what comes`,
    async () => {
      await visit({ javaScriptEnabled, viewport: PHONE, locale: "da-DK" }, async (page) => {
        await page.goto(`${http.url}/request`);
        const told = async () => await page.getByRole("heading", { level: 1 }).textContent();
        expect(await told()).toBe("Skriv til os");
        await page.getByLabel("Dit navn").focus();
        // The field for programs is not on the way.
        for (const words of ["Kåre Ærø", "kaare@north.example", "Målere mangler", "Siden i nat <b>mangler</b> alle."]) {
          await page.keyboard.insertText(words);
          await page.keyboard.press("Tab");
        }
        await page.keyboard.press("ArrowDown");
        await pass(5);
        await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        await page.getByRole("heading", { name: "Tak, vi har modtaget det" }).waitFor();
        const ticket = await world.ticket();
        expect(await page.textContent("main")).toContain(ticket.ref);
        expect(ticket).toMatchObject({ subject: "Målere mangler", level: "A", requester: { name: "Kåre Ærø" } });
        const [message] = await world.desk.open.unitOfWork.reading.tickets.listMessages(ticket.id);
        expect(message?.text).toBe("Siden i nat <b>mangler</b> alle.");
        await picture(page, `sent-${javaScriptEnabled}`);
      });
    },
    120_000,
  );
}

testInChromium(
  "what a browser lets through is told at the top, with links to the fields, and nothing typed is lost",
  async () => {
    await visit({ viewport: DESK, locale: "en-GB" }, async (page) => {
      await page.goto(`${http.url}/request`);
      await page.getByLabel("Your name").fill(`Ida "</form><script>document.title='run'</script>`);
      await page.getByLabel("Your email address").fill("ida@localhost");
      await page.getByLabel("What is it about?").fill("Import");
      await page.getByLabel("What happens, and since when?").fill("\n  two spaces in front");
      await pass(5);
      await page.getByRole("button", { name: "Send" }).click();
      const alert = page.getByRole("alert");
      expect(await alert.textContent()).toContain("Write your whole email address");
      expect(await page.title()).toMatch(/^Nothing was sent yet · Write to us/);
      expect(await page.getByLabel("What happens, and since when?").inputValue()).toBe("\n  two spaces in front");
      await alert.getByRole("link").click();
      await picture(page, "fault-light");
      expect(await findPageFaults(page)).toEqual([]);
    });
  },
  120_000,
);

for (const colorScheme of ["light", "dark"] as const) {
  for (const viewport of [PHONE, DESK]) {
    testInChromium(
      `the page is fit for everybody, ${colorScheme}, ${viewport.width} pixels wide`,
      async () => {
        await visit({ colorScheme, viewport }, async (page) => {
          for (const lang of ["da", "en"]) {
            await page.goto(`${http.url}/request?lang=${lang}`);
            expect(await findPageFaults(page)).toEqual([]);
            await picture(page, `form-${lang}-${colorScheme}-${viewport.width}`);
          }
        });
      },
      120_000,
    );
  }
}
