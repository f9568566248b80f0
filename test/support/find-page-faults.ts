import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";

const IN_BROWSER = readFileSync(join(process.cwd(), "test/support/page-faults.browser.mjs"), "utf8");

/**
 * What keeps somebody from using a page, found in the browser: text too faint to read (WCAG 1.4.3), fields without a name (4.1.2) or too small
 * (2.5.8), references that lead nowhere, headings that skip a rank, no language, a page wider than its window (1.4.10).
 */
export async function findPageFaults(page: Page): Promise<string[]> {
  // In a scope of its own, so that a page may be looked at twice.
  const parts = IN_BROWSER.trimEnd().split("\n");
  const result = parts.pop() ?? "";
  return await page.evaluate<string[]>(`(() => { ${parts.join("\n")}\n return ${result} })()`);
}
