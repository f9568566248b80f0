import { bad, type DeskCheck, good, messageOf } from "./desk-check.ts";

const PATIENCE_MS = 5_000;

/** Hands the collector an empty list of spans, as an exporter would: proof of the way, and nothing to be stored. */
export async function checkCollector(url: string, headers: string | undefined): Promise<DeskCheck> {
  const mend =
    "Correct OTEL_EXPORTER_OTLP_ENDPOINT and its headers, or start the collector; mail does not wait for it.";
  const host = new URL(url).host;
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { ...readHeaders(headers), "content-type": "application/x-protobuf" },
      body: new Uint8Array(),
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await answer.body?.cancel();
    if (answer.ok) return good("traces", `The collector at ${host} takes traces.`);
    return bad("traces", `The collector at ${host} answers ${answer.status}.`, mend);
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } };
    return bad("traces", `The collector at ${host} does not answer (${cause?.code ?? messageOf(error)}).`, mend);
  }
}

// As the specification of the exporter has it: name=value, by commas, percent-encoded.
function readHeaders(text = ""): Record<string, string> {
  const pairs = text.split(",").flatMap((pair) => {
    const at = pair.indexOf("=");
    return at < 1 ? [] : [[pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())] as const];
  });
  return Object.fromEntries(pairs);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
