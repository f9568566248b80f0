/** The part of the API's document that says what may be answered. */
export interface ProblemDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { responses: Readonly<Record<string, Answers>> }>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Answers>> };
}

interface Answers {
  readonly $ref?: string;
  readonly content?: Readonly<
    Record<string, { readonly schema?: unknown; readonly examples?: Readonly<Record<string, unknown>> }>
  >;
}

const PROBLEM = "application/problem+json";

/** The codes that the document says an operation may refuse with, by status. */
export function documentedCodes(document: ProblemDocument, method: string, path: string): Record<string, string[]> {
  const responses = document.paths[path]?.[method.toLowerCase()]?.responses ?? {};
  return Object.fromEntries(
    Object.entries(responses).flatMap(([status, { $ref }]) => {
      if ($ref === undefined) return [];
      const shared = document.components.responses[$ref.slice("#/components/responses/".length)];
      return [[status, Object.keys(shared?.content?.[PROBLEM]?.examples ?? {})]];
    }),
  );
}

/** What is wrong with a problem that this route answered with; null: the document says that it may. */
export function undocumentedProblem(
  document: ProblemDocument,
  { method, pathname }: { method: string; pathname: string },
  { status, code }: { status: number; code: string },
): string | null {
  const path = Object.keys(document.paths).find((one) =>
    new RegExp(`^${one.replaceAll(/\{\w+\}/g, "[^/]+")}/?$`).test(pathname),
  );
  if (path === undefined || document.paths[path]?.[method.toLowerCase()] === undefined) return null;
  const codes = documentedCodes(document, method, path)[status] ?? [];
  return codes.includes(code) ? null : `${method} ${path} answers ${status} ${code}, which its document does not say`;
}
