// `npm run bench -- NAME`: runs bench/NAME.ts from the sources, as Node 20 does not strip types itself.
import { readdirSync } from "node:fs";
import "../test/support/read-typescript.mjs";

const known = readdirSync(new URL(".", import.meta.url))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -3));
const name = process.argv[2] ?? "";
if (known.includes(name)) {
  process.argv.splice(2, 1);
  await import(`./${name}.ts`);
} else {
  console.error(`usage: npm run bench -- ${known.join("|")}`);
  process.exitCode = 2;
}
