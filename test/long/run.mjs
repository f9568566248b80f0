// `npm run test:long -- NAME ...`: runs test/long/NAME.ts from the sources. Each proof prints its seed and ends by itself.
import { readdirSync } from "node:fs";
import "../support/read-typescript.mjs";

const known = readdirSync(new URL(".", import.meta.url))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -3));
const name = process.argv[2] ?? "";
if (known.includes(name)) {
  process.argv.splice(2, 1);
  await import(`./${name}.ts`);
} else {
  console.error(`usage: npm run test:long -- ${known.join("|")}`);
  process.exitCode = 2;
}
