// Run as a child process under another TZ: prints the zone it runs in, then one answer a line.
import { answerZoneQuestions } from "./zone-questions.ts";

console.log(Intl.DateTimeFormat().resolvedOptions().timeZone);
console.log(answerZoneQuestions().join("\n"));
