import { readFileSync, writeFileSync } from "node:fs";
import { Command, Option } from "commander";
import { readUrl } from "../domain/web/read-url.ts";
import { examples } from "./examples.ts";
import { printJson, printLine } from "./print.ts";
import { UserError } from "./user-error.ts";
import { type ApiDocument, writeClient } from "./write-client.ts";

const PATIENCE_MS = 10_000;

interface Options {
  out: string;
  url: string;
  file?: string;
  json?: boolean;
}

/** `svartid client`: a typed client of the API, for programs in TypeScript. */
export function clientCommand(): Command {
  return new Command("client")
    .description("write a TypeScript client of the API, from the document that a desk gives at /openapi.json")
    .requiredOption("--out <file>", "where to write it, such as svartid-client.ts")
    .addOption(new Option("--url <url>", "of the running desk").default("http://127.0.0.1:8080").conflicts("file"))
    .option("--file <file>", "its /openapi.json as it was saved, in place of a running desk")
    .addHelpText(
      "after",
      examples(
        "svartid client --out svartid-client.ts --url https://desk.example",
        "svartid client --out svartid-client.ts --file openapi.json",
      ),
    )
    .action(async ({ out, url, file, json }: Options) => {
      const from = file ?? new URL("openapi.json", readDeskUrl(url)).href;
      const document = readDocument(file === undefined ? await fetchText(from) : readText(file), from);
      const text = writeClient(document);
      write(out, text);
      const operations = Object.values(document.paths).flatMap((methods) => Object.keys(methods)).length;
      if (json) printJson({ file: out, version: document.info.version, operations });
      else printLine(`${out}: ${operations} operations of version ${document.info.version}`);
    });
}

function readDeskUrl(text: string): string {
  if (!/^https?:[/][/]/.test(text) || readUrl(text) === null)
    throw new UserError(`--url ${text} is not the address of a desk: write it as https://desk.example`);
  return text.endsWith("/") ? text : `${text}/`;
}

async function fetchText(url: string): Promise<string> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => {
    throw new UserError(`${url} does not answer: is the desk running, and can it be reached from here?`);
  });
  if (!answer.ok) throw new UserError(`${url} answers ${answer.status}: is this the address of a desk?`);
  return await answer.text();
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(
      `${file} cannot be read (${(error as { code?: string }).code}): save the desk's /openapi.json there`,
    );
  }
}

function readDocument(text: string, from: string): ApiDocument {
  const document = parse(text);
  if (typeof document?.openapi !== "string" || typeof document.info?.version !== "string" || !document.paths)
    throw new UserError(`${from} is no OpenAPI document: it is what a desk gives at /openapi.json`);
  return document as ApiDocument;
}

function parse(text: string): (Partial<ApiDocument> & { openapi?: unknown }) | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UserError(`${file} cannot be written (${(error as { code?: string }).code}): name another with --out`);
  }
}
