// npm run demo: prepares the clone, then tells the story.
import { prepare, ROOT } from "./prepare.mjs";
import { stopWithNpm } from "./stop-with-npm.mjs";

await prepare();
stopWithNpm();
process.argv.splice(2, 0, "demo");
await import(new URL("dist/cli/program.js", `file://${ROOT}`).href);
