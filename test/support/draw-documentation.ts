// Draws the pictures of docs/ anew: npm run drawings.
import { writeFileSync } from "node:fs";
import { drawDocumentedClock } from "./documented-clock.ts";

writeFileSync("docs/explained-clock.svg", drawDocumentedClock());
